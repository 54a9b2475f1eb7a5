// What is said in a call, and what comes of it? Twilio asks at each moment; the answer is TwiML. Nothing of the debt is
// said before somebody has pressed the key of the person called, and then it is written down before it is said.
import { type CallPart, callOnRecord, spokenNotice, spokenPart } from '../activities/call-words'
import type { StepDeps } from '../activities/ladder-deps'
import { findCall, keepRecording, takeCall, takeKey } from '../cases/call-events'
import type { EventDeps } from '../cases/provider-events'
import type { CallOutcome } from '../domain/facts'
import { connectTo, endCall, sayAndEnd, sayAndListen } from '../platform/voice-twiml'
import { type CallEvent, callAddress } from '../platform/voice-webhook'

export interface CallDoorDeps extends EventDeps {
  /** What calls are spoken with: words, bank, rules. */
  steps: StepDeps
  webhook: { url: string }
}

/** The keys of a call, as the templates name them. */
export const callKeys = { itIsMe: '1', wrongNumber: '2', hotline: '0', noMoreCalls: '9' } as const

/** What a call that has ended came to, when nothing more is known of it. */
const outcomeOf: Record<Extract<CallEvent, { kind: 'ended' }>['status'], CallOutcome> = {
  completed: 'unanswered',
  'no-answer': 'unanswered',
  busy: 'notConnected',
  failed: 'notConnected',
  canceled: 'notConnected',
}

/** The TwiML for a moment of a call; empty where Twilio only reports. */
export async function answerCall(deps: CallDoorDeps, event: CallEvent): Promise<string> {
  const contact = await findCall(deps, event)
  if (!contact) return endCall()
  const { steps } = deps
  const call = await callOnRecord(steps, contact)
  const sayLast = (part: CallPart) => {
    const words = call && spokenPart(steps, call, part)
    return words ? sayAndEnd(words) : endCall()
  }
  const noticeNow = async () => call && spokenNotice(steps, call, await deps.presentOf(contact.accountId))
  const addressOf = (moment: 'identified' | 'chosen', more: Record<string, string> = {}) =>
    callAddress(deps.webhook.url, moment, event.reference, more)
  const ask = (more: Record<string, string> = {}) => {
    const words = call && spokenPart(steps, call, 'greeting')
    return words ? sayAndListen(words, addressOf('identified', more)) : endCall()
  }
  switch (event.kind) {
    case 'answered': {
      if (event.by === 'fax') return endCall()
      if (!(await noticeNow())) return sayLast('not-needed')
      if (event.by === 'human') return ask()
      await takeCall(deps, contact, 'voicemail')
      return sayLast('relay')
    }
    case 'identified': {
      if (event.key === callKeys.wrongNumber) {
        await takeCall(deps, contact, 'wrongParty')
        await takeKey(deps, contact, 'wrongPerson')
        return sayLast('wrong-number')
      }
      if (event.key !== callKeys.itIsMe) return event.again ? endCall() : ask({ again: 'yes' })
      await takeCall(deps, contact, 'effective')
      const notice = await noticeNow()
      return notice ? sayAndListen(notice, addressOf('chosen')) : sayLast('not-needed')
    }
    case 'chosen': {
      if (event.key === callKeys.hotline) return connectTo(steps.bank.hotline)
      if (event.key !== callKeys.noMoreCalls) return endCall()
      await takeKey(deps, contact, 'stop')
      return sayLast('no-more-calls')
    }
    case 'ended':
      await takeCall(deps, contact, outcomeOf[event.status])
      return ''
    case 'recorded':
      await keepRecording(deps, contact, event.recordingId)
      return ''
  }
}
