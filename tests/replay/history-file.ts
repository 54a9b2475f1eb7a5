// How is a history kept in a file? One event a line, in the names of Temporal's own messages, without the machines that
// made it. (The SDK's own JSON conversion fails where npm installs its protobuf library twice.)
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporal } from '@temporalio/proto'

const { History } = temporal.api.history.v1

export const historyFolder = join(__dirname, 'histories')

export function writeHistory(file: string, history: temporal.api.history.v1.IHistory): number {
  const { events } = History.toObject(History.fromObject(history), {
    longs: String,
    bytes: String,
    enums: String,
  }) as { events: object[] }
  const lines = events.map((event) => JSON.stringify(event, withoutMachines))
  writeFileSync(join(historyFolder, file), `{"events":[\n${lines.join(',\n')}\n]}\n`)
  return events.length
}

export function readHistory(file: string): temporal.api.history.v1.IHistory {
  const json = JSON.parse(readFileSync(join(historyFolder, file), 'utf8')) as Record<string, unknown>
  return History.fromObject(json)
}

function withoutMachines(key: string, value: unknown): unknown {
  return key === 'identity' ? 'recorded' : value
}
