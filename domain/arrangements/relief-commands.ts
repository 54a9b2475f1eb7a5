// May debt relief be assessed and proposed (D5)? The formula says how much at most (policies/relief.yaml), the statement of
// the day what is owed; what follows is in relief-decision-commands.ts.
import { z } from 'zod'
import { affordabilityOf } from './affordability'
import { waivableParts } from './authority'
import { addDays, dateAt } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { date, shortId } from '../commands/fields'
import { preparation } from './capacity'
import { type DocumentRef, documentRef } from './documents'
import { type Fact, type FactOf, factsOf } from '../facts'
import { householdStatement } from './household'
import { episodeOf } from '../ladder/case-view'
import { formatCents } from '../money/money'
import { positionAt } from '../money/position'
import { termOf as termOfInstalments } from './plan-options'
import { runningPlan } from './plan'
import { reliefInTheWay } from './relief-in-the-way'
import { debtOn, hasChangedSince, knownAt, noDebt, reliefDebt, waivedOf } from './relief-debt'
import {
  type PartsCents,
  type ReliefFormula,
  reliefProposal,
  stabilities,
  sumOf,
  termOf,
} from './relief-formula'
import { reliefSchedule } from './relief-schedule'

const centsOrNone = z.int().nonnegative().max(1_000_000_000_00)
export const partsCents = z.strictObject({ fees: centsOrNone, interest: centsOrNone, principal: centsOrNone })

const assessRelief = command(
  {
    assessmentId: shortId,
    statement: householdStatement,
    documents: z.array(documentRef).max(40),
    netAssetsCents: centsOrNone,
    /** Absent: the children of the statement. */
    dependants: z.int().min(0).max(30).optional(),
    stability: z.enum(stabilities),
  },
  (facts, asked, moment, envelope) => {
    const { assessmentId, statement, documents, netAssetsCents, stability } = asked
    const { relief, affordability: terms } = moment.rules.terms
    if (factsOf(facts, 'reliefAssessed').some(({ payload }) => payload.assessmentId === assessmentId))
      return refusal(
        'ASSESSMENT_KNOWN',
        `assessment ${assessmentId} exists; choose another id for a further one`,
      )
    const debt = reliefDebt(facts, moment)
    const wrong = whyNoCase(facts) ?? whyNoPapers(documents, netAssetsCents, relief)
    if (wrong) return wrong
    if (!debt) return noDebt(facts)
    if (debt.currency !== terms.currency) {
      const text = `the formula ${terms.formula} is for ${terms.currency}, and the account is in ${debt.currency}`
      return refusal('FORMULA_CURRENCY', text)
    }
    const affordability = affordabilityOf(statement, terms)
    const { payableCents } = affordability
    const { owedOn, owedCents } = debt
    const daysPastDue = positionAt(facts, owedOn)?.daysPastDue ?? 0
    const dependants = asked.dependants ?? statement.children
    const circumstances = { owedCents, payableCents, netAssetsCents, dependants, stability, daysPastDue }
    const proposal = reliefProposal(circumstances, relief)
    const payload = { assessmentId, owedOn, statement, affordability, documents, circumstances, proposal }
    return accepted({
      ...envelope,
      key: `relief/assessment/${assessmentId}`,
      kind: 'reliefAssessed',
      payload,
    })
  },
)

/** Nothing is forgiven without a case, nor beside another agreement about the same debt. */
export function whyNoCase(facts: readonly Fact[]): Judgement | null {
  return episodeOf(facts)?.closed === null
    ? null
    : refusal('NO_OPEN_CASE', 'there is no open case that relief could be about')
}

function whyNoPapers(
  documents: readonly DocumentRef[],
  netAssetsCents: number,
  { documents: { always, withAssets } }: ReliefFormula,
): Judgement | null {
  const has = (kind: string) => documents.some((paper) => paper.kind === kind)
  const missing = always.filter((kind) => !has(kind))
  if (missing.length > 0) return refusal('DOCUMENTS_MISSING', `name the papers: ${missing.join(', ')}`)
  return netAssetsCents > 0 && withAssets.length > 0 && !withAssets.some(has)
    ? refusal('DOCUMENTS_MISSING', `stated assets need one of ${withAssets.join(', ')}`)
    : null
}

