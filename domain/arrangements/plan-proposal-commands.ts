// May this repayment plan be offered to the customer, approved, or taken back? Within the limits of the strategy and the
// law for everybody; beyond the proposer's own authority somebody else must approve it.
import { z } from 'zod'
import { addDays, dateAt, instantAt } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { cents, date, id, note, shortId } from '../commands/fields'
import { type Fact, type NewFact, factsOf } from '../facts'
import { openSideTasks, sideTaskOpened } from '../ladder/side-tasks'
import { collectableAt } from '../money/collectable'
import { levelNeeded, mayApprove, mayDecide } from './authority'
import { preparation } from './capacity'
import { planStates } from './plan'
import { contentsOf } from './plan-contents'
import { type Instalment, type PlanFacts, type PlanTermsAgreed, planBases, rhythms } from './plan-facts'
import { authorityRequest, beginOf, caseRefusal, planRefusal, standingTerms, totalOf } from './plan-limits'
import { mostInstalments, planOption } from './plan-options'
import { type ProposalState, proposalOf } from './plan-proposal'

export const instalmentsShape = z
  .array(z.strictObject({ dueOn: date, amountCents: cents }))
  .min(1)
  .max(mostInstalments)

/** Divided evenly; `amountCents` absent: what is overdue, or what is left of the plan that it replaces. */
const schedule = z.strictObject({
  parts: z.int().min(1).max(mostInstalments),
  rhythm: z.enum(rhythms).default('monthly'),
  firstOn: date.optional(),
  amountCents: cents.optional(),
})
type Schedule = z.output<typeof schedule>

/**
 * Refused: PLAN_KNOWN, SCHEDULE_MISSING, RHYTHM_NOT_OFFERED, AUTHORITY_EXCEEDED (nobody may), and the limits of
 * plan-limits.ts and plan-options.ts.
 */
const proposePlan = preparation(
  {
    planId: shortId,
    basis: z.enum(planBases).default('ordinary'),
    instalments: instalmentsShape.optional(),
    schedule: schedule.optional(),
    replaces: id.optional(),
    inabilityEvidence: id.optional(),
    willingnessEvidence: id.optional(),
  },
  (facts, { planId, instalments: given, schedule: wanted, by, ...rest }, moment, envelope) => {
    if (isKnown(facts, planId)) return refusal('PLAN_KNOWN', `plan ${planId} exists; choose another id`)
    const { rhythms: offered } = moment.rules.strategy.arrangements.plan
    if ((given === undefined) === (wanted === undefined))
      return refusal('SCHEDULE_MISSING', 'say either the instalments or how many equal parts')
    if (wanted && !offered.includes(wanted.rhythm))
      return refusal('RHYTHM_NOT_OFFERED', `plans are paid ${offered.join(', ')}: not ${wanted.rhythm}`)
    // What is left of a plan can only be divided while it runs.
    const blocked = caseRefusal(facts, rest, moment)
    if (blocked) return blocked
    const instalments = given ?? (wanted ? divided(facts, wanted, rest.replaces, moment) : [])
    const { basis, replaces, inabilityEvidence, willingnessEvidence } = rest
    const evidence = { inabilityEvidence, willingnessEvidence }
    const wrong = planRefusal(facts, { planId, instalments, basis, replaces, ...evidence }, moment)
    if (wrong) return wrong
    const today = dateAt(moment.asOf, moment.zone)
    const request = authorityRequest(instalments, beginOf(facts, { replaces }, today, moment.zone))
    const may = approvalNeeded(request, by, moment)
    if (!may.ok) return may.refusal
    const { plan: terms } = moment.rules.strategy.arrangements
    const payload: PlanFacts['planProposed'] = {
      planId,
      offer: {
        instalments,
        basis,
        ...standingTerms(moment),
        contents: contentsOf(facts, wanted?.rhythm ?? 'individual', moment),
        ...takingOver(facts, replaces, moment),
      },
      amountCents: request.amountCents,
      termMonths: request.termMonths,
      validUntil: addDays(today, terms.offerDays),
      needsLevel: may.needsLevel,
      ...(inabilityEvidence === undefined ? {} : { inabilityEvidence }),
      ...(willingnessEvidence === undefined ? {} : { willingnessEvidence }),
    }
    const proposed = { ...envelope, key: `plan/${planId}/proposed`, kind: 'planProposed' as const, payload }
    return may.needsLevel === null
      ? accepted(proposed)
      : accepted(proposed, approvalTask(envelope, payload, moment))
  },
)

function isKnown(facts: readonly Fact[], planId: string): boolean {
  return [...factsOf(facts, 'planProposed'), ...factsOf(facts, 'planAgreed')].some(
    ({ payload }) => payload.planId === planId,
  )
}

function divided(
  facts: readonly Fact[],
  { parts, rhythm, firstOn, amountCents }: Schedule,
  replaces: string | undefined,
  { asOf, zone }: CommandMoment,
): Instalment[] {
  const today = dateAt(asOf, zone)
  const replaced = planStates(facts, zone, asOf).find(({ planId }) => planId === replaces)
  const leftCents = replaced && totalOf(replaced.instalments) - replaced.paidCents
  const wantedCents = amountCents ?? leftCents ?? collectableAt(facts, today)?.overdueCents ?? 0
  const wish = { amountCents: wantedCents, today, firstOn, basis: 'ordinary' as const }
  return planOption(wish, rhythm, parts).instalments
}

