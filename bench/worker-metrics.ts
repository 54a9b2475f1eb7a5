// How many workflow tasks have the workers of this process had accepted by the server? Asked of the SDK's own metrics:
// visibility lags, and describing each workflow would be a load of its own.
import { DefaultLogger, NativeConnection, Runtime, makeTelemetryFilterString } from '@temporalio/worker'
import { choosePorts } from '../stack/ports'

const accepted = 'temporal_request_latency_count{'

let address: Promise<string> | null = null

/** Installs the SDK's runtime of this process: errors only, metrics on loopback, signals left to us. */
function installRuntime(): Promise<string> {
  address ??= (async () => {
    const { metrics } = await choosePorts(['metrics'], {})
    const bindAddress = `127.0.0.1:${metrics}`
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      shutdownSignals: [],
      telemetryOptions: {
        metrics: { prometheus: { bindAddress } },
        logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
      },
    })
    return bindAddress
  })()
  return address
}

/**
 * A worker's connection. The SDK takes its runtime down with the last connection and makes another for the next one;
 * the port of the metrics may stay held by the one before until its memory is collected, so the next takes another.
 */
export async function connectWorker(serverAddress: string): Promise<NativeConnection> {
  await installRuntime()
  try {
    return await NativeConnection.connect({ address: serverAddress })
  } catch (error) {
    if (!(error instanceof Error) || !/address already in use/i.test(error.message)) throw error
    address = null
    await installRuntime()
    return NativeConnection.connect({ address: serverAddress })
  }
}

/** Completed workflow tasks since the process began. */
export async function acceptedWorkflowTasks(): Promise<number> {
  const response = await fetch(`http://${await installRuntime()}/metrics`)
  const lines = (await response.text()).split('\n')
  return lines
    .filter((line) => line.startsWith(accepted) && line.includes('operation="RespondWorkflowTaskCompleted"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
