/**
 * How is the embedded Temporal server started? Its configuration is written to the home folder, the program
 * found by temporal-binaries.ts runs detached with it, and the namespace is made ready for the first worker.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { stringify } from 'yaml'
import { processEnvironment } from '../platform/config'
import { ensureRunning } from './ensure-running'
import { runningProcess, type ProcessIdentity } from './processes'
import type { TemporalProgram } from './temporal-binaries'
import { dynamicConfig, dynamicSettings, serverConfig, type TemporalPorts } from './temporal-config'

export interface EmbeddedTemporal {
  home: string
  program: TemporalProgram
  ports: TemporalPorts
  /** Only the CLI serves the UI from the same process. */
  uiPort: number
  simulation: boolean
}

export function temporalProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'temporal.pid'))
}

/** Starts the server if it does not run and waits until it answers. */
export async function startTemporal(temporal: EmbeddedTemporal): Promise<void> {
  const { home, program, ports } = temporal
  const folder = join(home, 'temporal')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await ensureRunning({
    name: 'the Temporal server',
    command: program.command,
    args: program.kind === 'cli' ? cliArguments(temporal, folder) : serverArguments(temporal, folder),
    // Go collects garbage four times less often for a few hundred megabytes more: a fifth of the server's work.
    env: { PATH: processEnvironment()['PATH'], HOME: processEnvironment()['HOME'], GOGC: '400' },
    cwd: folder,
    logFile: join(home, 'log', 'temporal.log'),
    pidFile: join(home, 'run', 'temporal.pid'),
    answers: () => answers(`127.0.0.1:${ports.frontend}`),
  })
}

function serverArguments({ ports, simulation }: EmbeddedTemporal, folder: string): string[] {
  const configFile = join(folder, 'server.yaml')
  const dynamicConfigFile = join(folder, 'dynamic.yaml')
  const config = serverConfig({ ports, databaseFolder: folder, dynamicConfigFile, simulation })
  writeFileSync(dynamicConfigFile, stringify(dynamicConfig(simulation)))
  writeFileSync(configFile, stringify(config))
  return ['--config-file', configFile, '--allow-no-auth', 'start']
}

/** The namespace is not made by the CLI, which would keep closed workflows for a day only. */
export function cliArguments({ ports, uiPort, simulation }: EmbeddedTemporal, folder: string): string[] {
  const settings = Object.entries(dynamicSettings(simulation))
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn'],
    ...['--port', String(ports.frontend), '--http-port', String(ports.frontendHttp)],
    ...['--ui-port', String(uiPort), '--db-filename', join(folder, 'start-dev.db')],
    ...settings.flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${JSON.stringify(value)}`]),
  ]
}

async function answers(address: string): Promise<boolean> {
  let connection: Connection | undefined
  try {
    connection = await Connection.connect({ address, connectTimeout: '2s' })
    await connection.withDeadline(Date.now() + 2_000, () => connection!.workflowService.getSystemInfo({}))
    return true
  } catch {
    return false
  } finally {
    await connection?.close()
  }
}
