// A small bank whose workers are processes of their own that can be killed: its own database and task queue, the real
// import and the local providers, and a proxy between workers and database at which they can be struck.
import { type AccountRules, accountRules } from '../../cases/account-rules'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { advanceTo, settle } from '../../cases/advance'
import type { RelayDeps } from '../../cases/relay'
import { type ImportResult, importDrop } from '../../cases/run-import'
import { createTimekeeper } from '../../cases/timekeeper'
import { type CalendarDate, addDays, instantAt } from '../../domain/calendar-date'
import type { Fact, FactKind } from '../../domain/facts'
import { type Config, loadConfig, withChannels } from '../../platform/config'
import type { EmailConfig } from '../../platform/email-settings'
import type { Database } from '../../platform/database'
import { loadFacts } from '../../platform/fact-log'
import { type Temporal, connectTemporal } from '../../platform/temporal'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { loadRules } from '../../workers/rules'
import { freshDatabase } from '../support/database'
import { type HandMadeDrop, writeDrop } from '../support/write-drop'
import { type PgProxy, startPgProxy } from './pg-proxy'
import { type WorkerProcess, endWorker, startWorkerProcess } from './worker-process'

export const zone = 'Asia/Shanghai'
/** The books of this night open the first cases; their first reminders are due the next day from 09:00 to 11:00. */
export const firstNight = '2026-03-01'
/** The oldest bill of every account, past due and past its days of grace on the first night. */
export const dueOn = '2026-02-25'
export const minimumDueCents = 50_000
const importTime = '06:00'

export interface Bank {
  db: Database
  temporal: Temporal
  /** The test's own relay; workers have theirs. */
  relay: RelayDeps
  rulesOf: AccountRules
  config: Config & { email: EmailConfig }
  mailboxUrl: string
  /** Between the workers and the database. */
  proxy: PgProxy
  /** The id of the bank's `n`th account; no other bank of the test run has it. */
  account(n: number): string
  /** Starts one more worker and waits until it polls. */
  startWorker(): Promise<WorkerProcess>
  /** A worker and the open cases of the accounts 1 to `overdue`, none of them due for anything yet. */
  openCases(overdue: number): Promise<WorkerProcess>
  /** The minute after which a relay takes over what another one had claimed and did not deliver. */
  aMinuteLater(): Promise<void>
  /** What comes after a kill: that minute, and another worker. */
  replaceWorker(): Promise<WorkerProcess>
  /** Writes a drop in which the accounts `overdue` have their bill and nothing else happens but `rows`. */
  writeNight(night: CalendarDate, overdue: readonly number[], rows?: Partial<HandMadeDrop>): string
  /** Imports a drop on the morning after its night. */
  importNight(night: CalendarDate, folder: string): Promise<ImportResult>
  /** Lets all open cases live until the given local time. */
  liveUntil(date: CalendarDate, time?: string): Promise<void>
  /** Everything told, and decided on. */
  settle(): Promise<void>
  facts(n: number): Promise<Fact[]>
  countOf(n: number, kind: FactKind): Promise<number>
}

/** Runs `work` on a bank of its own, on the stack of the test run unless another is given. */
export async function withBank(
  work: (bank: Bank) => Promise<void>,
  stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'arrears-faults-'))
  const { db, url, drop } = await freshDatabase(stack.databaseUrl)
  const proxy = await startPgProxy(url)
  const tag = String(randomInt(100_000, 1_000_000))
  const environment = { ...workerEnvironment(stack, home), DATABASE_URL: url, TASK_QUEUE: `faults-${tag}` }
  const config = withChannels(loadConfig(environment))
  const temporal = await connectTemporal(config)
  const workerHomes: string[] = []
  try {
    await db.prisma.setting.create({ data: { key: 'simulation', value: { enabled: true } } })
    const bank = await openBank({ home, db, proxy, tag, environment, config, temporal, stack, workerHomes })
    await work(bank)
  } finally {
    for (const workerHome of workerHomes) await endWorker(workerHome)
    await proxy.close()
    await temporal.close()
    await drop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function openBank(
  parts: Pick<Bank, 'db' | 'proxy' | 'config' | 'temporal'> & {
    home: string
    tag: string
    environment: Record<string, string>
    stack: StackAddresses
    workerHomes: string[]
  },
): Promise<Bank> {
  const { home, db, proxy, tag, environment, config, temporal, stack, workerHomes } = parts
  const { client, connection } = temporal
  const books = await loadRules(db)
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const timekeeper = await createTimekeeper(db, client)
  const relay: RelayDeps = { db, rulesFor, client, taskQueue: config.taskQueue, timekeeper }
  const account = (n: number) => `F${tag}${String(n).padStart(2, '0')}`
  const { namespace } = config.temporal
  let sequence = 0
  const bank: Bank = {
    ...{ db, temporal, relay, config, proxy, account, rulesOf: accountRules(db, books) },
    mailboxUrl: stack.mailboxUrl,
    async startWorker() {
      const workerHome = join(home, `worker-${workerHomes.length + 1}`)
      workerHomes.push(workerHome)
      return startWorkerProcess({ home: workerHome, environment, connection, namespace, proxy })
    },
    async openCases(overdue) {
      const worker = await bank.startWorker()
      const numbers = Array.from({ length: overdue }, (_, index) => index + 1)
      await bank.importNight(firstNight, bank.writeNight(firstNight, numbers))
      await bank.settle()
      return worker
    },
    async aMinuteLater() {
      await db.pool.query(
        `update outbox set claimed_at = claimed_at - interval '61 seconds' where sent_at is null`,
      )
    },
    async replaceWorker() {
      await bank.aMinuteLater()
      return bank.startWorker()
    },
    writeNight(night, overdue, rows = {}) {
      sequence += 1
      return writeDrop(join(home, 'delivered', `${night}-${sequence}`), {
        businessDate: night,
        sequence,
        accounts: overdue.map((n) => ({ accountId: account(n) })),
        bills: overdue.map((n) => ({
          accountId: account(n),
          billId: `${account(n)}-1`,
          dueOn,
          minimumDueCents,
        })),
        contactPoints: overdue.flatMap((n) => contactPoints(account(n))),
        ...rows,
      })
    },
    importNight: (night, folder) =>
      importDrop({
        client,
        taskQueue: config.taskQueue,
        folder,
        clockOffsetMs: instantAt(addDays(night, 1), zone, importTime) - Date.now(),
      }),
    async liveUntil(date, time = importTime) {
      await advanceTo(relay, instantAt(date, zone, time))
    },
    settle: () => settle(relay),
    facts: (n) => loadFacts(db.prisma, account(n)),
    countOf: (n, kind) => db.prisma.fact.count({ where: { accountId: account(n), kind } }),
  }
  return bank
}

/** A number of the unassigned range +86 100 and an address at example.com, nobody's but this account's. */
function contactPoints(accountId: string): NonNullable<HandMadeDrop['contactPoints']> {
  const customerId = `c-${accountId}`
  return [
    {
      contactPointId: `${customerId}-m`,
      customerId,
      channel: 'mobile',
      value: `+86100${accountId.slice(1)}`,
    },
    { contactPointId: `${customerId}-e`, customerId, channel: 'email', value: `${accountId}@example.com` },
  ]
}
