/**
 * How does the worker of an embedded stack run? As its own detached process, with the addresses of the stack in
 * its environment, like any worker of a bank; it is ready when Temporal sees it polling its task queue.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import { optionalTsToMs } from '@temporalio/common/lib/time'
import { temporal } from '@temporalio/proto'
import { processEnvironment } from '../platform/config'
import { lastLines } from './last-lines'
import { isRunning, runningProcess, startDetached, type ProcessIdentity } from './processes'
import { PROJECT_ROOT, runTypeScript } from './project'
import type { StackAddresses } from './stack-record'

/** Settings for a worker or command of the stack, as environment variables (merge them into the process's own). */
export function workerEnvironment(addresses: StackAddresses, home: string): Record<string, string> {
  return {
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    TASK_QUEUE: 'arrears',
    TWILIO_ACCOUNT_SID: addresses.twilioAccountSid,
    TWILIO_AUTH_TOKEN: addresses.twilioAuthToken,
    TWILIO_FROM: '+12025550100', // a number reserved for examples
    ...(addresses.twilioBaseUrl ? { TWILIO_BASE_URL: addresses.twilioBaseUrl } : {}),
    ALIBABA_CLOUD_ACCESS_KEY_ID: addresses.alibabaKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: addresses.alibabaKeySecret,
    ...(addresses.alibabaBaseUrl ? { ALIBABA_SMS_BASE_URL: addresses.alibabaBaseUrl } : {}),
    SMTP_URL: addresses.smtpUrl,
    EMAIL_FROM: 'collections@example.com',
    ...(addresses.emailSecret ? returnSettings(addresses.emailSecret, home) : {}),
    RECORDER: 'up', // nobody really speaks
    PRINT_HOUSE_DIR: join(home, 'print-house'),
    AGENCY_DIR: join(home, 'agency'),
    DROPS_DIR: join(home, 'drops'),
    DROPS_ARCHIVE_DIR: join(home, 'drops-archive'),
  }
}

function returnSettings(secret: string, home: string): Record<string, string> {
  return {
    EMAIL_BOUNCE_ADDRESS: 'bounces@example.com',
    EMAIL_SECRET: secret,
    EMAIL_REPORTS_DIR: join(home, 'mail-reports'),
  }
}

export function workerProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'worker.pid'))
}

/** Starts a worker and waits until it polls. */
export async function startWorker(worker: {
  home: string
  environment: Record<string, string>
  connection: Connection
  namespace: string
}): Promise<void> {
  const { home, environment, connection, namespace } = worker
  const logFile = join(home, 'log', 'worker.log')
  const taskQueue = environment['TASK_QUEUE'] ?? 'arrears'
  const identity = await startDetached({
    command: process.execPath,
    // Decisions make much short-lived garbage; with room for it, little of it is copied about.
    args: ['--max-semi-space-size=64', ...runTypeScript('workers/main.ts')],
    env: { ...processEnvironment(), ...environment },
    cwd: PROJECT_ROOT,
    logFile,
    pidFile: join(home, 'run', 'worker.pid'),
  })
  for (let waitedMs = 0; waitedMs < 120_000 && isRunning(identity); waitedMs += 200) {
    if ((await pollersOf(connection, namespace, taskQueue)).includes(identity.pid)) return
    await delay(200)
  }
  throw new Error(`the worker does not start:\n${lastLines(logFile, 15)}`)
}

// A waiting worker asks again about every minute; one that ended stays in the server's list for five.
const SEEN_WITHIN_MS = 75_000

/** Process numbers of the workers that poll the task queue now (a worker's identity is `<pid>@<host>`). */
export async function pollersOf(
  connection: Connection,
  namespace: string,
  taskQueue: string,
): Promise<number[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  })
  return pollers
    .filter(({ lastAccessTime }) => Date.now() - (optionalTsToMs(lastAccessTime) ?? 0) < SEEN_WITHIN_MS)
    .map(({ identity }) => Number.parseInt(identity ?? '', 10))
}
