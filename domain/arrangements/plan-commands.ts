// May this repayment plan be recorded as agreed, or ended? What was proposed and approved, with proof of the customer's
// consent; without a proposal only what the strategy and the recorder's own authority allow.
import { z } from 'zod'
import { dateAt } from '../calendar-date'
import {
  type Asked,
  type CommandMoment,
  type Envelope,
  type Judgement,
  accepted,
  command,
  refusal,
} from '../commands/command'
import { id, note } from '../commands/fields'
import { type Fact, type NewFact, factsOf } from '../facts'
import { formatCents } from '../money/money'
import { mayDecide } from './authority'
import { agreement } from './capacity'
import type { InstalmentState } from './commitment'
import { planStates } from './plan'
import { contentsOf } from './plan-contents'
import { type Instalment, type PlanTermsAgreed, cancelReasons, consentKinds } from './plan-facts'
import { authorityRequest, planRefusal, standingTerms } from './plan-limits'
import { type ProposalState, proposalOf } from './plan-proposal'
import { instalmentsShape } from './plan-proposal-commands'
import { superseded } from './superseded'

const consent = {
  planId: id,
  /** Of a plan that was proposed: the same, or left out. */
  instalments: instalmentsShape.optional(),
  toleranceCents: z.int().nonnegative().optional(),
  graceDays: z.int().min(0).max(30).optional(),
  /** Where the customer's consent is. */
  evidence: id,
  evidenceKind: z.enum(consentKinds).optional(),
}

type Agreeable = { ok: true; terms: PlanTermsAgreed } | { ok: false; refusal: Judgement }

/**
 * Refused: PLAN_KNOWN; of a proposal PLAN_NOT_APPROVED, CONSENT_KIND_MISSING, PLAN_DIFFERS; without one
 * INSTALMENTS_MISSING, GRACE_TOO_LONG, TOLERANCE_TOO_LARGE, the codes of authority; and those of plan-limits.ts.
 */
const agreePlan = agreement(consent, (facts, asked, moment, envelope) => {
  const { planId, evidence, evidenceKind } = asked
  if (factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === planId))
    return refusal('PLAN_KNOWN', `plan ${planId} exists; choose another id for a further plan`)
  const proposal = proposalOf(facts, planId, moment)
  const answer = proposal ? asProposed(facts, asked, proposal, moment) : asRecorded(facts, asked, moment)
  if (!answer.ok) return answer.refusal
  const payload = { planId, ...answer.terms, evidence, ...(evidenceKind && { evidenceKind }) }
  return accepted(
    { ...envelope, key: `plan/${planId}`, kind: 'planAgreed', payload },
    ...replaced(answer.terms, moment, envelope),
    ...superseded(facts, 'planAgreed', moment, envelope),
  )
})

/** The customer agrees to what was offered, and nothing else. */
function asProposed(
  facts: readonly Fact[],
  { planId, instalments, toleranceCents, graceDays, evidenceKind }: Asked<typeof consent>,
  { proposal, status }: ProposalState,
  moment: CommandMoment,
): Agreeable {
  if (status !== 'approved') {
    const isOpen = status === 'proposed'
    const cure = isOpen ? `a ${proposal.needsLevel ?? ''} must approve it first` : 'propose it anew'
    return refused('PLAN_NOT_APPROVED', `the proposal of plan ${planId} is ${status}: ${cure}`)
  }
  if (!evidenceKind)
    return refused('CONSENT_KIND_MISSING', `say how the customer agreed: ${consentKinds.join(', ')}`)
  const { offer: terms, inabilityEvidence, willingnessEvidence } = proposal
  const differs =
    (instalments !== undefined && !areSame(instalments, terms.instalments)) ||
    (toleranceCents ?? terms.toleranceCents) !== terms.toleranceCents ||
    (graceDays ?? terms.graceDays) !== terms.graceDays
  if (differs) return refused('PLAN_DIFFERS', `plan ${planId} was proposed with other terms; propose it anew`)
  const { replaces, basis = 'ordinary' } = terms
  const evidence = { inabilityEvidence, willingnessEvidence }
  const wrong = planRefusal(
    facts,
    { planId, instalments: terms.instalments, basis, replaces, ...evidence },
    moment,
  )
  if (wrong) return { ok: false, refusal: wrong }
  return { ok: true, terms }
}

