// `npm run demo`: six months of a real card portfolio through the real system, in virtual time: every night a drop is
// imported, every day the cases live through what is due, and the people around them act. Then the table, the summary
// and one customer's story. Without --exit everything stays up until Ctrl-C.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { auditContacts, breachLine } from '../../audit/breaches'
import { advanceTo } from '../../cases/advance'
import { timelineOf } from '../../cases/read-case'
import type { RelayDeps } from '../../cases/relay'
import { importDrop } from '../../cases/run-import'
import { accountRules } from '../../cases/account-rules'
import { callRulesOf } from '../../cases/call-rules'
import { createTimekeeper } from '../../cases/timekeeper'
import { addDays, instantAt } from '../../domain/calendar-date'
import { type Config, loadConfig, processEnvironment } from '../../platform/config'
import { type Database, openDatabase } from '../../platform/database'
import { connectTemporal } from '../../platform/temporal'
import { removeStack, startStack, workerEnvironment } from '../../stack/stack'
import { loadRules } from '../../workers/rules'
import { BankStaff } from './bank-staff'
import {
  type AuditSummary,
  type NightLine,
  type Objections,
  type StepCounts,
  auditSummary,
  caseCounts,
  nightTable,
  objections,
  stepsDone,
} from './demo-summary'
import { writeDrops } from './nights'
import { delinquentClients, readPortfolio, stratifiedSample } from './portfolio'

interface DemoOptions {
  clients: number | 'all'
  exit: boolean
  json: boolean
  seed: number
}

export interface DemoSummary extends Objections {
  clients: number
  nights: number
  cases: { opened: number; cured: number; open: number }
  steps: StepCounts
  breaches: number
  audit: AuditSummary
  virtualDays: number
  wallSeconds: number
  /** The night's books differed from the raw files: 0 always. */
  unreconciledNights: number
}

/** Books at close of D are imported early next morning, before contact is allowed. */
const importTime = '06:00'
const say = (line: string) => process.stderr.write(`${line}\n`)

async function main(): Promise<void> {
  const options = readOptions()
  const home = join('.arrears', `demo-${process.pid}`)
  const stop = async () => {
    await removeStack(home, say)
  }
  process.once('SIGINT', () => void stop().then(() => process.exit(0)))
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)))
  try {
    const addresses = await startStack({ home, simulation: true, worker: true, say })
    const environment = { ...processEnvironment(), ...workerEnvironment(addresses, home) }
    const config = loadConfig(environment)
    const db = openDatabase(config.databaseUrl, { name: 'arrears-demo' })
    const temporal = await connectTemporal(config)
    const books = await loadRules(db)
    const timekeeper = await createTimekeeper(db, temporal.client)
    const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
    const relay = { db, rulesFor, client: temporal.client, taskQueue: config.taskQueue, timekeeper }
    const summary = await runMonths(relay, home, options, config)
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
    else process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)
    await temporal.close()
    await db.close()
    if (options.exit) return await stop()
    say(
      `\nEverything stays up until Ctrl-C. Temporal Web UI: ${addresses.temporalUiUrl ?? 'none'}, messages: ${addresses.mailboxUrl}`,
    )
    say(`Look at a case: npx arrears case list --home ${home}`)
    setInterval(() => undefined, 3_600_000)
  } catch (error) {
    await stop()
    throw error
  }
}

function readOptions(): DemoOptions {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      exit: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const clients = values.clients === 'all' ? ('all' as const) : Number(values.clients)
  if (clients !== 'all' && (!Number.isInteger(clients) || clients < 1)) {
    throw new Error('--clients is a whole number, or all')
  }
  return { clients, exit: values.exit, json: values.json, seed: Number(values.seed) }
}

async function runMonths(
  relay: RelayDeps,
  home: string,
  options: DemoOptions,
  config: Config,
): Promise<DemoSummary> {
  const { db, timekeeper } = relay
  const zone = config.bankZone
  const everyone = delinquentClients(readPortfolio())
  const clients =
    options.clients === 'all' ? everyone : stratifiedSample(everyone, options.clients, options.seed)
  const folders = writeDrops(clients, join(home, 'drops'))
  say(`${clients.length} clients, ${folders.length} nightly drops in ${join(home, 'drops')}`)
  const books = await loadRules(db)
  const { strategies } = books
  const rules = { callRules: callRulesOf(books, config), rulesOf: accountRules(db, books) }
  const staff = new BankStaff({ db, client: relay.client, timekeeper, zone, ...rules, seed: options.seed })
  const lines: NightLine[] = []
  let unreconciledNights = 0
  const started = performance.now()
  for (const folder of folders) {
    const night = folder.slice(-10)
    const morning = instantAt(addDays(night, 1), zone, importTime)
    await advanceTo(relay, morning, { agenda: staff })
    const result = await importDrop({
      client: relay.client,
      taskQueue: relay.taskQueue,
      folder,
      clockOffsetMs: morning - Date.now(),
    })
    const { report } = result
    if (!report) throw new Error(`the drop of ${night} was not applied: ${JSON.stringify(result)}`)
    if (report.reconciliation && report.reconciliation.differences.length > 0) unreconciledNights += 1
    const span = { from: instantAt(addDays(night, 0), zone, importTime), to: morning }
    lines.push({
      night,
      in: report.files.find((file) => file.name === 'accounts.csv')?.rows ?? 0,
      new: report.cases.opened,
      paid: report.payments.posted,
      cured: report.cases.cured,
      steps: await stepsDone(db, strategies, span),
      ...(await objections(db, span)),
    })
    if (lines.length % 10 === 0)
      say(
        `night ${night}: ${lines.length} of ${folders.length}, ${Math.round((performance.now() - started) / 1000)} s`,
      )
  }
  const wallSeconds = Math.round((performance.now() - started) / 100) / 10
  const always = { from: 0, to: Number.MAX_SAFE_INTEGER / 4 }
  const report = await auditContacts(db, { policiesDir: 'policies' })
  for (const breach of report.breaches) say(`BREACH ${breachLine(breach)}`)
  if (!options.json) await tell(db, lines)
  return {
    clients: clients.length,
    nights: folders.length,
    cases: await caseCounts(db),
    steps: await stepsDone(db, strategies, always),
    ...(await objections(db, always)),
    breaches: report.breaches.length,
    audit: await auditSummary(db, report),
    virtualDays: folders.length,
    wallSeconds,
    unreconciledNights,
  }
}

/** The table, and the story of the case to which most happened. */
async function tell(db: Database, lines: readonly NightLine[]): Promise<void> {
  process.stdout.write(`${nightTable(lines).join('\n')}\n\n`)
  const { rows } = await db.pool.query<{ account_id: string }>(
    `select account_id from fact group by account_id
     order by count(distinct kind) desc, count(*) desc, account_id limit 1`,
  )
  const accountId = rows[0]?.account_id
  if (accountId === undefined) return
  process.stdout.write(`One customer's case, ${accountId}:\n`)
  for (const entry of await timelineOf({ db }, accountId)) {
    process.stdout.write(`  ${entry.at.slice(0, 16)}Z  ${entry.actor.padEnd(20)} ${entry.text}\n`)
  }
  process.stdout.write('\n')
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = 1
})