function takingOver(
  facts: readonly Fact[],
  replaces: string | undefined,
  { asOf, zone }: CommandMoment,
): Pick<PlanTermsAgreed, 'replaces' | 'takenOverCents'> {
  const replaced = planStates(facts, zone, asOf).find(({ planId }) => planId === replaces)
  return replaced && replaces !== undefined
    ? { replaces, takenOverCents: replaced.takenOverCents + replaced.paidCents }
    : {}
}

/** Whether somebody else must approve it, and on which level. */
function approvalNeeded(
  request: ReturnType<typeof authorityRequest>,
  by: string,
  { rules }: CommandMoment,
): { ok: true; needsLevel: string | null } | { ok: false; refusal: Judgement } {
  const { authority } = rules.terms
  const own = mayDecide(authority, by, request)
  if (own.ok) return { ok: true, needsLevel: null }
  const needsLevel = levelNeeded(authority, request)
  return needsLevel === null
    ? { ok: false, refusal: refusal('AUTHORITY_EXCEEDED', own.message) }
    : { ok: true, needsLevel }
}

function approvalTask(
  envelope: Parameters<typeof sideTaskOpened>[0],
  { planId, needsLevel, amountCents, termMonths, validUntil }: PlanFacts['planProposed'],
  { zone }: CommandMoment,
): NewFact {
  return sideTaskOpened(envelope, {
    stepKey: taskKey(planId),
    kind: 'approval',
    dueAt: instantAt(addDays(validUntil, 1), zone),
    defaultOutcome: 'notDecided',
    detail: { planId, level: needsLevel ?? '', amountCents, termMonths, validUntil },
  })
}

function taskKey(planId: string): string {
  return `plan/${planId}`
}

/** Refused: UNKNOWN_PLAN, PLAN_NOT_PROPOSED, SAME_PERSON, NO_AUTHORITY, AUTHORITY_EXCEEDED. */
const approvePlan = command({ planId: shortId, note }, (facts, { planId, by }, moment, envelope) => {
  const state = proposalOf(facts, planId, moment)
  const wrong = notOpen(planId, state, ['proposed'])
  if (wrong || !state) return wrong ?? unknown(planId)
  const { proposal, proposedBy } = state
  const request = {
    kind: 'plan' as const,
    termMonths: proposal.termMonths,
    amountCents: proposal.amountCents,
  }
  const may = mayApprove(moment.rules.terms.authority, { person: by, maker: proposedBy }, request)
  if (!may.ok) return refusal(may.code, may.message)
  const payload = { planId, level: may.level }
  const approved = {
    ...envelope,
    key: `plan/${planId}/approved`,
    kind: 'planApproved' as const,
    payload,
  }
  return accepted(approved, ...taskEnd(facts, planId, 'approved', envelope))
})

/** The bank refuses it, the customer declines it, or it is withdrawn. Refused: UNKNOWN_PLAN, PLAN_NOT_PROPOSED. */
const declinePlan = command(
  { planId: shortId, because: z.enum(['refused', 'declined', 'withdrawn']), note },
  (facts, { planId, because }, moment, envelope) => {
    const wrong = notOpen(planId, proposalOf(facts, planId, moment), ['proposed', 'approved'])
    if (wrong) return wrong
    const payload = { planId, outcome: because, on: dateAt(moment.asOf, moment.zone) }
    const ended = {
      ...envelope,
      key: `plan/${planId}/proposal/ended`,
      kind: 'planProposalEnded' as const,
      payload,
    }
    const outcome = because === 'refused' ? 'refused' : 'notDecided'
    return accepted(ended, ...taskEnd(facts, planId, outcome, envelope))
  },
)

function unknown(planId: string): Judgement {
  return refusal('UNKNOWN_PLAN', `there is no proposal of a plan ${planId}`)
}

function notOpen(
  planId: string,
  state: ProposalState | undefined,
  wanted: readonly ProposalState['status'][],
): Judgement | null {
  if (!state) return unknown(planId)
  if (wanted.includes(state.status)) return null
  return refusal(
    'PLAN_NOT_PROPOSED',
    `the proposal of plan ${planId} is ${state.status}: ${wanted.join(' or ')} it could be`,
  )
}

function taskEnd(
  facts: readonly Fact[],
  planId: string,
  outcome: 'approved' | 'refused' | 'notDecided',
  envelope: Parameters<typeof sideTaskOpened>[0],
): NewFact[] {
  const task = openSideTasks(facts).find(({ stepKey }) => stepKey === taskKey(planId))
  if (!task) return []
  const { taskId } = task
  const payload = { taskId, outcome, expired: false }
  return [{ ...envelope, key: `task/${taskId}/ended`, kind: 'taskEnded', payload }]
}

export const planProposalCommands = { proposePlan, approvePlan, declinePlan }
