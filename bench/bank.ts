// What does a benchmark measure on? A bank of its own on the servers of the run: a fresh database, an in-process
// worker with the real workflows and activities, the real import and relay.
import { join } from 'node:path'
import { Worker } from '@temporalio/worker'
import pg from 'pg'
import type { RelayDeps } from '../cases/relay'
import { type ImportResult, importDrop } from '../cases/run-import'
import { createTimekeeper } from '../cases/timekeeper'
import { loadConfig, withChannels } from '../platform/config'
import { type Database, openDatabase } from '../platform/database'
import { migrate } from '../platform/migrate'
import { loadRuleBooks } from '../platform/rule-books'
import { connectTemporal } from '../platform/temporal'
import { workerEnvironment } from '../stack/stack'
import { createActivities } from '../workers/activities'
import { workflowBundle } from '../workers/workflow-bundle'
import type { Site } from './goal'
import { connectWorker } from './worker-metrics'

export interface Bank {
  db: Database
  relay: RelayDeps
  /** Imports a drop; `clockOffsetMs` as in importDrop. @throws when it was not applied */
  import(folder: string, clockOffsetMs?: number): Promise<Extract<ImportResult, { status: 'applied' }>>
  close(): Promise<void>
}

const projectRoot = join(__dirname, '..')

/**
 * Opens a bank with its own database `name`; close it in the end. `strategiesDir` takes the place of the ladders that
 * ship; `onCommit` is called when a night has been written.
 */
export async function openBank(
  site: Site,
  options: { name: string; simulation: boolean; strategiesDir?: string; onCommit?: () => void },
): Promise<Bank> {
  const databaseUrl = await createDatabase(site, options.name)
  const environment = { ...workerEnvironment(site.addresses, site.home), DATABASE_URL: databaseUrl }
  const archive = join(site.home, 'archive', options.name)
  const config = withChannels(
    loadConfig({ ...environment, TASK_QUEUE: options.name, DROPS_ARCHIVE_DIR: archive }),
  )
  const db = openDatabase(databaseUrl, { connections: 16, name: 'arrears-bench' })
  if (options.simulation) {
    await db.prisma.setting.create({ data: { key: 'simulation', value: { enabled: true } } })
  }
  const books = loadRuleBooks({
    strategiesDir: options.strategiesDir ?? join(projectRoot, 'strategies'),
    policiesDir: join(projectRoot, 'policies'),
  })
  await books.recordStrategyVersions(db)
  const { client, close: closeClient } = await connectTemporal(config)
  const { taskQueue } = config
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const timekeeper = await createTimekeeper(db, client)
  const connection = await connectWorker(config.temporal.address)
  const activities = createActivities({
    ...{ config, db, books, simulation: timekeeper.simulation },
    alarm: ({ accountId, error }) => {
      throw new Error(`the case of ${accountId} is stuck`, { cause: error })
    },
  })
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    workflowBundle: { codePath: await workflowBundle() },
    activities: {
      ...activities,
      applyNight: (request: Parameters<typeof activities.applyNight>[0]) =>
        activities.applyNight(request).finally(options.onCommit),
    },
    maxCachedWorkflows: 400,
  })
  const running = worker.run()

  return {
    db,
    relay: { db, rulesFor, client, taskQueue, timekeeper },
    async import(folder, clockOffsetMs = 0) {
      const result = await importDrop({ client, taskQueue, folder, clockOffsetMs })
      if (result.status !== 'applied') throw new Error(`${folder} was not applied: ${JSON.stringify(result)}`)
      return result
    },
    async close() {
      worker.shutdown()
      await running
      await connection.close()
      await closeClient()
      await db.close()
      await onServer(site, `drop database ${options.name} with (force)`)
    },
  }
}

/** Makes an empty database with the tables of this version; returns its address. */
async function createDatabase(site: Site, name: string): Promise<string> {
  await onServer(site, `create database ${name}`)
  const url = databaseUrlOf(site, name)
  await migrate(url, () => undefined)
  return url
}

export function databaseUrlOf({ addresses }: Site, name: string): string {
  return addresses.databaseUrl.replace(/\/[^/]*$/, `/${name}`)
}

/** Runs one statement on the server's own database. */
export async function onServer({ addresses }: Site, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: addresses.databaseUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
