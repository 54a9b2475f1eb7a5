/** How is the Temporal Web UI started? Its own small server, detached, with a configuration in the home folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { processEnvironment } from '../platform/config'
import { ensureRunning } from './ensure-running'
import { runningProcess, type ProcessIdentity } from './processes'

export function temporalUiProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'temporal-ui.pid'))
}

/** Starts the UI server if it does not run and waits until it answers. */
export async function startTemporalUi(ui: {
  home: string
  command: string
  port: number
  temporalAddress: string
  namespace: string
}): Promise<void> {
  const { home, command, port, temporalAddress, namespace } = ui
  const folder = join(home, 'temporal-ui')
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
  await ensureRunning({
    name: 'the Temporal Web UI',
    command,
    args: ['--root', home, '--config', 'temporal-ui', '--env', 'arrears', 'start'],
    env: { PATH: processEnvironment()['PATH'] },
    cwd: folder,
    logFile: join(home, 'log', 'temporal-ui.log'),
    pidFile: join(home, 'run', 'temporal-ui.pid'),
    answers: () => answers(port),
  })
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}
