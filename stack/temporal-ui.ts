/** How is the Temporal Web UI started? Its own small server, detached, with a configuration in the home folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { stringify } from 'yaml'
import { processEnvironment } from '../platform/config'
import { lastLines } from './last-lines'
import { isRunning, runningProcess, startDetached, type ProcessIdentity } from './processes'

export function temporalUiProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'temporal-ui.pid'))
}

/** Starts the UI server and waits until it answers. */
export async function startTemporalUi(ui: {
  home: string
  command: string
  port: number
  temporalAddress: string
  namespace: string
}): Promise<void> {
  const { home, command, port, temporalAddress, namespace } = ui
  const folder = join(home, 'temporal-ui')
  const logFile = join(home, 'log', 'temporal-ui.log')
  const config = {
    temporalGrpcAddress: temporalAddress,
    host: '127.0.0.1',
    port,
    enableUi: true,
    defaultNamespace: namespace,
    disableNewsFetch: true,
    hideLogs: true,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'arrears.yaml'), stringify(config))
  const identity = await startDetached({
    command,
    args: ['--root', home, '--config', 'temporal-ui', '--env', 'arrears', 'start'],
    env: { PATH: processEnvironment()['PATH'] },
    cwd: folder,
    logFile,
    pidFile: join(home, 'run', 'temporal-ui.pid'),
  })
  for (let waitedMs = 0; waitedMs < 30_000 && isRunning(identity); waitedMs += 100) {
    if (await answers(port)) return
    await delay(100)
  }
  throw new Error(`the Temporal Web UI does not start:\n${lastLines(logFile, 8)}`)
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}
