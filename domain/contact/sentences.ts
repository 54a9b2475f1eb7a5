// What the timeline says of contacts, answers, conversations and wishes.
import type { WishTopic } from '../facts'
import type { Sentences } from '../sentences'
import type { ReplyMeaning } from '../words/reply'

const replies: Record<ReplyMeaning, string> = {
  stop: 'no more messages on this channel',
  help: 'asks for help',
  wrongPerson: 'the number or address belongs to somebody else',
  other: 'a text that a person should read',
}

const wishes: Record<WishTopic, string> = {
  consentToHours: 'agreed to be contacted at other hours',
  consentToFrequency: 'agreed to be contacted more often',
  consentToDisclosure: 'agreed that data be given to others',
  inconvenientHours: 'asked not to be contacted at these hours',
}

export const contactSentences: Sentences<
  | 'contactMade'
  | 'deliveryReported'
  | 'callReported'
  | 'replyReceived'
  | 'relayAsked'
  | 'relayApproved'
  | 'partyRefused'
  | 'collectorAssigned'
  | 'conversationCoded'
  | 'wishStated'
  | 'wishWithdrawn'
> = {
  contactMade({ channel, outcome, result, ruleId, contactKey }) {
    const rule = ruleId === undefined ? '' : ` ${outcome === 'withheld' ? 'by' : 'against'} rule ${ruleId}`
    return `${channel} ${result ?? outcome}${rule} (${contactKey})`
  },
  deliveryReported: ({ outcome, reason, contactKey }) =>
    `${outcome}${reason ? ` (${reason})` : ''}: ${contactKey}`,
  callReported: ({ outcome, contactKey }) => `${outcome}: ${contactKey}`,
  replyReceived: ({ channel, meaning, messageId }) =>
    `reply by ${channel}: ${replies[meaning]} (${messageId})`,
  relayAsked: ({ relayId, partyId }) =>
    `relay ${relayId} asked for: party ${partyId} is to pass on a message`,
  relayApproved: ({ relayId }) => `relay ${relayId} approved`,
  partyRefused: ({ partyId }) => `party ${partyId} is never to be contacted again`,
  collectorAssigned: ({ collector }) => `${collector} looks after the customer from now on`,
  conversationCoded({ cause, willingness, capacity }) {
    const said = [
      ...(cause === null ? [] : [`cause ${cause}`]),
      ...(willingness === 'unknown' ? [] : [`willingness ${willingness}`]),
      ...(capacity === 'unknown' ? [] : [`capacity ${capacity}`]),
    ]
    return `conversation: ${said.join(', ')}`
  },
  wishStated({ wishId, topic, hours, evidence }) {
    const span = hours.length === 0 ? 'all day' : hours.map(({ from, to }) => `${from}-${to}`).join(', ')
    return `the customer ${wishes[topic]} (${span}): ${wishId}, evidence ${evidence ?? 'none'}`
  },
  wishWithdrawn: ({ wishId }) => `the customer withdrew the wish ${wishId}`,
}
