// Which rows have no effect tonight? Those that could not be read, those that break a rule, and all other rows of their
// accounts: an account with a rejected row is neither cured nor changed nor missing (A2). Payments alone are not set
// aside with their account: a drop lists each payment only once.
import { type ClientBase, escapeLiteral } from 'pg'
import { type FileFormat, dropFiles, hasAccount } from './drop-format'
import { DropRefused } from './drop-refused'
import type { Night } from './night'
import { type Rule, type RuleCode, nightRules } from './night-rules'
import { inOneMessage } from './one-message'
import { emptied } from './staging'

/** Files whose rows are set aside when another row of their account was rejected. */
const setAsideFiles = dropFiles.filter((file) =>
  ['accounts.csv', 'bills.csv', 'exits.csv', 'parties.csv', 'collateral.csv'].includes(file.name),
)

/**
 * Fills the drop's table of the night's rejects, one row per rejected line.
 * @throws DropRefused DROP_TOO_MANY_REJECTS
 */
export async function rejectRows(client: ClientBase, night: Night, maxRejects: number): Promise<void> {
  const { rejects, nightRejects } = night.tables
  const files = await stagedFiles(client, night)
  const apply = async (statements: readonly string[]): Promise<boolean> =>
    (await inOneMessage(client, statements)).some(({ rowCount }) => (rowCount ?? 0) > 0)
  const broken = (isMeant: (rule: Rule) => boolean) =>
    nightRules.filter(isMeant).flatMap((rule) => {
      const file = files.find(({ format }) => format.name === rule.file)
      return file ? [brokenRule(rule, file.format, night, maxRejects)] : []
    })
  // A table of the drop's own and no temporary one, which would forbid PostgreSQL to use two cores.
  await client.query(emptied(nightRejects))
  const unreadable = await apply([`insert into ${nightRejects} select * from ${rejects}`])
  if (unreadable) {
    await setAsideRejected(client, night)
    await setAsideShrunk(client, night)
  }
  const unordered = files.filter(({ keysAscend }) => !keysAscend)
  const wrong = await apply([
    ...unordered.map(({ format }) => duplicateKeys(format, night, maxRejects)),
    ...broken((rule) => rule.file !== 'payments.csv'),
  ])
  if (wrong) await setAsideRejected(client, night)
  const wrongPayments = await apply(broken((rule) => rule.file === 'payments.csv'))
  if (wrongPayments) {
    await setAsideRejected(client, night)
    await apply(broken((rule) => rule.file === 'payments.csv' && rule.code === 'unknownAccount'))
  }
  if (unreadable || wrong || wrongPayments) await checkRejectCount(client, night, maxRejects)
  await client.query(`analyze ${nightRejects}`)
}

interface StagedFile {
  format: (typeof dropFiles)[number]
  /** Then no key is there twice: reading the file has shown it. */
  keysAscend: boolean
}

/** The files that have rows in staging. */
async function stagedFiles(client: ClientBase, { tables }: Night): Promise<StagedFile[]> {
  const { rows } = await client.query<{ file: string; keysAscend: boolean }>(
    `select file, keys_ascend as "keysAscend" from ${tables.files} where staged > 0`,
  )
  return dropFiles.flatMap((format) => {
    const row = rows.find(({ file }) => file === format.name)
    return row ? [{ format, keysAscend: row.keysAscend }] : []
  })
}

async function checkRejectCount(client: ClientBase, { tables }: Night, maxRejects: number): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from ${tables.nightRejects} where code <> 'setAside'`,
  )
  if ((rows[0]?.count ?? 0) > maxRejects) {
    throw new DropRefused('DROP_TOO_MANY_REJECTS', `more than ${maxRejects} rows of the drop are bad`)
  }
}

function insertRejects(
  { tables }: Night,
  file: string,
  code: RuleCode,
  column: string | null,
  reason: string,
  select: string,
): string {
  return `insert into ${tables.nightRejects} (file, line, column_name, code, reason, account_id, account_certain)
    select '${file}', line, ${column === null ? 'null' : `'${column}'`}, '${code}', ${escapeLiteral(reason)},
      account_id, true from (${select}) s on conflict do nothing`
}

const accountOf = (file: FileFormat) => (hasAccount(file) ? 's.account_id' : 'null::text as account_id')

function brokenRule(rule: Rule, file: StagedFile['format'], night: Night, maxRejects: number): string {
  const select = `select s.line, ${accountOf(file)} from ${night.staged[file.table]} s where ${rule.broken(night)}`
  return insertRejects(night, rule.file, rule.code, rule.column, rule.reason, atMost(maxRejects + 1, select))
}

/**
 * Materialized: a join that is planned for its first few rows compares every row with every other when there are none.
 */
function atMost(count: number, select: string): string {
  return `with found as materialized (${select}) select * from found limit ${count}`
}

/** Which of two rows with one key is right cannot be known, so that both are rejected. */
function duplicateKeys(file: StagedFile['format'], night: Night, maxRejects: number): string {
  const key = file.key.join(', ')
  const staged = night.staged[file.table]
  const select = `select s.line, ${accountOf(file)} from ${staged} s
    where (${key}) in (select ${key} from ${staged} t group by ${key} having count(*) > 1)`
  return insertRejects(
    night,
    file.name,
    'duplicateKey',
    file.key[file.key.length - 1] ?? null,
    `another row has the same ${key}`,
    atMost(maxRejects + 1, select),
  )
}

async function setAsideRejected(client: ClientBase, night: Night): Promise<void> {
  const rejected = `select account_id from ${night.tables.nightRejects}`
  await setAside(client, night, rejected, 'another row of this account was rejected')
}

/** A bad row of bills.csv that cannot be tied to an account may be of any that now has fewer bills. */
async function setAsideShrunk(client: ClientBase, night: Night): Promise<void> {
  const { rows } = await client.query(
    `select from ${night.tables.nightRejects} where file = 'bills.csv' and not account_certain limit 1`,
  )
  if (rows.length === 0) return
  const shrunk = `select b.account_id from ${night.known.bill} b where not exists (
    select from ${night.staged.bills} s where s.account_id = b.account_id and s.bill_id = b.id)`
  const why = 'a bad row of bills.csv, whose account is uncertain, may be a bill of this account'
  await setAside(client, night, shrunk, why)
}

async function setAside(client: ClientBase, night: Night, accounts: string, why: string): Promise<void> {
  const statements = setAsideFiles.map((file) => {
    const select = `select line, account_id from ${night.staged[file.table]} s where account_id in (${accounts})`
    return insertRejects(night, file.name, 'setAside', null, `set aside: ${why}`, select)
  })
  await inOneMessage(client, statements)
}
