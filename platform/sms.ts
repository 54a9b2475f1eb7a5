// SMS through Twilio's own client, which also talks to the local endpoint. A lost answer is looked up in the account's
// message list by receiver and by the reference that stands in the text.
import type { Carrier } from './carrier'
import type { TwilioConfig } from './config'
import { answerWithinMs, handOver, twilioClient } from './twilio-client'

/** How many of a receiver's newest messages are searched for a lost one. */
const searchedMessages = 50

export function createSmsCarrier(
  config: TwilioConfig,
  { timeoutMs = answerWithinMs, statusCallback }: { timeoutMs?: number; statusCallback?: string } = {},
): Carrier {
  const connected = twilioClient(config, timeoutMs)
  const sender = config.from.startsWith('MG') ? { messagingServiceSid: config.from } : { from: config.from }
  return {
    send: ({ to, text, reference }) =>
      handOver(async () => {
        // With our reference: a report finds its message also when the answer with the SID was lost.
        const reports = statusCallback && `${statusCallback}?reference=${reference}`
        const callback = reports ? { statusCallback: reports } : {}
        return (await connected()).messages.create({ to, body: text, ...sender, ...callback })
      }),
    async find({ to, reference }) {
      try {
        const messages = await (await connected()).messages.list({ to, limit: searchedMessages })
        const [found, second] = messages.filter(({ body }) => body.includes(reference))
        if (second) return { kind: 'unknown', code: 'ACCEPTED_TWICE' }
        return found ? { kind: 'accepted', providerId: found.sid } : { kind: 'unknown' }
      } catch {
        return { kind: 'unknown' }
      }
    },
  }
}