/** Nobody proposed it: what was agreed stands only within the limits of the strategy and of whoever records it. */
function asRecorded(
  facts: readonly Fact[],
  { planId, instalments, toleranceCents, graceDays, by }: Asked<typeof consent>,
  moment: CommandMoment,
): Agreeable {
  if (!instalments)
    return refused('INSTALMENTS_MISSING', `there is no proposal of plan ${planId}: say its instalments`)
  const standing = standingTerms(moment)
  if (graceDays !== undefined && graceDays > standing.graceDays)
    return refused('GRACE_TOO_LONG', `the strategy gives ${standing.graceDays} days of grace at most`)
  if (toleranceCents !== undefined && toleranceCents > standing.toleranceCents) {
    const most = formatCents(standing.toleranceCents)
    return refused('TOLERANCE_TOO_LARGE', `the strategy forgives ${most} at most`)
  }
  const wrong = planRefusal(facts, { planId, instalments, basis: 'ordinary' }, moment)
  if (wrong) return { ok: false, refusal: wrong }
  const request = authorityRequest(instalments, dateAt(moment.asOf, moment.zone))
  const may = mayDecide(moment.rules.terms.authority, by, request)
  if (!may.ok) return refused(may.code, may.message)
  const given = {
    ...(graceDays === undefined ? {} : { graceDays }),
    ...(toleranceCents === undefined ? {} : { toleranceCents }),
  }
  const contents = contentsOf(facts, 'individual', moment)
  return { ok: true, terms: { instalments, ...standing, ...given, basis: 'ordinary', contents } }
}

function refused(code: string, message: string): { ok: false; refusal: Judgement } {
  return { ok: false, refusal: refusal(code, message) }
}

function areSame(a: readonly Instalment[], b: readonly Instalment[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ dueOn, amountCents }, at) => b[at]?.dueOn === dueOn && b[at].amountCents === amountCents)
  )
}

function replaced(
  { replaces: planId }: PlanTermsAgreed,
  { asOf, zone }: CommandMoment,
  envelope: Envelope,
): NewFact[] {
  if (planId === undefined) return []
  const payload = { planId, outcome: 'replaced' as const, on: dateAt(asOf, zone) }
  return [{ ...envelope, key: `plan/${planId}/replaced`, kind: 'planEnded', payload }]
}

/**
 * By the bank (`bankDecision`) only with the authority for what is left of it, and the customer is told before collection
 * goes on; at the customer's wish with evidence of that. Refused: UNKNOWN_PLAN, PLAN_ENDED, EVIDENCE_MISSING, and the
 * codes of authority.
 */
const cancelPlan = command(
  {
    planId: id,
    because: z.enum(cancelReasons).default('bankDecision'),
    /** Where the customer's wish is on record. */
    evidence: id.optional(),
    note,
  },
  (facts, { planId, because, evidence, by }, moment, envelope) => {
    const plan = planStates(facts, moment.zone, moment.asOf).find((one) => one.planId === planId)
    if (!plan) return unknownPlan(planId)
    const { status, endedAt } = plan
    if (endedAt !== null)
      return refusal('PLAN_ENDED', `plan ${planId} was ${status} on ${dateAt(endedAt, moment.zone)}`)
    const wrong =
      because === 'customerWish' ? whyNoWish(evidence) : whyNoAuthority(plan.instalments, by, moment)
    if (wrong) return wrong
    const on = dateAt(moment.asOf, moment.zone)
    const payload = { planId, outcome: 'cancelled' as const, on, because, ...(evidence && { evidence }) }
    return accepted({ ...envelope, key: `plan/${planId}/cancelled`, kind: 'planEnded', payload })
  },
)

function unknownPlan(planId: string): Judgement {
  return refusal('UNKNOWN_PLAN', `there is no plan ${planId}`)
}

function whyNoWish(evidence: string | undefined): Judgement | null {
  return evidence === undefined
    ? refusal('EVIDENCE_MISSING', "say where the customer's wish is on record: the recording, the letter")
    : null
}

/** Whoever may agree to a plan of what is left of it may end it. */
function whyNoAuthority(
  instalments: readonly InstalmentState[],
  by: string,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  const left = instalments.map(({ dueOn, amountCents, paidCents }) => ({
    dueOn,
    amountCents: amountCents - paidCents,
  }))
  const may = mayDecide(rules.terms.authority, by, authorityRequest(left, dateAt(asOf, zone)))
  return may.ok ? null : refusal(may.code, may.message)
}

/** For customers whom no notice reaches. Refused: UNKNOWN_PLAN, PLAN_NOT_BROKEN. */
const tellOfBreach = command(
  { planId: id, evidence: id },
  (facts, { planId, evidence }, { asOf, zone }, envelope) => {
    const plan = planStates(facts, zone, asOf).find((one) => one.planId === planId)
    if (!plan) return unknownPlan(planId)
    const { toTell, status } = plan
    if (toTell === null && status !== 'broken')
      return refusal('PLAN_NOT_BROKEN', `plan ${planId} is ${status}: there is no end of it to tell of`)
    const payload = { planId, evidence, ...(toTell && { dueOn: toTell.on }) }
    const key = `plan/${planId}/told/${toTell === null ? '' : `${toTell.on}/`}${evidence}`
    return accepted({ ...envelope, key, kind: 'planBreachTold', payload })
  },
)

export const planCommands = { agreePlan, cancelPlan, tellOfBreach }
