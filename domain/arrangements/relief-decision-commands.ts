// Who approves relief or an offer, when is it agreed, how does it end (D5, D8)? Whoever proposed never approves; each part
// that is waived has its limits by level (policies/authority.yaml).
import { z } from 'zod'
import { type DecisionRequest, levelNeeded, mayApprove } from './authority'
import { dateAt } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { shortId } from '../commands/fields'
import { agreement } from './capacity'
import { consent } from './documents'
import { ending, whyNotEnd } from './end-reasons'
import { type Fact, type FactOf, factsOf } from '../facts'
import { settled } from '../ladder/awaited'
import { type Relief, reliefs } from './relief'
import { reliefMatter } from './relief-booking'
import { whyNotBeside } from './relief-commands'
import { type FoundDebt, hasChangedSince } from './relief-debt'
import { superseded } from './superseded'
import { withoutAbsent } from '../without-absent'

/** What authority is asked about. */
export function reliefRequest({ payload }: FactOf<'reliefProposed'>): DecisionRequest {
  const { purpose, termMonths, waivedCents, owedCents } = payload
  const waived = (['fees', 'interest', 'principal'] as const).map((part) => [
    part,
    { waivedCents: waivedCents[part], ofCents: owedCents[part] },
  ])
  return {
    kind: purpose,
    termMonths,
    waived: Object.fromEntries(waived) as DecisionRequest['waived'] & object,
  }
}

const approveRelief = command({ reliefId: shortId }, (facts, { reliefId, by }, moment, envelope) => {
  const relief = openRelief(facts, reliefId, moment)
  if ('ok' in relief) return relief
  if (relief.approved) return refusal('APPROVED_ALREADY', `${reliefId} is approved already`)
  const people = { person: by, maker: relief.proposed.actor }
  const answer = mayApprove(moment.rules.terms.authority, people, reliefRequest(relief.proposed))
  if (!answer.ok) return answer
  const payload = { reliefId, level: answer.level }
  return accepted(
    { ...envelope, key: `relief/${reliefId}/approved`, kind: 'reliefApproved', payload },
    ...settled(facts, reliefMatter.approval(reliefId), 'decided', envelope),
  )
})

/** Consent of both: approved by the bank, proven by the customer, and with what was checked still true on that day. */
const agreeRelief = agreement(
  { reliefId: shortId, consent },
  (facts, { reliefId, consent: proof }, moment, envelope) => {
    const relief = openRelief(facts, reliefId, moment)
    if ('ok' in relief) return relief
    const { validUntil, instalments } = relief.proposed.payload
    const today = dateAt(moment.asOf, moment.zone)
    if (relief.agreed) return refusal('AGREED_ALREADY', `${reliefId} is agreed already`)
    if (!relief.approved) return notApproved(relief.proposed, moment)
    if (validUntil < today)
      return refusal('OFFER_EXPIRED', `it could be agreed until ${validUntil}; propose it anew`)
    if (hasChangedSince(facts, foundFor(relief.proposed, facts), moment))
      return refusal('DEBT_CHANGED', 'the debt has changed since it was proposed: propose it anew')
    const firstOn = instalments[0]?.dueOn
    if (firstOn !== undefined && firstOn < today)
      return refusal('INSTALMENT_PAST', `${firstOn} has passed: today is ${today}; propose it anew`)
    const wrong = whyNotBeside(facts, moment)
    if (wrong) return wrong
    const payload = { reliefId, consent: proof }
    return accepted(
      { ...envelope, key: `relief/${reliefId}/agreed`, kind: 'reliefAgreed', payload },
      ...superseded(facts, 'reliefAgreed', moment, envelope),
    )
  },
)

/** The debt that it is about: as it was assessed, of an offer as it was proposed. */
function foundFor({ payload, seq }: FactOf<'reliefProposed'>, facts: readonly Fact[]): FoundDebt {
  const { owedOn, owedCents, assessmentId } = payload
  const assessed = factsOf(facts, 'reliefAssessed').find((fact) => fact.payload.assessmentId === assessmentId)
  return { owedOn, owedCents, seq: assessed?.seq ?? seq }
}

function notApproved(proposed: FactOf<'reliefProposed'>, { rules }: CommandMoment): Judgement {
  const level = levelNeeded(rules.terms.authority, reliefRequest(proposed))
  const who = level === null ? 'no level may approve it' : `a ${level} must approve it first`
  return refusal('NOT_APPROVED', `${proposed.payload.reliefId} is not approved: ${who}`)
}

/** Before it was agreed: refused by the bank or declined by the customer; afterwards: cancelled (end-reasons.ts). */
const cancelRelief = command(
  { reliefId: shortId, outcome: z.enum(['refused', 'declined', 'cancelled']), ...ending },
  (facts, { reliefId, outcome, because, evidence, by }, moment, envelope) => {
    const relief = openRelief(facts, reliefId, moment)
    if ('ok' in relief) return relief
    if ((relief.agreed !== null) !== (outcome === 'cancelled')) {
      const right = relief.agreed ? 'cancelled' : 'refused or declined'
      return refusal('UNKNOWN_OUTCOME', `${reliefId} can be ${right}`)
    }
    const isCancelled = outcome === 'cancelled'
    const wrong = isCancelled
      ? whyNotEnd({ because, evidence, by }, reliefRequest(relief.proposed), moment)
      : null
    if (wrong) return wrong
    const why = isCancelled ? withoutAbsent({ because, evidence }) : {}
    const payload = { reliefId, outcome, on: dateAt(moment.asOf, moment.zone), ...why }
    return accepted(
      { ...envelope, key: `relief/${reliefId}/closed`, kind: 'reliefEnded', payload },
      ...settled(facts, reliefMatter.approval(reliefId), 'decided', envelope),
    )
  },
)

function openRelief(
  facts: readonly Fact[],
  reliefId: string,
  { zone, asOf }: CommandMoment,
): Relief | Judgement {
  const relief = reliefs(facts, zone, asOf).find((one) => one.reliefId === reliefId)
  if (!relief) return refusal('UNKNOWN_RELIEF', `there is no relief or offer ${reliefId}`)
  const { closed, fulfilment } = relief
  if (closed)
    return refusal('RELIEF_ENDED', `${reliefId} is ${closed.payload.outcome} since ${closed.payload.on}`)
  if (fulfilment && fulfilment.status !== 'running')
    return refusal('RELIEF_ENDED', `${reliefId} is ${fulfilment.status}`)
  return relief
}

export const reliefDecisionCommands = { approveRelief, agreeRelief, cancelRelief }
