// One plain sentence per fact, for the timeline that operators, engineers and auditors read. Ids, dates and amounts
// only, never a name or a number.
import type { Fact, FactPayloads, WishTopic } from '../facts'
import { formatCents } from '../money/money'
import { holdStory } from '../protection/hold-story'
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
  inconvenientHours: 'asked not to be contacted at these hours',
}

/** What happened, in one sentence. */
export function storyOf(fact: Fact): string {
  switch (fact.kind) {
    case 'positionReported':
      return reportStory(fact.payload)
    case 'paymentPosted':
      return `payment ${fact.payload.paymentId} of ${formatCents(fact.payload.amountCents)} with value date ${fact.payload.valueOn}`
    case 'paymentReversed':
      return `payment ${fact.payload.reversesPaymentId} came back: ${formatCents(fact.payload.amountCents)}, value date ${fact.payload.valueOn}`
    case 'paymentVoided':
      return `payment ${fact.payload.paymentId} never was, by a corrected drop`
    case 'accountMissing':
      return `missing from the drop of ${fact.payload.businessDate} without an exit row: contact stops, a query is open`
    case 'accountFound':
      return `back in the drop of ${fact.payload.businessDate}`
    case 'accountExited':
      return `left the drop of ${fact.payload.businessDate}: ${fact.payload.reason}`
    case 'episodeOpened':
    case 'episodeReopened':
    case 'episodeClosed':
      return episodeStory(fact)
    case 'stepTaken':
      return stepStory(fact.payload)
    case 'stepReplanned':
      return `step put off, not before ${isoMinute(fact.payload.notBefore)} (${fact.payload.stepKey})`
    case 'contactMade':
      return contactStory(fact.payload)
    case 'deliveryReported':
      return `${fact.payload.outcome}${fact.payload.reason ? ` (${fact.payload.reason})` : ''}: ${fact.payload.contactKey}`
    case 'callReported':
      return `${fact.payload.outcome}: ${fact.payload.contactKey}`
    case 'replyReceived':
      return `reply by ${fact.payload.channel}: ${replies[fact.payload.meaning]} (${fact.payload.messageId})`
    case 'relayAsked':
    case 'relayApproved':
    case 'partyRefused':
      return relayStory(fact)
    case 'conversationCoded':
      return conversationStory(fact.payload)
    case 'taskOpened':
      return `task ${fact.payload.kind} for a person, due ${isoMinute(fact.payload.dueAt)}, else ${fact.payload.defaultOutcome} (${fact.payload.taskId})`
    case 'taskEnded':
      return `task ended with ${fact.payload.outcome}${fact.payload.expired ? ' at its deadline' : ''} (${fact.payload.taskId})`
    case 'planAgreed':
      return `plan ${fact.payload.planId} agreed: ${fact.payload.instalments.length} instalments from ${fact.payload.instalments[0]?.dueOn ?? '?'}`
    case 'planEnded':
      return `plan ${fact.payload.planId} ${fact.payload.outcome} on ${fact.payload.on}`
    case 'hardshipAgreed':
      return `hardship agreement ${fact.payload.agreementId} from ${fact.payload.from} until ${fact.payload.until}`
    case 'hardshipEnded':
      return `hardship agreement ${fact.payload.agreementId} ended on ${fact.payload.on}`
    case 'holdPlaced':
    case 'holdExtended':
    case 'holdLiftAsked':
    case 'holdLifted':
      return holdStory(fact)
    case 'wishStated':
      return wishStory(fact.payload)
    case 'wishWithdrawn':
      return `the customer withdrew the wish ${fact.payload.wishId}`
    case 'placed':
      return `placed with agency ${fact.payload.agencyId} until ${fact.payload.until}`
    case 'matterOpened':
      return `legal matter ${fact.payload.matterId} opened`
    case 'dropWithdrawn':
      return `drop ${fact.payload.dropId} was corrected: ${fact.payload.seqs.length} facts no longer count`
    case 'messageRefused':
      return `message ${fact.payload.message} refused: ${fact.payload.code}, ${fact.payload.reason}`
  }
}

function isoMinute(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`
}

function reportStory(report: FactPayloads['positionReported']): string {
  const { businessDate, bills, balanceCents, currency } = report
  const oldest = bills[0] ? `, oldest unpaid bill due ${bills[0].dueOn}` : ''
  return `the bank reported ${formatCents(balanceCents, currency)} at close of ${businessDate}: ${bills.length} unpaid bills${oldest}`
}

function episodeStory(fact: Fact & { kind: `episode${string}` }): string {
  const { episode } = fact.payload
  switch (fact.kind) {
    case 'episodeOpened':
      return `case ${episode} opened (${fact.payload.because}) under ${fact.payload.strategyId}@${fact.payload.strategyVersion}`
    case 'episodeReopened':
      return `case ${episode} goes on: a payment came back`
    case 'episodeClosed':
      return `case ${episode} closed: ${fact.payload.reason}`
  }
}

function stepStory({ rung, outcome, ruleId, stepKey }: FactPayloads['stepTaken']): string {
  // A step is taken when the case has done its part: the call itself is made by a person, later.
  return `step ${rung} ${outcome === 'done' ? 'taken' : outcome}${ruleId === undefined ? '' : ` by rule ${ruleId}`} (${stepKey})`
}

function relayStory(fact: Fact & { kind: 'relayAsked' | 'relayApproved' | 'partyRefused' }): string {
  switch (fact.kind) {
    case 'relayAsked':
      return `relay ${fact.payload.relayId} asked for: party ${fact.payload.partyId} is to pass on a message`
    case 'relayApproved':
      return `relay ${fact.payload.relayId} approved`
    case 'partyRefused':
      return `party ${fact.payload.partyId} is never to be contacted again`
  }
}

function conversationStory({ cause, willingness, capacity }: FactPayloads['conversationCoded']): string {
  const said = [cause === null ? '' : `cause ${cause}`, `willingness ${willingness}`, `capacity ${capacity}`]
  return `conversation: ${said.filter((text) => text !== '' && !text.endsWith('unknown')).join(', ')}`
}

function contactStory(contact: FactPayloads['contactMade']): string {
  const { channel, outcome, result, ruleId, contactKey } = contact
  const rule = ruleId === undefined ? '' : ` ${outcome === 'withheld' ? 'by' : 'against'} rule ${ruleId}`
  return `${channel} ${result ?? outcome}${rule} (${contactKey})`
}

function wishStory({ wishId, topic, hours, evidence }: FactPayloads['wishStated']): string {
  const span = hours.length === 0 ? 'all day' : hours.map(({ from, to }) => `${from}-${to}`).join(', ')
  return `the customer ${wishes[topic]} (${span}): ${wishId}, evidence ${evidence ?? 'none'}`
}
