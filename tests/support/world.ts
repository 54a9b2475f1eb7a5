// A small bank for one test file: its own database and task queue on the shared servers, an in-process worker with the
// real activities, nightly drops through the real import, and time that the test moves. Account ids are workflow ids
// on servers that all test files share: no two files may use the same.
import { setTimeout as delay } from 'node:timers/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import type { CaseAlarm } from '../../activities/evaluate'
import { advanceTo, settle } from '../../cases/advance'
import { accountRules } from '../../cases/account-rules'
import { callRulesOf } from '../../cases/call-rules'
import type { ReadingDeps } from '../../cases/read-case'
import type { RelayDeps } from '../../cases/relay'
import type { CommandAnswer } from '../../cases/run-command'
import { type ImportResult, importDrop } from '../../cases/run-import'
import { sendCommand } from '../../cases/send-command'
import { createTimekeeper } from '../../cases/timekeeper'
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../../domain/calendar-date'
import type { Command } from '../../domain/commands/commands'
import { type Fact, type FactKind, type FactOf, factsOf } from '../../domain/facts'
import { type Config, loadConfig, withChannels } from '../../platform/config'
import type { EmailConfig } from '../../platform/email-settings'
import type { Database } from '../../platform/database'
import { loadFacts } from '../../platform/fact-log'
import { type Temporal, connectTemporal } from '../../platform/temporal'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { createActivities } from '../../workers/activities'
import { loadRules } from '../../workers/rules'
import { type CaseStatus, caseStatusQuery, caseWorkflowId } from '../../workflows/messages'
import { Books } from './books'
import { freshDatabase } from './database'
import { People } from './people'
import type { HandMadeDrop } from './write-drop'
import { writeDrop } from './write-drop'

export const zone = 'Asia/Shanghai'
/** Drops are imported at this time of the morning after. */
const importTime = '06:00'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A command without its id: the world numbers them, unless a test is about the id. */
export type Request = DistributiveOmit<Command, 'commandId'> & { commandId?: string }

export interface World {
  home: string
  db: Database
  temporal: Temporal
  relay: RelayDeps
  /** What cases are read with. */
  reading: ReadingDeps
  config: Config & { email: EmailConfig }
  /** Cases on which the software failed, and on what: `ACC-1 makePromise`. */
  alarms: string[]
  books: Books
  /** Who act by themselves while time passes: nobody, until a test gives them a script. */
  people: People
  /** Imports the books at close of a day on the morning after, or a drop that the test has written by hand. */
  night(
    night: CalendarDate | HandMadeDrop,
    options?: Partial<Parameters<typeof importDrop>[0]>,
  ): Promise<ImportResult>
  /** Lets the open cases live until the local time (`2026-03-06 09:00`); they all stand there then. */
  liveUntil(moment: string): Promise<void>
  /** Somebody will send this command at the local time, while the world lives on; a refusal fails the test. */
  plan(accountId: string, moment: string, request: Request): void
  /** Sends a command as the update of the case's workflow, at the case's present. */
  send(accountId: string, request: Request): Promise<CommandAnswer>
  /** Sends a signal by hand, as an engineer would, and waits until the case has heard it. */
  signal(accountId: string, name: string, payload?: unknown): Promise<void>
  status(accountId: string): Promise<CaseStatus>
  facts(accountId: string): Promise<Fact[]>
  factsOf<K extends FactKind>(accountId: string, kind: K): Promise<FactOf<K>[]>
  /** Stops the worker, as an outage would; startWorker() brings it back. */
  stopWorker(): Promise<void>
  startWorker(): Promise<void>
  close(): Promise<void>
}

/** `2026-03-06 09:00` in the bank's zone. */
export function local(moment: string): Instant {
  const [date = '', time = '00:00'] = moment.split(' ')
  return instantAt(date, zone, time)
}

