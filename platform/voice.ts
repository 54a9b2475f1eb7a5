// Calls that a machine makes, through Twilio's own client. Twilio asks our door what to say when somebody answers
// (voice-webhook.ts); a call whose answer was lost is looked up in the account's list of calls to the number.
import type { Carrier } from './carrier'
import type { TwilioConfig } from './config'
import { answerWithinMs, handOver, twilioClient } from './twilio-client'
import { callAddress } from './voice-webhook'

/** What calls need besides an account. */
export interface VoiceSetting {
  /** The number that is shown: the bank's own, E.164. */
  from: string
  /** The public address of the door. */
  doorUrl: string
}

/** How many of a number's newest calls are searched for a lost one. */
const searchedCalls = 50
const ringSeconds = 30

export function createVoiceCarrier(
  config: TwilioConfig,
  { from, doorUrl }: VoiceSetting,
  { timeoutMs = answerWithinMs }: { timeoutMs?: number } = {},
): Carrier {
  const connected = twilioClient(config, timeoutMs)
  return {
    send: ({ to, reference }) =>
      handOver(async () =>
        (await connected()).calls.create({
          to,
          from,
          url: callAddress(doorUrl, 'answered', reference),
          statusCallback: callAddress(doorUrl, 'ended', reference),
          statusCallbackEvent: ['completed'],
          machineDetection: 'DetectMessageEnd',
          timeout: ringSeconds,
          record: true,
          recordingStatusCallback: callAddress(doorUrl, 'recorded', reference),
        }),
      ),
    /** Twilio does not tell which address a call was made with: it is the one to this number that is nobody else's. */
    async find({ to, others = [] }) {
      try {
        const calls = await (await connected()).calls.list({ to, from, limit: searchedCalls })
        const [found, second] = calls.filter(({ sid }) => !others.includes(sid))
        if (second) return { kind: 'unknown', code: 'ACCEPTED_TWICE' }
        return found ? { kind: 'accepted', providerId: found.sid } : { kind: 'unknown' }
      } catch {
        return { kind: 'unknown' }
      }
    },
  }
}

/** For a bank that does not call by machine: nothing is handed over. */
export const noCalls: Carrier = {
  accepts: () => ({ ok: false, rule: 'NO_VOICE', text: 'this bank has no number and door for calls' }),
  send: () => Promise.resolve({ kind: 'rejected', code: 'NO_VOICE', because: 'other' }),
  find: () => Promise.resolve({ kind: 'notTaken' }),
}
