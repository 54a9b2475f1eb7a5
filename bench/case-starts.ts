// G5: how fast do new cases start? From outbox rows to armed timers, through the real relay with its first decisions,
// beside the barest workflow with one timer that is started in the same way on the same server.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker'
import { drainOutbox } from '../cases/relay'
import { sideBySide } from '../cases/side-by-side'
import { addDays } from '../domain/calendar-date'
import { type Bank, openBank } from './bank'
import { caseEvents, totalOf } from './case-events'
import { type Book, accountId, writeFirstNight } from './generated-book'
import type { Finding, Site, Sizes } from './goal'
import { load, ratios, rounded, shown, spreadOf } from './measure'
import { stopwatch } from './stopwatch'
import { acceptedWorkflowTasks, connectWorker } from './worker-metrics'

const target = 0.85
/** As many deliveries at once as the relay makes. */
const lanes = 16
const bareQueue = 'bench_bare'

export async function caseStarts(site: Site, { accounts, runs }: Sizes): Promise<Finding> {
  const bareBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('./bare-workflow'),
    logger: new DefaultLogger('ERROR'),
  })
  const bare: Measured[] = []
  const ours: Measured[] = []
  let events = 0
  const before = load()
  for (let run = 1; run <= runs; run += 1) {
    const bank = await openBank(site, {
      name: `bench_starts_${run}`,
      simulation: false,
      strategiesDir: join(__dirname, 'strategies'),
    })
    try {
      const book = bookOf(accounts, run)
      await bank.import(writeFirstNight(book, join(site.home, 'starts', String(run))))
      const bareRun = await withBareWorker(site, bareBundle, () =>
        untilArmed(site, accounts, () => startBare(bank.relay.client, { accounts, run })),
      )
      const ourRun = await untilArmed(site, accounts, () => startCases(bank))
      bare.push(bareRun)
      ours.push(ourRun)
      events = totalOf(await caseEvents(bank.relay.client, accountId(book, accounts - 1)))
      site.say(
        `G5: run ${run}: bare ${bareRun.perSecond.toFixed(0)}/s, cases ${ourRun.perSecond.toFixed(0)}/s`,
      )
    } finally {
      await bank.close()
    }
  }
  return finding({ ours, bare, accounts, events, load: { before, after: load() } })
}

/** Accounts that are all new today: after the import their outbox rows wait. */
function bookOf(accounts: number, run: number): Book {
  const firstNight = addDays(new Date().toISOString().slice(0, 10), -1)
  return { accounts, firstNight, prefix: `g5-${run}-` }
}

async function startCases({ relay }: Bank): Promise<void> {
  const { failed } = await drainOutbox(relay)
  if (failed > 0) throw new Error(`${failed} cases could not be started`)
}

async function startBare(
  client: Client,
  { accounts, run }: { accounts: number; run: number },
): Promise<void> {
  const numbers = Array.from({ length: accounts }, (_, n) => n)
  await sideBySide(numbers, lanes, async (n) => {
    await client.workflow.signalWithStart('bareCase', {
      workflowId: `bare/${run}/${n}`,
      taskQueue: bareQueue,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      signal: 'wake',
      args: [],
    })
  })
}

async function withBareWorker<T>(
  site: Site,
  workflowBundle: { code: string },
  work: () => Promise<T>,
): Promise<T> {
  const connection = await connectWorker(site.addresses.temporalAddress)
  const worker = await Worker.create({
    connection,
    namespace: site.addresses.temporalNamespace,
    taskQueue: bareQueue,
    workflowBundle,
    maxCachedWorkflows: 400,
  })
  try {
    return await worker.runUntil(work)
  } finally {
    await connection.close()
  }
}

interface Measured {
  perSecond: number
  /** Milliseconds of processor time of one start, servers and worker together; null where it cannot be known. */
  processorMs: number | null
}

/** Each start takes exactly one workflow task, which arms the timer: so many accepted tasks are so many timers. */
async function untilArmed(site: Site, accounts: number, start: () => Promise<void>): Promise<Measured> {
  await delay(500) // the last tasks of what went before are counted by then
  const before = await acceptedWorkflowTasks()
  const stop = stopwatch(site)
  await start()
  while ((await acceptedWorkflowTasks()) < before + accounts) await delay(100)
  const { seconds, processorSeconds } = stop()
  const processorMs = processorSeconds === null ? null : (processorSeconds * 1000) / accounts
  return { perSecond: accounts / seconds, processorMs }
}

function finding(measured: {
  ours: Measured[]
  bare: Measured[]
  accounts: number
  /** In the history of a case that was started: 6, for the first decision came with the start. */
  events: number
  load: { before: number; after: number }
}): Finding {
  const speeds = (runs: Measured[]) => runs.map(({ perSecond }) => perSecond)
  const work = (runs: Measured[]) => runs.flatMap(({ processorMs }) => processorMs ?? [])
  const { median, min, max } = spreadOf(ratios(speeds(measured.ours), speeds(measured.bare)))
  const spread = [rounded(min), rounded(max)]
  const perSecond = shown(spreadOf(speeds(measured.ours)), 0)
  const barePerSecond = shown(spreadOf(speeds(measured.bare)), 0)
  const [processorMs, bareProcessorMs] = [measured.ours, measured.bare].map((runs) =>
    work(runs).length === 0 ? null : shown(spreadOf(work(runs)), 1),
  )
  const { accounts, events, load } = measured
  return {
    json: {
      ratio: rounded(median),
      spread,
      accounts,
      events,
      perSecond,
      barePerSecond,
      processorMs,
      bareProcessorMs,
      load,
    },
    table: [
      {
        what: `case starts, ${accounts} accounts`,
        figure: `${rounded(median)} (${spread.join('-')})`,
        target: `>= ${target}`,
        made: `cases ${perSecond} per second; bare workflow ${barePerSecond}`,
      },
    ],
    notes: processorMs ? [`processor time of a start: ${processorMs} ms; bare ${bareProcessorMs} ms`] : [],
  }
}
