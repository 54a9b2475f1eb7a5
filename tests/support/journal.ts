// The story of a case in short lines, one per fact that a test is about: `2026-03-06 reminder/1`, `2026-04-03 letter/1
// delivered`, `2026-04-30 visit.approval/1: approved`. In the order in which the facts became known.
import { dateAt } from '../../domain/calendar-date'
import type { Fact } from '../../domain/facts'
import { isForbearance } from '../../domain/arrangements/forbearance-sentences'
import { isPersonFact } from '../../domain/protection/person-sentences'
import { storyOf } from '../../domain/story'
import { stepNameOf } from './people'
import { shown, zone } from './world'

interface JournalOptions {
  /** Full step keys with episode and oldest unpaid bill: `1/2026-03-01/reminder/1`. */
  keys?: boolean
  /** Times to the minute instead of days. */
  minutes?: boolean
  /** Only what became known later than this fact. */
  afterSeq?: number
}

/** What happened to a case. Reports of the nightly drop and single messages are left out. */
export function journal(facts: readonly Fact[], options: JournalOptions = {}): string[] {
  const { keys = false, minutes = false, afterSeq = 0 } = options
  const name = keys ? (stepKey: string) => stepKey : stepNameOf
  return facts
    .filter((fact) => fact.seq > afterSeq)
    .flatMap((fact) => {
      const text = lineOf(fact, name)
      const when = minutes ? shown(fact.recordedAt) : dateAt(fact.recordedAt, zone)
      return text === null ? [] : [`${when} ${text}`]
    })
}

function lineOf(fact: Fact, name: (stepKey: string) => string): string | null {
  if (fact.kind === 'hardshipAgreed') return `hardship ${fact.payload.agreementId} agreed`
  if (fact.kind === 'hardshipEnded') return `hardship ${fact.payload.agreementId} ended`
  if (isForbearance(fact)) return storyOf(fact)
  if (isPersonFact(fact)) return storyOf(fact)
  switch (fact.kind) {
    case 'episodeOpened':
      return `case ${fact.payload.episode} opens: ${fact.payload.because}`
    case 'episodeReopened':
      return `case ${fact.payload.episode} goes on`
    case 'episodeClosed':
      return `case ${fact.payload.episode} closes: ${fact.payload.reason}`
    case 'stepTaken': {
      const { stepKey, outcome, ruleId } = fact.payload
      return outcome === 'done' ? name(stepKey) : `${name(stepKey)} ${outcome}: ${ruleId ?? '?'}`
    }
    case 'stepReplanned':
      return `${name(fact.payload.stepKey)} put off to ${dateAt(fact.payload.notBefore, zone)}`
    case 'deliveryReported':
      return `${name(stepKeyOf(fact.payload.contactKey, fact.accountId))} ${fact.payload.outcome}`
    case 'callReported':
      return `${name(stepKeyOf(fact.payload.contactKey, fact.accountId))} ${fact.payload.outcome}`
    case 'relayAsked':
    case 'relayApproved':
      return `${fact.kind}: ${fact.payload.relayId}`
    case 'partyRefused':
      return `${fact.kind}: ${fact.payload.partyId}`
    case 'suspenseRefunded':
    case 'paymentDesignated':
    case 'overpaymentReturned':
      return storyOf(fact)
    case 'collectorAssigned':
      return `${fact.kind}: ${fact.payload.collector}`
    case 'conversationCoded':
      return `${fact.kind}: ${fact.payload.conversationId}`
    case 'accelerationProposed':
    case 'accelerationDecided':
    case 'accelerationServed':
    case 'accelerationEnded':
      return `${fact.kind}: ${fact.payload.accelerationId}`
    case 'wishStated':
    case 'wishWithdrawn':
      return `${fact.kind}: ${fact.payload.wishId}`
    case 'replyReceived':
      return `reply: ${fact.payload.meaning}`
    case 'taskEnded': {
      const { taskId, outcome, expired } = fact.payload
      return `${name(taskId.slice(fact.accountId.length + 1))}: ${outcome}${expired ? ' (nobody reported)' : ''}`
    }
    case 'paymentPosted':
      return `paid ${amount(fact.payload.amountCents)}`
    case 'paymentReversed':
      return `came back ${amount(fact.payload.amountCents)}`
    case 'paymentVoided':
      return `${fact.payload.paymentId} never was`
    case 'promiseMade':
      return `promise ${fact.payload.promiseId} made`
    case 'promiseEnded':
      return `promise ${fact.payload.promiseId} ${fact.payload.outcome}`
    case 'promiseReopened':
      return `promise ${fact.payload.promiseId} open again`
    case 'planProposed':
      return `plan ${fact.payload.planId} proposed`
    case 'planApproved':
      return `plan ${fact.payload.planId} approved`
    case 'planProposalEnded':
      return `plan ${fact.payload.planId} ${fact.payload.outcome}`
    case 'planBreachTold':
      return `told of the end of plan ${fact.payload.planId}`
    case 'placementRecalled':
      return `placement recalled`
    case 'planReopened':
      return `plan ${fact.payload.planId} goes on`
    case 'planAgreed':
      return `plan ${fact.payload.planId} agreed`
    case 'planEnded':
      return `plan ${fact.payload.planId} ${fact.payload.outcome}`
    case 'disputeRaised':
      return `dispute ${fact.payload.disputeId} raised`
    case 'disputeAnswered':
      return `dispute ${fact.payload.disputeId} ${fact.payload.outcome}`
    case 'disputeWithdrawn':
      return `dispute ${fact.payload.disputeId} withdrawn`
    case 'complaintReceived':
      return `complaint ${fact.payload.complaintId} received`
    case 'complaintExtended':
      return `complaint ${fact.payload.complaintId} extended to ${fact.payload.to}`
    case 'complaintAnswered':
      return `complaint ${fact.payload.complaintId} answered: ${fact.payload.outcome}`
    case 'answerDueSoon':
      return `${fact.payload.matter} is due soon`
    case 'holdPlaced':
      return `hold ${fact.payload.holdId} placed`
    case 'holdExtended':
      return `hold ${fact.payload.holdId} extended or shortened`
    case 'holdLiftAsked':
      return `${fact.actor} asks to lift hold ${fact.payload.holdId}`
    case 'holdLifted':
      return `hold ${fact.payload.holdId} lifted`
    case 'accountMissing':
      return 'missing from the drop'
    case 'accountFound':
      return 'found in the drop'
    case 'accountExited':
      return `left the books: ${fact.payload.reason}`
    case 'messageRefused':
      return `${fact.payload.message} refused: ${fact.payload.code}`
    case 'dropWithdrawn':
      return 'a drop is corrected'
    case 'positionReported':
    case 'contactMade':
    case 'taskOpened':
    case 'placed':
    case 'matterOpened':
    case 'bureauMarked':
    case 'personHeld':
      return null
  }
}

/** A contact's key is the account, the step and the channel. */
function stepKeyOf(contactKey: string, accountId: string): string {
  return contactKey.slice(accountId.length + 1, contactKey.lastIndexOf('/'))
}

function amount(cents: number): string {
  return (cents / 100).toFixed(2)
}
