// Which rows have no effect tonight? Those that could not be read, those that break a rule, and all other rows of their
// accounts: an account with a rejected row is neither cured nor changed nor missing (A2). Payments alone are not set
// aside with their account: a drop lists each payment only once.
import { type ClientBase, escapeLiteral } from 'pg'
import { type FileFormat, dropFiles, hasAccount } from './drop-format'
import { DropRefused } from './drop-refused'
import type { Night } from './night'
import { type Rule, type RuleCode, nightRules } from './night-rules'

/** Files whose rows are set aside when another row of their account was rejected. */
const setAsideFiles = dropFiles.filter((file) =>
  ['accounts.csv', 'bills.csv', 'exits.csv', 'parties.csv', 'collateral.csv'].includes(file.name),
)

/**
 * Fills night_reject, one row per rejected line.
 * @throws DropRefused DROP_TOO_MANY_REJECTS
 */
export async function rejectRows(client: ClientBase, night: Night, maxRejects: number): Promise<void> {
  // A table of the drop's own and no temporary one, which would forbid PostgreSQL to use two cores.
  await client.query(`
    truncate ${night.tables.nightRejects};
    drop view if exists night_reject cascade;
    create temp view night_reject as select * from ${night.tables.nightRejects};
    insert into night_reject select file, line, column_name, code, reason, account_id, account_certain
      from ${night.tables.rejects}`)
  const apply = async (chosen: readonly Rule[]) => {
    for (const rule of chosen) await client.query(brokenRule(rule, night, maxRejects))
  }
  await setAsideRejected(client)
  await setAsideShrunk(client)
  for (const file of await unorderedFiles(client, night)) await client.query(duplicateKeys(file, maxRejects))
  await apply(nightRules.filter((rule) => rule.file !== 'payments.csv'))
  await setAsideRejected(client)
  await apply(nightRules.filter((rule) => rule.file === 'payments.csv'))
  await setAsideRejected(client)
  await apply(nightRules.filter((rule) => rule.file === 'payments.csv' && rule.code === 'unknownAccount'))
  await checkRejectCount(client, maxRejects)
  await client.query(`analyze ${night.tables.nightRejects}`)
}

async function checkRejectCount(client: ClientBase, maxRejects: number): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from night_reject where code <> 'setAside'`,
  )
  if ((rows[0]?.count ?? 0) > maxRejects) {
    throw new DropRefused('DROP_TOO_MANY_REJECTS', `more than ${maxRejects} rows of the drop are bad`)
  }
}

function insertRejects(
  file: string,
  code: RuleCode,
  column: string | null,
  reason: string,
  select: string,
): string {
  return `insert into night_reject (file, line, column_name, code, reason, account_id, account_certain)
    select '${file}', line, ${column === null ? 'null' : `'${column}'`}, '${code}', ${escapeLiteral(reason)},
      account_id, true from (${select}) s on conflict do nothing`
}

const accountOf = (file: FileFormat) => (hasAccount(file) ? 's.account_id' : 'null::text as account_id')

function brokenRule(rule: Rule, night: Night, maxRejects: number): string {
  const file = dropFiles.find(({ name }) => name === rule.file) as FileFormat
  const select = `select s.line, ${accountOf(file)} from staged_${file.table} s where ${rule.broken(night)}`
  return insertRejects(rule.file, rule.code, rule.column, rule.reason, atMost(maxRejects + 1, select))
}

/**
 * Materialized: a join that is planned for its first few rows compares every row with every other when there are none.
 */
function atMost(count: number, select: string): string {
  return `with found as materialized (${select}) select * from found limit ${count}`
}

/** Files in which a key may be there twice; where keys ascend, reading the file has shown that none is. */
async function unorderedFiles(client: ClientBase, { tables }: Night): Promise<FileFormat[]> {
  const { rows } = await client.query<{ file: string }>(
    `select file from ${tables.files} where not keys_ascend`,
  )
  return dropFiles.filter((file) => rows.some((row) => row.file === file.name))
}

/** Which of two rows with one key is right cannot be known, so that both are rejected. */
function duplicateKeys(file: FileFormat, maxRejects: number): string {
  const key = file.key.join(', ')
  const select = `select s.line, ${accountOf(file)} from staged_${file.table} s
    where (${key}) in (select ${key} from staged_${file.table} group by ${key} having count(*) > 1)`
  return insertRejects(
    file.name,
    'duplicateKey',
    file.key.at(-1) ?? null,
    `another row has the same ${key}`,
    atMost(maxRejects + 1, select),
  )
}

async function setAsideRejected(client: ClientBase): Promise<void> {
  const { rows } = await client.query('select from night_reject where account_id is not null limit 1')
  if (rows.length > 0) {
    await setAside(client, 'select account_id from night_reject', 'another row of this account was rejected')
  }
}

/** A bad row of bills.csv that cannot be tied to an account may be of any that now has fewer bills. */
async function setAsideShrunk(client: ClientBase): Promise<void> {
  const { rows } = await client.query(
    `select from night_reject where file = 'bills.csv' and not account_certain limit 1`,
  )
  if (rows.length === 0) return
  const shrunk = `select b.account_id from known_bill b where not exists (
    select from staged_bills s where s.account_id = b.account_id and s.bill_id = b.id)`
  await setAside(
    client,
    shrunk,
    'a bad row of bills.csv, whose account is uncertain, may be a bill of this account',
  )
}

async function setAside(client: ClientBase, accounts: string, why: string): Promise<void> {
  for (const file of setAsideFiles) {
    const select = `select line, account_id from staged_${file.table} where account_id in (${accounts})`
    await client.query(insertRejects(file.name, 'setAside', null, `set aside: ${why}`, select))
  }
}
