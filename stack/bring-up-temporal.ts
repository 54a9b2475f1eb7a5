/**
 * Where is Temporal for this stack? The server of TEMPORAL_ADDRESS, or one of its own with the Web UI; either way
 * with the namespace ready for the first worker.
 */
import { Connection } from '@temporalio/client'
import { choosePorts } from './ports'
import { save, type Setup } from './setup'
import type { StackAddresses } from './stack-record'
import { findTemporal, findTemporalUi } from './temporal-binaries'
import { TEMPORAL_PORTS } from './temporal-config'
import { prepareNamespace } from './temporal-namespace'
import { startTemporal, temporalProcess } from './temporal-server'
import { startTemporalUi, temporalUiProcess } from './temporal-ui'

export type TemporalAddresses = Pick<
  StackAddresses,
  'temporalAddress' | 'temporalNamespace' | 'temporalUiUrl'
>

export async function bringUpTemporal(
  setup: Setup,
  simulation: boolean,
  env: NodeJS.ProcessEnv,
): Promise<TemporalAddresses> {
  const { given, say } = setup
  const namespace = given['TEMPORAL_NAMESPACE'] ?? 'arrears'
  const external = given['TEMPORAL_ADDRESS']
  if (external) say('Temporal: the server of TEMPORAL_ADDRESS')
  const started = external
    ? { temporalAddress: external, temporalUiUrl: null }
    : await bringUpOwnTemporal(setup, { namespace, simulation, env })
  const connection = await connectTemporal(setup, started.temporalAddress)
  try {
    const retentionDays = Number(given['TEMPORAL_RETENTION_DAYS'] ?? 30)
    await prepareNamespace(connection, { namespace, retentionDays, simulation })
  } finally {
    await connection.close()
  }
  return { ...started, temporalNamespace: namespace }
}

async function bringUpOwnTemporal(
  setup: Setup,
  { namespace, simulation, env }: { namespace: string; simulation: boolean; env: NodeJS.ProcessEnv },
): Promise<Omit<TemporalAddresses, 'temporalNamespace'>> {
  const { home, record, say } = setup
  const program = await findTemporal(env, say)
  const uiProgram = program.kind === 'server' ? await findTemporalUi(say) : null
  const isUp = temporalProcess(home) !== null
  const ports = await choosePorts(TEMPORAL_PORTS, record.ports, isUp)
  const uiIsUp = temporalUiProcess(home) !== null || (isUp && program.kind === 'cli')
  const { ui: uiPort } = await choosePorts(['ui'], record.ports, uiIsUp)
  save(setup, { ports: { ...record.ports, ...ports, ui: uiPort }, temporalUi: uiProgram !== null })
  const temporalAddress = `127.0.0.1:${ports.frontend}`
  await startTemporal({ home, program, ports, uiPort, simulation })
  say(`Temporal: ${temporalAddress} (${program.why})`)
  const temporalUiUrl = program.kind === 'cli' || uiProgram ? `http://127.0.0.1:${uiPort}` : null
  if (uiProgram) await startTemporalUi({ home, command: uiProgram, port: uiPort, temporalAddress, namespace })
  if (temporalUiUrl) say(`Temporal Web UI: ${temporalUiUrl}`)
  return { temporalAddress, temporalUiUrl }
}

/** A connection with the settings of the environment, for a server named there. */
export async function connectTemporal({ given }: Setup, address: string): Promise<Connection> {
  const isGiven = given['TEMPORAL_ADDRESS'] !== undefined
  const apiKey = isGiven ? given['TEMPORAL_API_KEY'] : undefined
  const tls = isGiven && given['TEMPORAL_TLS'] === 'true'
  return Connection.connect({ address, tls, ...(apiKey ? { apiKey } : {}) })
}