/** `waivedCents` absent: what the formula says; `months` absent: as many as it takes. */
const proposeRelief = preparation(
  {
    reliefId: shortId,
    assessmentId: shortId,
    firstOn: date,
    waivedCents: partsCents.optional(),
    months: z.int().min(0).max(60).optional(),
  },
  (facts, asked, moment, envelope) => {
    const { reliefId, assessmentId, firstOn } = asked
    const assessed = usableAssessment(facts, assessmentId, moment)
    if ('ok' in assessed) return assessed
    const { circumstances, proposal, owedOn } = assessed.payload
    const waivedCents = asked.waivedCents ?? proposal.waivedCents
    const remainingCents = sumOf(circumstances.owedCents) - sumOf(waivedCents)
    const term = termOf(circumstances, remainingCents, proposal.mostMonths)
    const wrong =
      whyNotNow(facts, reliefId, moment) ??
      whyOverFormula(waivedCents, proposal.waivedCents) ??
      whyNotBearable({ ...term, months: asked.months ?? term.months }, term, proposal.mostMonths) ??
      whyNotOn(firstOn, moment)
    if (wrong) return wrong
    // Amounts and bills of one moment: what was assessed.
    const debt = debtOn(knownAt(facts, assessed), owedOn, moment)
    if (!debt) return noDebt(facts)
    const { toleranceCents, ...terms } = schedulingTerms(moment, 'relief')
    const months = asked.months ?? term.months
    const instalments = reliefSchedule(remainingCents, { ...term, months, firstOn })
    const payload = {
      reliefId,
      purpose: 'relief' as const,
      assessmentId,
      owedOn,
      owedCents: circumstances.owedCents,
      waivedCents,
      waived: waivedOf(debt, waivedCents),
      billIds: debt.bills.map(({ billId }) => billId),
      instalments,
      termMonths: termOfInstalments(instalments, dateAt(moment.asOf, moment.zone)),
      toleranceCents,
      ...terms,
    }
    return accepted({ ...envelope, key: `relief/${reliefId}`, kind: 'reliefProposed', payload })
  },
)

/** What the strategy says of the fulfilment, and until when the customer can agree. */
export function schedulingTerms({ rules, asOf, zone }: CommandMoment, kind: 'relief' | 'offer') {
  const terms = rules.strategy.arrangements[kind]
  return {
    toleranceCents: terms.tolerance,
    graceDays: terms.graceDays,
    cureDays: terms.cureDays,
    ...(terms.remindDaysBefore > 0 && { remindDaysBefore: terms.remindDaysBefore }),
    validUntil: addDays(dateAt(asOf, zone), terms.validDays),
  }
}

/** The id is free, and no other agreement is being paid. */
export function whyNotNow(facts: readonly Fact[], reliefId: string, moment: CommandMoment): Judgement | null {
  return factsOf(facts, 'reliefProposed').some(({ payload }) => payload.reliefId === reliefId)
    ? refusal('RELIEF_KNOWN', `${reliefId} exists; choose another id for a further one`)
    : whyNotBeside(facts, moment)
}

/** No other agreement is being paid, and there is a case. */
export function whyNotBeside(facts: readonly Fact[], moment: CommandMoment): Judgement | null {
  const plan = runningPlan(facts, moment.zone, moment.asOf)
  if (plan) return refusal('PLAN_RUNNING', `plan ${plan.planId} runs: cancel it first`)
  return reliefInTheWay(facts, moment) ?? whyNoCase(facts)
}

function usableAssessment(
  facts: readonly Fact[],
  assessmentId: string,
  moment: CommandMoment,
): FactOf<'reliefAssessed'> | Judgement {
  const { asOf, zone, rules } = moment
  const assessed = factsOf(facts, 'reliefAssessed').find(
    ({ payload }) => payload.assessmentId === assessmentId,
  )
  if (!assessed) return refusal('UNKNOWN_ASSESSMENT', `there is no assessment ${assessmentId}`)
  const lastDay = addDays(assessed.payload.owedOn, rules.strategy.arrangements.relief.assessmentValidDays)
  if (lastDay < dateAt(asOf, zone))
    return refusal('ASSESSMENT_EXPIRED', `assessment ${assessmentId} was good until ${lastDay}: assess anew`)
  const { owedOn, circumstances } = assessed.payload
  return hasChangedSince(facts, { owedOn, owedCents: circumstances.owedCents, seq: assessed.seq }, moment)
    ? refusal('DEBT_CHANGED', `the debt has changed since assessment ${assessmentId}: assess anew`)
    : assessed
}

function whyOverFormula(waivedCents: PartsCents, mostCents: PartsCents): Judgement | null {
  const over = waivableParts.find((part) => waivedCents[part] > mostCents[part])
  if (over) {
    const text = `the formula waives at most ${formatCents(mostCents[over])} of the ${over}: this is ${formatCents(waivedCents[over])}`
    return refusal('OVER_FORMULA', text)
  }
  return sumOf(waivedCents) === 0
    ? refusal('NOTHING_WAIVED', 'the formula waives nothing: a plan is what fits (arrears plan options)')
    : null
}

interface Term {
  months: number
  bearable: boolean
}

function whyNotBearable(wanted: Term, least: Term, mostMonths: number): Judgement | null {
  if (!least.bearable)
    return refusal('NOT_BEARABLE', 'the household could not carry the rest even so: look at a deferral')
  if (wanted.months < least.months)
    return refusal('NOT_BEARABLE', `the household needs ${least.months} months: not ${wanted.months}`)
  return wanted.months > mostMonths
    ? refusal('TERM_TOO_LONG', `at most ${mostMonths} months: this is for ${wanted.months}`)
    : null
}

function whyNotOn(firstOn: string, { asOf, zone, rules }: CommandMoment): Judgement | null {
  const today = dateAt(asOf, zone)
  if (firstOn < today) return refusal('INSTALMENT_PAST', `${firstOn} has passed: today is ${today}`)
  const latest = addDays(today, rules.strategy.arrangements.relief.firstWithinDays)
  return firstOn > latest
    ? refusal('FIRST_TOO_LATE', `the first instalment is due on ${latest} at the latest`)
    : null
}

export const reliefProposalCommands = { assessRelief, proposeRelief }
