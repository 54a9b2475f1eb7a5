// May this plan be offered or agreed? The limits that hold for every plan, whoever proposes it: the case, the debt, the
// strategy, the law, and how often plans were broken before.
import { type CalendarDate, dateAt, dayMs } from '../calendar-date'
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import { type Fact, factsOf } from '../facts'
import { episodeOf } from '../ladder/case-view'
import { formatCents } from '../money/money'
import { firstAgreedOn, planStates, runningPlan } from './plan'
import { collectableDebtCents, debtInWords } from './plan-debt'
import type { Instalment, PlanBasis, PlanTermsAgreed } from './plan-facts'
import { unlawful } from './plan-law'
import { planProblem, termOf } from './plan-options'
import { reliefInTheWay } from './relief-in-the-way'

export interface WantedPlan {
  planId: string
  instalments: Instalment[]
  basis: PlanBasis
  replaces?: string | undefined
  inabilityEvidence?: string | undefined
  willingnessEvidence?: string | undefined
}

/** The first limit that it breaks; null: none. */
export function planRefusal(
  facts: readonly Fact[],
  wanted: WantedPlan,
  moment: CommandMoment,
): Judgement | null {
  return (
    caseRefusal(facts, wanted, moment) ??
    scheduleRefusal(facts, wanted, moment) ??
    lawRefusal(facts, wanted, moment) ??
    brokenBefore(facts, moment)
  )
}

/** An open case, one plan at a time, and the place of another is taken only of one that runs. */
export function caseRefusal(
  facts: readonly Fact[],
  { replaces }: Pick<WantedPlan, 'replaces'>,
  moment: CommandMoment,
): Judgement | null {
  if (episodeOf(facts)?.closed !== null)
    return refusal('NO_OPEN_CASE', 'there is no open case to agree a plan for')
  const relief = reliefInTheWay(facts, moment)
  if (relief) return relief
  const { asOf, zone } = moment
  const running = runningPlan(facts, zone, asOf)
  if (replaces === running?.planId) return null
  if (replaces !== undefined)
    return refusal('PLAN_NOT_RUNNING', `there is no running plan ${replaces} to take the place of`)
  const text = `plan ${running?.planId ?? ''} runs: amend it, or cancel it first`
  return refusal('PLAN_RUNNING', text)
}

function scheduleRefusal(
  facts: readonly Fact[],
  wanted: WantedPlan,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  const today = dateAt(asOf, zone)
  const { basis, instalments } = wanted
  const { plan: terms } = rules.strategy.arrangements
  const agreedOn = beginOf(facts, wanted, today, zone)
  const problem = planProblem(instalments, { today, basis, agreedOn }, terms)
  if (problem) return refusal(problem.code, problem.message)
  const planned = totalOf(instalments)
  if (planned <= terms.toleranceCents) {
    const most = formatCents(terms.toleranceCents)
    return refusal('INSTALMENT_TOO_SMALL', `a plan is of more than the ${most} that may be missing of it`)
  }
  if (planned <= collectableDebtCents(facts)) return null
  const text = `the instalments sum up to ${formatCents(planned)}: ${debtInWords(facts)}`
  return refusal('PLAN_EXCEEDS_DEBT', text)
}

function lawRefusal(
  facts: readonly Fact[],
  wanted: WantedPlan,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  const { basis, instalments, inabilityEvidence, willingnessEvidence } = wanted
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  if (basis === 'ordinary' || product === undefined) return null
  const termMonths = termOf(instalments, beginOf(facts, wanted, dateAt(asOf, zone), zone))
  const plan = { at: asOf, product, termMonths, inabilityEvidence, willingnessEvidence }
  const why = unlawful(plan, rules.packs)
  return why === null ? null : refusal('PLAN_UNLAWFUL', why)
}

/** Limits of the term, also those of authority, count from the first version: sixty months are not had twice by amending. */
export function beginOf(
  facts: readonly Fact[],
  { replaces }: Pick<WantedPlan, 'replaces'>,
  today: CalendarDate,
  zone: string,
): CalendarDate {
  return (replaces === undefined ? undefined : firstAgreedOn(facts, replaces, zone)) ?? today
}

function brokenBefore(facts: readonly Fact[], { asOf, zone, rules }: CommandMoment): Judgement | null {
  const { mostBroken, brokenWithinDays } = rules.strategy.arrangements.plan
  const since = asOf - brokenWithinDays * dayMs
  const broken = planStates(facts, zone, asOf).filter(
    ({ status, endedAt }) => status === 'broken' && (endedAt ?? 0) >= since,
  )
  if (broken.length < mostBroken) return null
  const text = `${broken.length} plans were broken within ${brokenWithinDays} days: look at hardship or relief`
  return refusal('PLANS_BROKEN', text)
}

export function totalOf(instalments: readonly Instalment[]): number {
  return instalments.reduce((sum, { amountCents }) => sum + amountCents, 0)
}

/** What a limit of authority is asked about; the term of a new version counts from the first one (`beginOf`). */
export function authorityRequest(instalments: readonly Instalment[], begin: CalendarDate) {
  return { kind: 'plan' as const, termMonths: termOf(instalments, begin), amountCents: totalOf(instalments) }
}

/** What every plan of the strategy has in common, for its fact. */
export function standingTerms({
  rules,
}: CommandMoment): Pick<PlanTermsAgreed, 'toleranceCents' | 'graceDays' | 'cureDays' | 'remindDaysBefore'> {
  const { toleranceCents, graceDays, cureDays, remindDaysBefore } = rules.strategy.arrangements.plan
  return { toleranceCents, graceDays, cureDays, ...(remindDaysBefore > 0 && { remindDaysBefore }) }
}
