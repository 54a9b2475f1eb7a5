/** Which parts of the stack run, where, and as which process? */
import { readStackRecord } from './stack-record'
import { postgresProcess } from './embedded-postgres'
import { endpointsProcess } from './local-endpoints'
import type { ProcessIdentity } from './processes'
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
  const record = readStackRecord(home)
  if (!record) return null
  const { addresses } = record
  const part = (
    name: PartStatus['part'],
    process: ProcessIdentity | null,
    address: string | null,
    ours = true,
  ) => ({
    part: name,
    state: process ? ('running' as const) : ours ? ('stopped' as const) : ('not ours' as const),
    pid: process?.pid ?? null,
    address,
  })
  const postgres = record.postgresFolder ? postgresProcess(record.postgresFolder) : null
  const temporalIsOurs = addresses?.temporalAddress === `127.0.0.1:${record.ports['frontend']}`
  return {
    home,
    simulation: record.simulation,
    parts: [
      part(
        'postgresql',
        postgres,
        addresses && withoutPassword(addresses.databaseUrl),
        record.postgresFolder !== null,
      ),
      part('temporal', temporalProcess(home), addresses?.temporalAddress ?? null, temporalIsOurs),
      part('temporal-ui', temporalUiProcess(home), addresses?.temporalUiUrl ?? null, temporalIsOurs),
      part('endpoints', endpointsProcess(home), addresses?.mailboxUrl ?? null, addresses?.mailboxUrl !== ''),
      part('worker', workerProcess(home), null),
    ],
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
