// `arrears privacy ...`: what is held about a person and who saw it; restricted when its time has come or when asked for, purged
// when the law allows it.
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { exportCustomer, accessLog } from '../cases/privacy-export'
import { writeExport } from '../cases/privacy-folder'
import { purgeCustomer } from '../cases/privacy-purge'
import { type CustomerStages, stagesDue, stagesOfCustomer } from '../cases/privacy-stages'
import { dateAt } from '../domain/calendar-date'
import { liftReasons, restrictionReasons } from '../domain/privacy/restriction-facts'
import { brokenAccessChains } from '../platform/access-log'
import { loadPurposes, loadRetention } from '../platform/privacy-files'
import { CommandRefused, type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'
import { dayOf, record } from './record'

const policiesDir = join(__dirname, '..', 'policies')

interface Options {
  home: string
  json?: boolean
}

interface Recorded extends Options {
  by: string
  commandId?: string
  restriction: string
  reason: string
}

/** Registers the group. Exit code 1 when something is refused or a chain of the log does not verify. */
export function registerPrivacyCommands(program: Program): void {
  const group = program
    .command('privacy')
    .description('personal data: export, restriction, purge, who saw it')
  const add = (name: string, description: string) =>
    withCommonOptions(group.command(name).description(description))
  add('export <customer>', 'everything held about a person, as JSON and as text, in a folder of its own')
    .requiredOption('--out <folder>', 'where')
    .requiredOption('--by <person>', 'who makes it')
    .option('--purpose <code>', 'policies/purposes.yaml', 'subjectRequest')
    .action(exportData)
  add('restrict <customer>', 'store the data and use it for nothing else: no list, no contact')
    .requiredOption('--restriction <id>', 'an id of its own')
    .requiredOption('--reason <reason>', restrictionReasons.join(', '))
    .requiredOption('--by <person>', 'who')
    .option('--command-id <id>', 'repeat with the same id and it is recorded once')
    .action((customer: string, options: Recorded) => recordForCustomer(customer, options, 'restrictData'))
  add('lift <customer>', 'use restricted data again')
    .requiredOption('--restriction <id>', 'which')
    .requiredOption('--reason <reason>', liftReasons.join(', '))
    .requiredOption('--by <person>', 'who')
    .option('--command-id <id>', 'repeat with the same id and it is recorded once')
    .action((customer: string, options: Recorded) => recordForCustomer(customer, options, 'liftRestriction'))
  add('purge <customer>', 'replace names, numbers, addresses and files; ids, amounts and dates stay')
    .requiredOption('--by <person>', 'who')
    .option('--dry-run', 'only say what would be done and what stands against it')
    .action(purge)
  add('due', 'who has reached a stage of retention that was not taken yet')
    .option('--as-of <date>', 'absent: today')
    .action(due)
  add('log <customer>', 'who saw the data and to whom it was given').action(log)
  add('verify', 'whether the log of access is whole').action(verify)
}

async function exportData(
  customerId: string,
  { out, by, purpose, ...options }: Options & { out: string; by: string; purpose: string },
): Promise<void> {
  await withArrears(options, async ({ db, config }) => {
    const purposes = loadPurposes(policiesDir)
    const answer = await exportCustomer({ db, purposes }, { customerId, by, purpose, at: Date.now() })
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    const folder = await writeExport(answer.data, out, [config.printHouseDir, config.agencyDir])
    print(options.json, folder, () => [`${folder.path}, with ${folder.documents} documents`])
  })
}

/** Restriction is recorded on one account and counts on all of them. */
async function recordForCustomer(
  customerId: string,
  { restriction, reason, ...options }: Recorded,
  kind: 'restrictData' | 'liftRestriction',
): Promise<void> {
  let account: string | undefined
  await withArrears(options, async (opened) => {
    account = await accountKnowing(opened, customerId, restriction)
  })
  if (account === undefined)
    throw new CommandRefused('UNKNOWN_CUSTOMER', `there is no account of a customer ${customerId}`)
  await record(account, options, { kind, restrictionId: restriction, reason })
}

/** One on which the restriction was recorded, so that a repeated command finds it; else one that learnt of it; else any. */
async function accountKnowing(
  { db }: Opened,
  customerId: string,
  restriction: string,
): Promise<string | undefined> {
  const [account] = await db.prisma.$queryRaw<{ id: string }[]>`
    select a.id from account a left join fact f on f.account_id = a.id and f.kind = 'dataRestricted'
      and f.payload ->> 'restrictionId' = ${restriction}
    where a.customer_id = ${customerId}
    order by f.key = ${`restriction/${restriction}`} desc nulls last, a.id limit 1`
  return account?.id
}

async function purge(
  customerId: string,
  { by, dryRun = false, ...options }: Options & { by: string; dryRun?: boolean },
): Promise<void> {
  await withArrears(options, async (opened) => {
    const { db, config } = opened
    const folders = { documents: [config.printHouseDir, config.agencyDir], mail: config.mailReportsDir }
    const at = Date.now()
    const request = { customerId, by, at, dryRun, ...stageRequest(opened, dateAt(at, config.bankZone)) }
    const answer = await purgeCustomer({ db, purposes: loadPurposes(policiesDir), folders }, request)
    if (!answer.ok) {
      if (options.json) process.stdout.write(`${JSON.stringify(answer)}\n`)
      throw new CommandRefused(answer.code, answer.message)
    }
    print(options.json, answer, () => [
      answer.done ? `purged ${customerId}` : `nothing changed: this would be purged of ${customerId}`,
      ...Object.entries(answer.rows).map(([table, count]) => `  ${table}: ${count}`),
      ...answer.files.map((file) => `  file ${file}`),
      ...answer.recordings.map((recording) => `  to be erased where recordings are kept: ${recording}`),
    ])
  })
}

async function due({ asOf, ...options }: Options & { asOf?: string }): Promise<void> {
  await withArrears(options, async (opened) => {
    const today = asOf === undefined ? dateAt(Date.now(), opened.config.bankZone) : dayOf(asOf)
    const found = await stagesDue(opened.db, stageRequest(opened, today))
    print(options.json, found, () => (found.length === 0 ? ['nobody'] : found.map(dueLine)))
  })
}

function dueLine({ customerId, restrictedSince, restrict, purge: last }: CustomerStages): string {
  if (last.isDue && restrictedSince !== null) return `${customerId}  purge, since ${last.from ?? ''}`
  return `${customerId}  restrict, since ${restrict.from ?? ''}${last.isDue ? `, then purge since ${last.from ?? ''}` : ''}`
}

function stageRequest({ config }: Opened, today: string) {
  return { terms: loadRetention(policiesDir), today, zone: config.bankZone }
}

async function log(customerId: string, options: Options): Promise<void> {
  await withArrears(options, async (opened) => {
    const stages = await stagesOfCustomer(opened.db.prisma, customerId, stageRequest(opened, '1970-01-01'))
    if (!stages) throw new CommandRefused('UNKNOWN_CUSTOMER', `there is no customer ${customerId}`)
    const entries = await accessLog(opened.db.prisma, customerId)
    print(options.json, entries, () =>
      entries.length === 0
        ? ['nobody outside of the automatic flow']
        : entries.map(
            ({ at, actor, kind, purpose, receiver, fields, reference }) =>
              `${at}  ${actor} ${kind}${receiver === null ? '' : ` to ${receiver}`} for ${purpose}: ${fields.join(', ')} (${reference})`,
          ),
    )
  })
}

async function verify(options: Options): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const broken = await brokenAccessChains(db)
    print(options.json, { ok: broken.length === 0, broken }, () =>
      broken.length === 0
        ? ['the log of access is whole']
        : broken.map(({ customerId, seq }) => `${customerId}: entry ${seq} was changed, removed or forged`),
    )
    if (broken.length > 0) process.exitCode = exitCodes.failed
  })
}
