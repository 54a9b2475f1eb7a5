// A worker process: workflows, activities, and the relay that tells cases what happened. Stateless; a bank runs as
// many as it needs. Wiring only.
import { NativeConnection, Worker } from '@temporalio/worker'
import { accountRules } from '../cases/account-rules'
import { callRulesOf } from '../cases/call-rules'
import { createTimekeeper } from '../cases/timekeeper'
import { connectionOptions, connectTemporal } from '../platform/temporal'
import { loadConfig, processEnvironment, withChannels } from '../platform/config'
import { ConfigError } from '../platform/config-error'
import { openDatabase } from '../platform/database'
import { createActivities, stepDepsOf } from './activities'
import { startDiallerDoor } from './dialler-door'
import { alarmInLog } from './case-alarm'
import { createLogger } from '../platform/logger'
import { runMailLoop } from './mail-loop'
import { runRecallLoop } from './recall-loop'
import { runRelay } from './relay-loop'
import { loadRules } from './rules'
import { startWebhooks } from './webhooks'
import { workflowBundle } from './workflow-bundle'

/** Cached cases are what a worker's memory is made of: about half a megabyte each. */
const cachedCases = 400

async function main(): Promise<void> {
  const config = withChannels(loadConfig(processEnvironment()))
  const logger = createLogger(config.logLevel)
  const db = openDatabase(config.databaseUrl, { connections: 16, name: 'arrears-worker' })
  const temporal = await connectTemporal(config)
  const connection = await NativeConnection.connect(connectionOptions(config.temporal))
  const books = await loadRules(db)
  const timekeeper = await createTimekeeper(db, temporal.client)
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const steps = stepDepsOf({ config, db, books, simulation: timekeeper.simulation })
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.taskQueue,
    workflowBundle: { codePath: await workflowBundle() },
    activities: createActivities(
      { config, db, books, simulation: timekeeper.simulation, alarm: alarmInLog(logger) },
      steps,
    ),
    maxCachedWorkflows: cachedCases,
    shutdownGraceTime: '10 seconds',
  })
  const relay = runRelay(
    { db, rulesFor, client: temporal.client, taskQueue: config.taskQueue, timekeeper },
    logger,
  )
  const recalls = runRecallLoop({ db, handover: steps.handover, zone: config.bankZone }, logger)
  const events = {
    db,
    zone: config.bankZone,
    client: temporal.client,
    rulesOf: accountRules(db, books),
    presentOf: async (accountId: string) => (await timekeeper.presentOf(accountId)) ?? Date.now(),
    emailSecret: config.email.returns?.secret ?? null,
  }
  const mailLoop = config.mailReportsDir ? await runMailLoop(events, config.mailReportsDir, logger) : null
  const webhooks = config.webhook
    ? await startWebhooks({
        ...events,
        twilio: config.twilio,
        alibaba: config.alibaba,
        webhook: config.webhook,
        steps,
        bank: steps.bank,
        logger,
      })
    : null
  const dialler = config.dialler
    ? await startDiallerDoor({
        ...events,
        rulesFor,
        callRules: callRulesOf(books, config),
        dialler: config.dialler,
        logger,
      })
    : null
  logger.info({ taskQueue: config.taskQueue, simulation: timekeeper.simulation }, 'worker started')
  try {
    await worker.run()
  } finally {
    webhooks?.close()
    dialler?.close()
    await mailLoop?.stop()
    await recalls.stop()
    await relay.stop()
    await connection.close()
    await temporal.close()
    await db.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${toldOf(error)}\n`)
  process.exit(1)
})

/** A wrong setting is one line with its cure; where anything else came from is in its stack. */
function toldOf(error: unknown): string {
  if (error instanceof ConfigError) return `${error.code}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
