/** Which parts of the stack run, where, and as which process? */
import { resolve } from 'node:path'
import { postgresProcess } from './embedded-postgres'
import { endpointsProcess } from './local-endpoints'
import type { ProcessIdentity } from './processes'
import { readStackRecord } from './stack-record'
import { temporalProcess } from './temporal-server'
import { temporalUiProcess } from './temporal-ui'
import { workerProcess } from './worker'

export interface PartStatus {
  part: 'postgresql' | 'temporal' | 'temporal-ui' | 'endpoints' | 'worker'
  /** `not ours`: the environment named a server, so none was started. */
  state: 'running' | 'stopped' | 'not ours'
  pid: number | null
  address: string | null
}

export interface StackStatus {
  home: string
  simulation: boolean
  parts: PartStatus[]
}

/** Null when there is no stack in the folder. */
export function statusOfStack(home: string): StackStatus | null {
  const folder = resolve(home)
  const record = readStackRecord(folder)
  if (!record) return null
  const { ports, environment, postgresFolder } = record
  const part = (
    name: PartStatus['part'],
    setting: string,
    process: ProcessIdentity | null,
    address: string,
  ) => {
    const isOurs = environment[setting] !== undefined // settings that were given are not in the record
    const state = process ? ('running' as const) : isOurs ? ('stopped' as const) : ('not ours' as const)
    return { part: name, state, pid: process?.pid ?? null, address: isOurs ? address : null }
  }
  const at = (port: string) => `127.0.0.1:${ports[port] ?? 0}`
  const postgres = postgresFolder ? postgresProcess(postgresFolder) : null
  return {
    home: folder,
    simulation: record.simulation === true,
    parts: [
      part('postgresql', 'DATABASE_URL', postgres, at('postgres')),
      part('temporal', 'TEMPORAL_ADDRESS', temporalProcess(folder), at('frontend')),
      ...(record.temporalUi
        ? [part('temporal-ui', 'TEMPORAL_ADDRESS', temporalUiProcess(folder), `http://${at('ui')}`)]
        : []),
      part('endpoints', 'TWILIO_BASE_URL', endpointsProcess(folder), `http://${at('http')}`),
      part('worker', 'TASK_QUEUE', workerProcess(folder), ''),
    ],
  }
}