/** The local time of an instant to the minute: `2026-03-06 09:00`. */
export function shown(instant: Instant): string {
  const day = dateAt(instant, zone)
  const minutes = Math.floor((instant - instantAt(day, zone)) / 60_000)
  return `${day} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The morning on which the books at close of `night` are imported. */
export function morningAfter(night: CalendarDate): Instant {
  return instantAt(addDays(night, 1), zone, importTime)
}

let runtimeInstalled = false

/** Longer than hearing the news takes, shorter than anything that a journey tells apart. */
const aMomentMs = 30_000

/** Opens a world of its own for a test file, on the stack of the test run. Close it in afterAll. */
export async function openWorld(
  stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses,
): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'arrears-world-'))
  const { db, url, drop } = await freshDatabase()
  await db.prisma.setting.create({ data: { key: 'simulation', value: { enabled: true } } })
  const environment = {
    ...workerEnvironment(stack, home),
    DATABASE_URL: url,
    TASK_QUEUE: `test-${home.slice(-6)}`,
  }
  const config = withChannels(loadConfig(environment))
  const { taskQueue } = config
  const temporal = await connectTemporal(config)
  const { client } = temporal
  const connection = await connectWorker(config.temporal.address)
  const books = await loadRules(db)
  const timekeeper = await createTimekeeper(db, client)
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const callRules = callRulesOf(books, config)
  const rulesOf = accountRules(db, books)
  const relay: RelayDeps = { db, rulesFor, client, taskQueue, timekeeper }
  const alarms: string[] = []
  const alarm = ({ accountId, work }: CaseAlarm) => void alarms.push(`${accountId} ${work}`)
  const activities = createActivities({ config, db, books, simulation: true, alarm })
  let numbered = 0
  /** The present of cases that are not running. */
  let present: Instant = 0
  const sendNow = (accountId: string, request: Request) => {
    numbered += 1
    const command = { commandId: `test-${numbered}`, ...request }
    return sendCommand({ db, zone, client, callRules, rulesOf, now: () => present }, accountId, command)
  }
  /** Everybody has heard the news, what was due at once is done, and people have seen it. */
  const comeToRest = async () => {
    await settle(relay)
    // A case has heard the news a little later than the hour at which it is told: what is due then is due at once.
    await advanceTo(relay, present + aMomentMs, { agenda: world.people })
    await world.people.lookAround(present)
  }
  let worker: { stop(): Promise<void> } | null = null

  const world: World = {
    home,
    db,
    temporal,
    relay,
    reading: { db, rulesFor, policies: books.policies },
    config,
    alarms,
    books: new Books(),
    people: new People({
      db,
      bringTo: (accountId, at) => timekeeper.bringTo(accountId, at),
      send: (accountId, request) => sendNow(accountId, request),
    }),
    async night(night, options = {}) {
      const rows = typeof night === 'string' ? world.books.dropOf(night) : night
      numbered += 1
      const folder = writeDrop(join(home, 'delivered', `${rows.businessDate}-${numbered}`), rows)
      const clockOffsetMs = morningAfter(rows.businessDate) - Date.now()
      const result = await importDrop({ client, taskQueue, folder, clockOffsetMs, ...options })
      present = Math.max(present, morningAfter(rows.businessDate))
      await comeToRest()
      return result
    },
    async liveUntil(moment) {
      present = local(moment)
      await advanceTo(relay, present, { agenda: world.people, arrive: true })
    },
    plan(accountId, moment, request) {
      world.people.plan(accountId, local(moment), async () => {
        const answer = await sendNow(accountId, request)
        if (!answer.ok) throw new Error(`${accountId}, ${request.kind}: ${answer.code}, ${answer.message}`)
      })
    },
    async send(accountId, request) {
      const answer = await sendNow(accountId, request)
      await comeToRest()
      return answer
    },
    async signal(accountId, name, payload) {
      const args = payload === undefined ? [] : [payload]
      const handle = client.workflow.getHandle(caseWorkflowId(accountId))
      await handle.signal(name, ...args)
      // A query is answered after the signal was heard; what follows from it may take the case a while longer.
      while ((await handle.query<CaseStatus>(caseStatusQuery)).busy) await delay(20)
    },
    status: (accountId) =>
      client.workflow.getHandle(caseWorkflowId(accountId)).query<CaseStatus>(caseStatusQuery),
    facts: (accountId) => loadFacts(db.prisma, accountId),
    factsOf: async (accountId, kind) => factsOf(await loadFacts(db.prisma, accountId), kind),
    async startWorker() {
      worker = await runWorker({ connection, namespace: config.temporal.namespace, taskQueue, activities })
    },
    async stopWorker() {
      await worker?.stop()
      worker = null
    },
    async close() {
      await world.stopWorker()
      await connection.close()
      await temporal.close()
      await drop()
      rmSync(home, { recursive: true, force: true })
    },
  }
  await world.startWorker()
  return world
}

async function runWorker(options: {
  connection: NativeConnection
  namespace: string
  taskQueue: string
  activities: ReturnType<typeof createActivities>
}): Promise<{ stop(): Promise<void> }> {
  const workflowBundle = { codePath: process.env['ARREARS_TEST_BUNDLE'] ?? '' }
  const worker = await Worker.create({ ...options, workflowBundle, identity: 'worker' })
  const running = worker.run()
  return {
    async stop() {
      worker.shutdown()
      await running
    },
  }
}

async function connectWorker(address: string): Promise<NativeConnection> {
  if (!runtimeInstalled) {
    Runtime.install({ logger: new DefaultLogger('ERROR') })
    runtimeInstalled = true
  }
  return NativeConnection.connect({ address })
}
