// What do Twilio's error codes say of the number a message was for? One table for the answer to a message and for the
// report that comes later.
import type { Handover } from './carrier'

type Because = Extract<Handover, { kind: 'rejected' }>['because']

/** A number that is none, cannot be reached or cannot take SMS. */
const badNumber: ReadonlySet<string> = new Set([
  '21211',
  '21214',
  '21217',
  '21401',
  '21407',
  '21614',
  '30005',
  '30006',
])
/** Somebody who does not want messages from us, or whose carrier keeps them away. */
const notWanted: ReadonlySet<string> = new Set(['21610', '30004'])

/** Why a message was refused or did not arrive. */
export function becauseOf(code: string): Because {
  if (notWanted.has(code)) return 'stopped'
  return badNumber.has(code) ? 'badAddress' : 'other'
}
