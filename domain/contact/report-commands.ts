// What providers, registers and the person themselves report of contacts: what became of a message or a call, and what was
// answered.
import { accepted, command, refusal } from '../commands/command'
import { id } from '../commands/fields'
import { callOutcomes, factsOf, returnReasons } from '../facts'
import { z } from 'zod'

/** A message that was withheld did not go out: one on a later day has the same key and may be leaving just now. */
const reportDelivery = command(
  {
    contactKey: id,
    outcome: z.enum(['delivered', 'failed', 'returned', 'refused']),
    reason: z.enum(returnReasons).optional(),
  },
  (facts, { contactKey, outcome, reason }, _, envelope) => {
    const made = factsOf(facts, 'contactMade').filter(({ payload }) => payload.outcome !== 'withheld')
    if (made.every(({ payload }) => payload.contactKey !== contactKey))
      return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
    const payload = { contactKey, outcome, ...(reason === undefined ? {} : { reason }) }
    const key = `delivery/${contactKey}/${outcome}`
    return accepted({ ...envelope, key, kind: 'deliveryReported', payload })
  },
)

/**
 * What a call that a machine made came to. The first thing that is known of a call counts: who has pressed a key was
 * reached, whatever is reported of its end. A telephone may be answered before it is written down that it was called.
 */
const reportCall = command(
  { contactKey: id, outcome: z.enum(callOutcomes) },
  (_, { contactKey, outcome }, __, envelope) => {
    if (!contactKey.startsWith(`${envelope.accountId}/`))
      return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
    const payload = { contactKey, outcome }
    return accepted({ ...envelope, key: `call/${contactKey}`, kind: 'callReported', payload })
  },
)

/**
 * What the person answered to a message; `messageId` is the answer's own, by the provider. Always taken in, also between
 * two episodes: a wish to hear no more needs no debt.
 */
const recordReply = command(
  {
    messageId: id,
    contactPointId: id,
    channel: z.enum(['sms', 'email', 'letter', 'voice']),
    meaning: z.enum(['stop', 'help', 'wrongPerson', 'other']),
  },
  (_, { messageId, contactPointId, channel, meaning }, __, envelope) => {
    const payload = { messageId, contactPointId, channel, meaning }
    return accepted({ ...envelope, key: `reply/${messageId}`, kind: 'replyReceived', payload })
  },
)

export const reportCommands = { reportDelivery, reportCall, recordReply }
