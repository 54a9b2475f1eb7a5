// In which order is a night worked out and written? The one sequence that ordinary, late and corrected nights share.
import type { PoolClient } from 'pg'
import type { Night } from './night'
import { type EpisodeCounts, writeEpisodes } from './night-episodes'
import { writeFacts } from './night-facts'
import { type NightCounts, planNight } from './night-plan'
import { createNightRows, createStagedRows } from './night-rows'
import { rejectRows } from './night-rules'
import {
  type PeopleCounts,
  type SecurityCounts,
  keepBefore,
  lockPlannedAccounts,
  writeDepartures,
  writePayments,
  writePeople,
  writePositions,
  writeSecurities,
} from './night-writes'

/**
 * Rejects rows and plans the night; writes nothing but temporary tables.
 * @throws DropRefused DROP_TOO_MANY_REJECTS
 */
export async function judgeRows(client: PoolClient, night: Night, maxRejects: number): Promise<NightCounts> {
  await createStagedRows(client, night)
  await rejectRows(client, night, maxRejects)
  await createNightRows(client, night)
  return planNight(client, night)
}

export interface NightWritten {
  people: PeopleCounts
  securities: SecurityCounts
  posted: number
  episodes: EpisodeCounts
  facts: number
}

/** Writes the planned night: accounts locked first, then people (the order that every writer keeps). */
export async function writeNight(client: PoolClient, night: Night): Promise<NightWritten> {
  await lockPlannedAccounts(client)
  await keepBefore(client, night)
  const people = await writePeople(client)
  await writePositions(client, night)
  await writeDepartures(client, night)
  const securities = await writeSecurities(client)
  const posted = await writePayments(client, night)
  const episodes = await writeEpisodes(client, night)
  const facts = await writeFacts(client, night)
  return { people, securities, posted, episodes, facts }
}
