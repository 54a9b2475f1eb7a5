// In which order is a night worked out and written? The one sequence that ordinary, late and corrected nights share:
// first everything is planned in temporary tables, then it is written.
import type { PoolClient } from 'pg'
import { checkingReferencesOnce } from './first-night'
import type { JudgedNight, Night } from './night'
import { type EpisodeCounts, planEpisodes } from './night-episodes'
import { planPayments } from './night-payments'
import { type NightCounts, planNight } from './night-plan'
import { withAcceptedRows } from './night-rows'
import { rejectRows } from './night-rejects'
import {
  type PeopleCounts,
  type SecurityCounts,
  keepBefore,
  lockPlannedAccounts,
  writeAccountsAndFacts,
  writeBills,
  writeEpisodes,
  writePayments,
  writePeople,
  writeSecurities,
} from './night-writes'

/**
 * Rejects rows and plans what changes; writes nothing but temporary tables and locks nothing.
 * @throws DropRefused DROP_TOO_MANY_REJECTS
 */
export async function judgeRows(
  client: PoolClient,
  night: Night,
  maxRejects: number,
): Promise<{ judged: JudgedNight; counts: NightCounts }> {
  await rejectRows(client, night, maxRejects)
  const judged = await withAcceptedRows(client, night)
  return { judged, counts: await planNight(client, judged) }
}

export interface NightWritten {
  people: PeopleCounts
  securities: SecurityCounts
  episodes: EpisodeCounts
  posted: number
  facts: number
}

/** Writes the night that judgeRows() planned: accounts locked first, then people (the order that every writer keeps). */
export async function writeNight(client: PoolClient, night: JudgedNight): Promise<NightWritten> {
  await lockPlannedAccounts(client)
  await planPayments(client, night)
  const episodes = await planEpisodes(client, night)

  await keepBefore(client, night)
  return checkingReferencesOnce(client, () => writeTables(client, night, episodes))
}

/** In the order of the foreign keys. */
async function writeTables(
  client: PoolClient,
  night: JudgedNight,
  episodes: EpisodeCounts,
): Promise<NightWritten> {
  const people = await writePeople(client, night)
  const facts = await writeAccountsAndFacts(client, night)
  await writeBills(client)
  const securities = await writeSecurities(client, night)
  const posted = await writePayments(client, night)
  await writeEpisodes(client, night)
  return { people, securities, posted, episodes, facts }
}
