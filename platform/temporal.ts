// The client side of Temporal: one connection, from the settings. Workers open their own native one in workers/.
import { Client, Connection } from '@temporalio/client'
import type { Config } from './config'

export interface Temporal {
  client: Client
  connection: Connection
  close(): Promise<void>
}

/** Connects to the Temporal server of the settings. Throws when it does not answer within five seconds. */
export async function connectTemporal({ temporal }: Pick<Config, 'temporal'>): Promise<Temporal> {
  const connection = await Connection.connect({ ...connectionOptions(temporal), connectTimeout: 5_000 })
  const client = new Client({ connection, namespace: temporal.namespace })
  return { client, connection, close: () => connection.close() }
}

/** Address and credentials, as both the client and the native connection take them. */
export function connectionOptions(temporal: Config['temporal']) {
  return {
    address: temporal.address,
    ...(temporal.apiKey === null ? {} : { apiKey: temporal.apiKey }),
    ...(temporal.tls || temporal.apiKey !== null ? { tls: true } : {}),
  }
}
