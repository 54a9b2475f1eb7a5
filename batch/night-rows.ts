// Which rows count tonight? Temporary views: `staged_x` has the drop's well-formed rows, `night_x` those that no rule
// rejected, `known_account` and `known_bill` what the tables hold. In a replay all are narrowed to night_scope.
import type { ClientBase } from 'pg'
import { type FileFormat, dropFiles, hasAccount } from './drop-format'
import type { Night } from './night'

/** Makes the views `staged_x` and `known_x`; those of an earlier night of the transaction are replaced. */
export async function createStagedRows(client: ClientBase, night: Night): Promise<void> {
  const isReplay = night.replayedFor !== undefined
  const known = (column: string) =>
    isReplay ? `where ${column} in (select account_id from night_scope)` : ''
  // A corrected drop is judged whole; the nights after it were, when they came.
  const scoped = isReplay && night.replayedFor !== night.dropId ? inScope : everyRow
  await client.query(
    [
      'drop view if exists known_account, known_bill',
      `create temp view known_account as select * from account ${known('id')}`,
      `create temp view known_bill as select * from bill ${known('account_id')}`,
      ...dropFiles.flatMap((file) => [
        `drop view if exists staged_${file.table} cascade`,
        `create temp view staged_${file.table} as select * from ${night.tables.of(file)} where ${scoped(file)}`,
      ]),
    ].join(';\n'),
  )
}

/** Makes the views `night_x`: staged rows in scope without those in night_reject. */
export async function createNightRows(client: ClientBase, night: Night): Promise<void> {
  const { rows } = await client.query<{ file: string }>('select distinct file from night_reject')
  const withRejects = new Set(rows.map((row) => row.file))
  const accepted = (file: FileFormat) =>
    withRejects.has(file.name)
      ? `not exists (select from night_reject r where r.file = '${file.name}' and r.line = s.line)`
      : 'true'
  const scoped = night.replayedFor === undefined ? everyRow : inScope
  await client.query(
    dropFiles
      .map(
        (file) =>
          `create temp view night_${file.table} as select * from staged_${file.table} s
             where ${accepted(file)} and ${scoped(file)}`,
      )
      .join(';\n'),
  )
}

const everyRow = () => 'true'

function inScope(file: FileFormat): string {
  return hasAccount(file)
    ? 'account_id in (select account_id from night_scope)'
    : 'customer_id in (select customer_id from night_scope_customer)'
}
