// Does the call recorder work? Where a rule pack says "no recorder, no call" (CN-REC-01), the answer decides whether a
// call may be made; in doubt it is down.
import { readFileSync, statSync } from 'node:fs'

export type RecorderState = 'up' | 'down'

/** How the bank tells: once and for all, or by a file that the recording system writes again and again. */
export type RecorderSetting = { kind: 'fixed'; state: RecorderState } | { kind: 'file'; path: string }

/** A sign of life older than this is none. */
const staleAfterMs = 120_000

/** Asked anew for every call: `up` only when the recorder itself has said so a moment ago. */
export function recorderState(setting: RecorderSetting): RecorderState {
  if (setting.kind === 'fixed') return setting.state
  try {
    const isFresh = Date.now() - statSync(setting.path).mtimeMs <= staleAfterMs
    return isFresh && readFileSync(setting.path, 'utf8').trim() === 'up' ? 'up' : 'down'
  } catch {
    return 'down'
  }
}
