// Which night is being worked on? Its values as SQL literals for the set-based statements (a utility statement such as
// CREATE TABLE AS takes no parameters), and the names of its staging tables.
import { escapeLiteral } from 'pg'
import type { CalendarDate, Instant } from '../domain/calendar-date'
import type { Product } from '../domain/facts'
import { type RowSources, knownRows, stagedRows } from './night-rows'
import { type StagingTables, stagingTables } from './staging'

export interface NightInput {
  dropId: string
  businessDate: CalendarDate
  /** When the import runs: the recordedAt of its facts. */
  asOf: Instant
  /** When what the drop says counts; earlier than `asOf` when the night is replayed. */
  effectiveAt: Instant
  /** The bank's zone, IANA. */
  zone: string
  /** The strategy that a new episode of each product is pinned to. */
  strategies: Record<Product, { id: string; version: string }>
  /** The night that was applied last, when this one follows it. */
  previous?: { businessDate: CalendarDate; dropId: string }
  /** The correction because of which this night is done again, for the accounts of night_scope only. */
  replayedFor?: string
}

export interface Night extends Omit<NightInput, 'previous'> {
  tables: StagingTables
  /** The drop's well-formed rows. */
  staged: RowSources
  /** Rows of the tables, as far as the night concerns them. */
  known: { account: string; bill: string }
  /** As SQL literals; null when every account must be looked at: on the first night of all, and in a replay. */
  previous: { date: string; dropId: string } | null
  /** SQL literals. */
  sql: {
    dropId: string
    source: string
    date: string
    asOf: string
    effectiveAt: string
    zone: string
    /** The instant at which the business date ends. */
    endOfDay: string
    /** Makes the keys of facts new when a night is done again. */
    keySuffix: string
  }
}

/** A night whose rows were judged. */
export interface JudgedNight extends Night {
  /** The rows that count. */
  rows: RowSources
}

export function nightOf(input: NightInput): Night {
  const zone = escapeLiteral(input.zone)
  const date = `date ${escapeLiteral(input.businessDate)}`
  const { previous } = input
  const tables = stagingTables(input.dropId)
  return {
    ...input,
    previous: previous
      ? { date: `date ${escapeLiteral(previous.businessDate)}`, dropId: escapeLiteral(previous.dropId) }
      : null,
    tables,
    staged: stagedRows(tables, input),
    known: knownRows(input),
    sql: {
      dropId: escapeLiteral(input.dropId),
      source: escapeLiteral(`drop/${input.dropId}`),
      date,
      asOf: instantLiteral(input.asOf),
      effectiveAt: instantLiteral(input.effectiveAt),
      zone,
      endOfDay: `((${date} + 1)::timestamp at time zone ${zone})`,
      keySuffix: escapeLiteral(input.replayedFor === undefined ? '' : `@${input.replayedFor}`),
    },
  }
}

export function instantLiteral(instant: Instant): string {
  return `timestamptz ${escapeLiteral(new Date(instant).toISOString())}`
}
