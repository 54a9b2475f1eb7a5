// Where does a drop wait? In its own set of tables in the schema `staging`, kept for some weeks so that a late or
// corrected drop can be followed by the nights after it. The files' tables are unlogged, as the archived files can
// fill them again; what a night overwrote is logged, as nothing else knows it.
import type { ClientBase } from 'pg'
import { type Column, type FileFormat, dropFiles, stagedName } from './drop-format'

/** The names of the tables of one drop, made of its id. */
export interface StagingTables {
  of(file: FileFormat | string): string
  rejects: string
  /** What the night overwrote: rows of public.account, bill and episode as they were before. */
  before: { account: string; bill: string; episode: string }
  /** Accounts that the night touched, and whether it brought them in. */
  touched: string
}

/** Staging tables of the drop `dropId`, for example `2026-01-05.5.1a2b3c4d`. */
export function stagingTables(dropId: string): StagingTables {
  if (!/^[0-9a-f.-]{1,40}$/.test(dropId)) throw new Error(`not the id of a drop: ${dropId}`)
  const suffix = dropId.replaceAll(/[.-]/g, '_')
  const named = (name: string) => `staging.${name}_${suffix}`
  return {
    of: (file) => named(typeof file === 'string' ? file : file.table),
    rejects: named('rejects'),
    before: {
      account: named('before_account'),
      bill: named('before_bill'),
      episode: named('before_episode'),
    },
    touched: named('touched'),
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

/** Makes the drop's tables, empty; those that were left by an attempt that broke off are made anew. */
export async function createStaging(client: ClientBase, dropId: string): Promise<void> {
  const tables = stagingTables(dropId)
  await dropStaging(client, dropId)
  await client.query(
    [
      ...dropFiles.map((file) => createFileTable(tables.of(file), file)),
      `create unlogged table ${tables.rejects} (file text, line int, column_name text, code text, reason text,
         account_id text, account_certain boolean)`,
      `create table ${tables.before.account} (like public.account)`,
      `create table ${tables.before.bill} (like public.bill)`,
      `create table ${tables.before.episode} (like public.episode)`,
      `create table ${tables.touched} (account_id text primary key, is_new boolean not null)`,
    ].join(';\n'),
  )
}

function createFileTable(table: string, file: FileFormat): string {
  const columns = file.columns.map((column) => `${stagedName(column)} ${sqlTypes[column.kind.type]}`)
  return `create unlogged table ${table} (line int, ${columns.join(', ')})`
}

/** Removes all tables of a drop. */
export async function dropStaging(client: ClientBase, dropId: string): Promise<void> {
  const { of, rejects, before, touched } = stagingTables(dropId)
  const all = [...dropFiles.map(of), rejects, ...Object.values(before), touched]
  await client.query(`drop table if exists ${all.join(', ')}`)
}
