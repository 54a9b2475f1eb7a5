/** What does one `up` know and remember while it brings up part after part? */
import { writeStackRecord, type StackRecord } from './stack-record'

/** What one `up` works with. `record` is saved whenever something is decided that a later `up` must know. */
export interface Setup {
  home: string
  given: Record<string, string>
  record: StackRecord
  say: (line: string) => void
}

/** Remembers a change before what it is about is started. */
export function save(setup: Setup, change: Partial<StackRecord>): void {
  Object.assign(setup.record, change)
  writeStackRecord(setup.home, setup.record)
}
