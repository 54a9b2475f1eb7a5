// What does Twilio tell us of a call, and what does it ask? Each address carries our reference, so that a call whose
// answer was lost is known by it; reads nothing that is not signed with the account's token for exactly this address.
import { readCheckCode } from '../domain/words/check-code'
import type { RefusedEvent } from './provider-event'
import { type TwilioRequest, isSigned } from './twilio-webhook'

/** Where Twilio asks what to say, and reports, below the public address. */
export const callPaths = {
  answered: '/twilio/call',
  identified: '/twilio/call/who',
  chosen: '/twilio/call/choice',
  ended: '/twilio/call/ended',
  recorded: '/twilio/call/recorded',
} as const

/** Every path below it is about a call. */
export const callDoor = callPaths.answered

type CallRequest =
  /** Somebody or something has answered; what to say? */
  | { kind: 'answered'; by: 'human' | 'machine' | 'fax' }
  /** After the question who it is: the key, or null; `again` when it had been asked twice. */
  | { kind: 'identified'; key: string | null; again: boolean }
  /** After the notice: the key, or null. */
  | { kind: 'chosen'; key: string | null }
  /** `completed` says only that it had been answered. */
  | { kind: 'ended'; status: 'completed' | 'no-answer' | 'busy' | 'failed' | 'canceled' }
  | { kind: 'recorded'; recordingId: string }

export type CallEvent = CallRequest & { callId: string; reference: string }

/** The address for a moment of the call with our reference. */
export function callAddress(
  publicUrl: string,
  moment: keyof typeof callPaths,
  reference: string,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ reference, ...more }).toString()
  return `${publicUrl.replace(/\/$/, '')}${callPaths[moment]}?${query}`
}

/** `path` with its query, as it was asked for. */
export function readCallWebhook(
  door: { authToken: string; publicUrl: string },
  request: TwilioRequest,
): CallEvent | RefusedEvent {
  const { pathname, searchParams: query } = new URL(request.path, 'http://door')
  if (!Object.values<string>(callPaths).includes(pathname))
    return { kind: 'refused', status: 404, reason: 'there is nothing here' }
  if (!isSigned(door, request)) return { kind: 'refused', status: 403, reason: 'the signature does not fit' }
  const callId = request.form['CallSid']
  const reference = readCheckCode(query.get('reference') ?? '')
  const asked = requestAt(pathname, request.form, query)
  if (!callId || reference === null || asked === null)
    return { kind: 'refused', status: 400, reason: 'a parameter is missing' }
  return { ...asked, callId, reference }
}

function requestAt(
  pathname: string,
  form: Readonly<Record<string, string>>,
  query: URLSearchParams,
): CallRequest | null {
  const key = form['Digits'] || null
  switch (pathname) {
    case callPaths.answered:
      return { kind: 'answered', by: answererOf(form['AnsweredBy']) }
    case callPaths.identified:
      return { kind: 'identified', key, again: query.has('again') }
    case callPaths.chosen:
      return { kind: 'chosen', key }
    case callPaths.ended: {
      const status = finalStates.find((state) => state === form['CallStatus'])
      return status ? { kind: 'ended', status } : null
    }
    case callPaths.recorded: {
      const recordingId = form['RecordingSid']
      return recordingId ? { kind: 'recorded', recordingId } : null
    }
    default:
      return null
  }
}

const finalStates = ['completed', 'no-answer', 'busy', 'failed', 'canceled'] as const

/** In doubt it is somebody: the question that they are asked tells nothing. */
function answererOf(answeredBy: string | undefined): 'human' | 'machine' | 'fax' {
  if (answeredBy === 'fax') return 'fax'
  return answeredBy?.startsWith('machine') ? 'machine' : 'human'
}
