// A worker of its own, as a bank runs it, and the ways in which it can end.
import type { Connection } from '@temporalio/client'
import { stopProcess } from '../../stack/processes'
import { startWorker, workerProcess } from '../../stack/worker'
import type { FaultPoint, PgProxy } from './pg-proxy'

export interface WorkerProcess {
  /** Kills it as a power cut would, when the moment comes; resolves then. */
  killAt(point: FaultPoint): Promise<void>
  kill(): void
  /** Asks it to finish what it is doing and to end; resolves when it has ended. */
  stop(): Promise<void>
}

/** Starts a worker whose database is reached by way of `proxy`, and waits until it polls. */
export async function startWorkerProcess(options: {
  home: string
  environment: Record<string, string>
  connection: Connection
  namespace: string
  proxy: PgProxy
}): Promise<WorkerProcess> {
  const { proxy, ...worker } = options
  await startWorker({ ...worker, environment: { ...worker.environment, DATABASE_URL: proxy.url } })
  const identity = workerProcess(worker.home)
  if (!identity) throw new Error('the worker ended as soon as it had begun')
  const kill = () => {
    process.kill(identity.pid, 'SIGKILL')
  }
  return {
    killAt: (point) =>
      proxy.strike(point, () => {
        kill()
        return 'cut'
      }),
    kill,
    async stop() {
      await stopProcess(identity, { graceMs: 20_000 })
    },
  }
}

/** Ends the worker of a home if there is one, whatever state it is in. */
export async function endWorker(home: string): Promise<void> {
  const identity = workerProcess(home)
  if (identity) await stopProcess(identity, { signal: 'SIGKILL' })
}
