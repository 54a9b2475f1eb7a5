// Where does a drop wait? In its own set of tables in the schema `staging`, kept for some weeks so that a late or
// corrected drop can be followed by the nights after it. The files' tables are unlogged, as the archived files can
// fill them again; what a night overwrote is logged, as nothing else knows it.
import type { ClientBase } from 'pg'
import { billColumns, reportedAccount } from './night-columns'
import { type Column, type FileFormat, dropFiles, stagedName } from './drop-format'

/** The names of the tables of one drop, made of its id. */
export interface StagingTables {
  of(file: FileFormat): string
  /** What was staged of each file. */
  files: string
  /** Rows that could not be read. */
  rejects: string
  /** All rows without effect, as the night was last worked out. */
  nightRejects: string
  /** Accounts that the night touched: whether it brought them in, and whether it changed their bills. */
  touched: string
  /** What the night overwrote: rows of public.account and bill as they were before. */
  before: { account: string; bill: string }
  /** Episodes that the night opened, reopened or closed, with their closing as it was before. */
  episodes: string
}

/** Staging tables of the drop `dropId`, for example `2026-01-05.5.1a2b3c4d`. */
export function stagingTables(dropId: string): StagingTables {
  if (!/^[0-9a-f.-]{1,40}$/.test(dropId)) throw new Error(`not the id of a drop: ${dropId}`)
  const suffix = dropId.replaceAll(/[.-]/g, '_')
  const named = (name: string) => `staging.${name}_${suffix}`
  return {
    of: (file) => named(file.table),
    files: named('files'),
    rejects: named('rejects'),
    nightRejects: named('night_rejects'),
    touched: named('touched'),
    before: { account: named('before_account'), bill: named('before_bill') },
    episodes: named('episodes'),
  }
}

const sqlTypes: Record<Column['kind']['type'], string> = {
  id: 'text',
  text: 'text',
  code: 'text',
  letters: 'text',
  zone: 'text',
  date: 'date',
  amount: 'bigint',
  rate: 'numeric(12,8)',
  integer: 'smallint',
  yesNo: 'boolean',
}

/** No row is too long for a page; a table with a second place for long values takes thrice as long to make. */
const inPlace = 'storage plain'
const text = `text ${inPlace}`
const rejectColumns = `file ${text}, line int, column_name ${text}, code ${text}, reason ${text}, account_id ${text},
  account_certain boolean not null`

/** SQL condition: the drop with this id has its staging tables. */
export const hasStaging = (id: string): string =>
  `to_regclass('staging.files_' || translate(${id}, '.-', '__')) is not null`

/** Makes the drop's tables, empty; those that were left by an attempt that broke off are made anew. */
export async function createStaging(client: ClientBase, dropId: string): Promise<void> {
  const tables = stagingTables(dropId)
  const { rows } = await client.query<{ left: boolean }>(`select ${hasStaging('$1')} as left`, [dropId])
  if (rows[0]?.left) await dropStaging(client, dropId)
  await client.query(
    [
      ...dropFiles.map((file) => createFileTable(tables.of(file), file)),
      `create table ${tables.files} (file ${text} primary key, rows int, staged int, rejected int,
         control_total ${text}, unreadable_controls int, keys_ascend boolean)`,
      `create table ${tables.rejects} (${rejectColumns})`,
      `create unlogged table ${tables.nightRejects} (${rejectColumns}, primary key (file, line))`,
      `create table ${tables.before.account} as select id, ${reportedAccount.join(', ')} from public.account with no data`,
      `create table ${tables.before.bill} as select account_id, id, ${billColumns.join(', ')} from public.bill with no data`,
      `create table ${tables.touched} (account_id ${text}, is_new boolean, has_changed_bills boolean)`,
      `create table ${tables.episodes} (account_id ${text}, number int, action ${text}, closed_at timestamptz,
         close_reason ${text})`,
    ].join(';\n'),
  )
}

/** SQL that empties a staging table; one that was just made is left alone, as that is quicker. */
export const emptied = (table: string): string =>
  `do $$ begin if pg_relation_size('${table}') > 0 then truncate ${table}; end if; end $$`

function createFileTable(table: string, file: FileFormat): string {
  const columns = file.columns.map(
    (column) => `${stagedName(column)} ${sqlTypes[column.kind.type]} ${inPlace}`,
  )
  return `create unlogged table ${table} (line int, ${columns.join(', ')})`
}

/** Removes all tables of a drop. */
export async function dropStaging(client: ClientBase, dropId: string): Promise<void> {
  const { of, files, rejects, nightRejects, before, touched, episodes } = stagingTables(dropId)
  const all = [
    ...dropFiles.map(of),
    files,
    rejects,
    nightRejects,
    ...Object.values(before),
    touched,
    episodes,
  ]
  await client.query(`drop table if exists ${all.join(', ')}`)
}
