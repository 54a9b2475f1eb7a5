/**
 * How does a call go when somebody answers it, or nobody? Plays Twilio's part of one that was accepted: asks the given
 * address what to say, passes on the keys, reports the end and the recording, each signed as Twilio signs.
 */
import { z } from 'zod'
import { signatureOf } from '../../platform/twilio-webhook'
import { type Verb, TwimlError, readTwiml } from './twiml'
import type { TwilioAccount } from './twilio-api'
import type { CallProgress, TwilioItem, TwilioStore } from './twilio-store'

export const callScript = z.strictObject({
  /** SID of the call, or the number that was called: the newest call to it. */
  call: z.string(),
  answer: z.enum(['human', 'machine', 'fax', 'none', 'busy', 'failed']),
  /** Keys, one for each time that one is waited for. */
  press: z
    .string()
    .regex(/^[0-9*#]*$/, 'must be keys such as 10')
    .default(''),
})
export type CallScript = z.infer<typeof callScript>

export interface PlayedCall {
  sid: string
  status: CallProgress['status']
  /** What was heard, in order. */
  said: string[]
  /** Who the call was connected with; null: nobody. */
  connectedTo: string | null
  /** Set when Twilio would have broken the call off with "an application error has occurred". */
  error: { code: number; message: string } | null
}

/** null: there is no such call. */
export function callOf(store: TwilioStore, wanted: string): TwilioItem | null {
  return store.all('Calls').findLast(({ sid, to }) => sid === wanted || to === wanted) ?? null
}

/** Plays the whole call. */
export async function playCall(
  { account, store }: { account: TwilioAccount; store: TwilioStore },
  call: TwilioItem,
  script: CallScript,
): Promise<PlayedCall> {
  const unanswered = unansweredStatus[script.answer]
  const answeredBy = answeredAs[script.answer]
  const played: PlayedCall = { sid: call.sid, status: 'completed', said: [], connectedTo: null, error: null }
  if (unanswered) {
    played.status = unanswered
  } else {
    store.record(call.sid, { status: 'in-progress', answeredBy })
    await speak({ account, call, answeredBy, keys: [...script.press], played })
  }
  store.record(call.sid, { status: played.status, answeredBy })
  await report(account, call, played)
  return played
}

const unansweredStatus: Partial<Record<CallScript['answer'], CallProgress['status']>> = {
  none: 'no-answer',
  busy: 'busy',
  failed: 'failed',
}

/** As `MachineDetection=DetectMessageEnd` says it. */
const answeredAs: Record<CallScript['answer'], string | null> = {
  human: 'human',
  machine: 'machine_end_beep',
  fax: 'fax',
  none: null,
  busy: null,
  failed: null,
}

interface Conversation {
  account: TwilioAccount
  call: TwilioItem
  answeredBy: string | null
  keys: string[]
  played: PlayedCall
}

/** From the answer to the end: each document is carried out until one asks for the next. */
async function speak(conversation: Conversation): Promise<void> {
  const { call, answeredBy, played } = conversation
  const asked = new URLSearchParams(call.asked ?? '')
  const detected = asked.has('MachineDetection') && answeredBy ? { AnsweredBy: answeredBy } : {}
  try {
    let document = asked.has('Twiml')
      ? (asked.get('Twiml') ?? '')
      : await fetchTwiml(conversation, call.body, detected)
    for (;;) {
      const next = follow(readTwiml(document), conversation)
      if (next === null) return
      document = await fetchTwiml(conversation, next.action, { Digits: next.key, msg: 'Gather End' })
    }
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    played.error = { code: error.code, message: error.message }
  }
}

/** null: the call is over. */
function follow(
  verbs: readonly Verb[],
  { keys, played }: Conversation,
): { action: string; key: string } | null {
  for (const one of verbs) {
    switch (one.verb) {
      case 'Say':
        played.said.push(one.text)
        break
      case 'Gather': {
        played.said.push(...one.says)
        const key = keys.shift() ?? ''
        if (key !== '' || one.asksAlsoWithoutKey) return { action: one.action, key }
        break
      }
      case 'Dial':
        played.connectedTo = one.number
        return null
      case 'Hangup':
        return null
    }
  }
  return null
}

async function fetchTwiml(
  { account, call }: Conversation,
  url: string,
  more: Record<string, string>,
): Promise<string> {
  const response = await post(account, url, { ...commonForm(account, call, 'in-progress'), ...more })
  if (!response.ok) throw new TwimlError(12100, `${new URL(url).pathname} answers ${response.status}`)
  return response.text()
}

async function report(account: TwilioAccount, call: TwilioItem, { status }: PlayedCall): Promise<void> {
  const asked = new URLSearchParams(call.asked ?? '')
  const form = commonForm(account, call, status)
  if (status === 'completed' && asked.get('Record') === 'true') {
    const url = asked.get('RecordingStatusCallback')
    const recording = { RecordingSid: `RE${call.sid.slice(2)}`, RecordingStatus: 'completed' }
    if (url) await post(account, url, { ...form, ...recording })
  }
  if (call.statusCallback) await post(account, call.statusCallback, { ...form, CallDuration: '1' })
}

function commonForm(account: TwilioAccount, call: TwilioItem, status: string): Record<string, string> {
  return {
    CallSid: call.sid,
    AccountSid: account.sid,
    ApiVersion: '2010-04-01',
    Direction: 'outbound-api',
    From: call.from,
    To: call.to,
    CallStatus: status,
  }
}

function post(account: TwilioAccount, url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(account.token, url, form),
    },
    body: new URLSearchParams(form),
  })
}
