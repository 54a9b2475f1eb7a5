// Which rows count tonight? What stands after FROM in the statements of a night: `staged` are the drop's well-formed
// rows, `rows` those that no rule rejected, `known` what the tables hold. In a replay all are narrowed to night_scope.
// Subselects and not views: a night has twenty of them, and making views takes longer than a small night's own work.
import type { ClientBase } from 'pg'
import { type FileFormat, type FileTable, dropFiles, hasAccount } from './drop-format'
import type { JudgedNight, Night } from './night'
import type { StagingTables } from './staging'

/** A table or a subselect for each file of the drop. */
export type RowSources = Readonly<Record<FileTable, string>>

export interface Replay {
  dropId: string
  /** The correction because of which the night is done again. */
  replayedFor?: string
}

/** A corrected drop is judged whole; the nights after it were, when they came. */
export function stagedRows(tables: StagingTables, { dropId, replayedFor }: Replay): RowSources {
  const isLaterNight = replayedFor !== undefined && replayedFor !== dropId
  return sources((file) => narrowed(tables.of(file), isLaterNight ? [inScope(file)] : []))
}

/** Rows of the tables `account` and `bill`. */
export function knownRows({ replayedFor }: Replay): { account: string; bill: string } {
  const only = (column: string) =>
    replayedFor === undefined ? [] : [`${column} in (select account_id from night_scope)`]
  return { account: narrowed('account', only('id')), bill: narrowed('bill', only('account_id')) }
}

/** The night with its accepted rows; call it when rows were rejected. */
export async function withAcceptedRows(client: ClientBase, night: Night): Promise<JudgedNight> {
  const { nightRejects } = night.tables
  const { rows } = await client.query<{ file: string }>(`select distinct file from ${nightRejects}`)
  const withRejects = new Set(rows.map((row) => row.file))
  const accepted = (file: FileFormat) =>
    `not exists (select from ${nightRejects} r where r.file = '${file.name}' and r.line = s.line)`
  return {
    ...night,
    rows: sources((file) =>
      narrowed(night.staged[file.table], [
        ...(withRejects.has(file.name) ? [accepted(file)] : []),
        ...(night.replayedFor === undefined ? [] : [inScope(file)]),
      ]),
    ),
  }
}

function sources(of: (file: (typeof dropFiles)[number]) => string): RowSources {
  return Object.fromEntries(dropFiles.map((file) => [file.table, of(file)])) as Record<FileTable, string>
}

function narrowed(source: string, conditions: readonly string[]): string {
  return conditions.length === 0 ? source : `(select * from ${source} s where ${conditions.join(' and ')})`
}

function inScope(file: FileFormat): string {
  return hasAccount(file)
    ? 'account_id in (select account_id from night_scope)'
    : 'customer_id in (select customer_id from night_scope_customer)'
}
