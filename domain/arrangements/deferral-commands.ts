// May payment be put off, who decides on it, and when does it end (D3)? The limits are the strategy's and those of
// policies/authority.yaml.
import { z } from 'zod'
import { type DecisionRequest, covers, levelNeeded, levelOf, mayApprove, mayDecide } from './authority'
import { addDays, dateAt, dayMs } from '../calendar-date'
import { agreement, preparation } from './capacity'
import { type Days, chainOf, monthsOf } from './chain'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { date, shortId } from '../commands/fields'
import { type Deferral, agreedDays, deferrals, isApproved } from './deferral'
import { deferralEnds, deferralInterest } from './deferral-facts'
import { type Cause, causes, consent, documentRef } from './documents'
import { daysLeft, ending, whyNotEnd } from './end-reasons'
import { type Fact, type FactPayloads, factsOf } from '../facts'
import { episodeOf } from '../ladder/case-view'
import { settled } from '../ladder/awaited'
import { positionAt } from '../money/position'
import { withoutAbsent } from '../without-absent'

interface Wanted extends Days {
  cause: Cause
  evidence: readonly unknown[]
  interest: FactPayloads['deferralProposed']['interest']
}

const proposeDeferral = preparation(
  {
    deferralId: shortId,
    cause: z.enum(causes),
    evidence: z.array(documentRef).max(20).default([]),
    from: date,
    until: date,
    interest: z.enum(deferralInterest).default('accrues'),
  },
  (facts, { deferralId, cause, evidence, from, until, interest, by }, moment, envelope) => {
    const wanted = { cause, evidence, from, until, interest }
    const wrong = whyKnown(facts, deferralId) ?? whyNot(facts, wanted, moment) ?? whyNotFor(wanted, moment)
    if (wrong) return wrong
    const { validDays } = moment.rules.strategy.arrangements.deferral
    const request = requestOf(facts, wanted, moment)
    const { authority } = moment.rules.terms
    const level = mayDecide(authority, by, request).ok ? null : levelNeeded(authority, request)
    if (level === null && !mayDecide(authority, by, request).ok)
      return refusal('AUTHORITY_EXCEEDED', 'no level may put payment off for so long')
    const validUntil = addDays(dateAt(moment.asOf, moment.zone), validDays)
    const payload = { deferralId, cause, evidence, from, until, interest, validUntil, level }
    return accepted({ ...envelope, key: `deferral/${deferralId}`, kind: 'deferralProposed', payload })
  },
)

function whyKnown(facts: readonly Fact[], deferralId: string): Judgement | null {
  return deferrals(facts).some(({ proposed }) => proposed.payload.deferralId === deferralId)
    ? refusal('DEFERRAL_KNOWN', `deferral ${deferralId} exists; choose another id for a further one`)
    : null
}

/** What holds of every deferral, when it is proposed, approved and agreed: others may have been agreed in between. */
function whyNot(facts: readonly Fact[], days: Days, moment: CommandMoment): Judgement | null {
  return whyNoMore(facts, moment) ?? whyNotThen(facts, days, moment)
}

function whyNoMore(facts: readonly Fact[], { asOf, rules }: CommandMoment): Judgement | null {
  if (episodeOf(facts)?.closed !== null)
    return refusal('NO_OPEN_CASE', 'there is no open case to put payment off for')
  const { most, withinDays } = rules.strategy.arrangements.deferral
  const recent = factsOf(facts, 'deferralAgreed').filter(
    ({ effectiveAt }) => effectiveAt >= asOf - withinDays * dayMs,
  )
  return recent.length >= most
    ? refusal('DEFERRALS_TOO_MANY', `at most ${most} within ${withinDays} days; look at hardship or a plan`)
    : null
}

function whyNotThen(
  facts: readonly Fact[],
  { from, until }: Days,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  const { longestMonths, beginWithinDays } = rules.strategy.arrangements.deferral
  const today = dateAt(asOf, zone)
  const [earliest, latest] = [addDays(today, -beginWithinDays), addDays(today, beginWithinDays)]
  const chain = chainOf({ from, until }, agreedDays(facts))
  if (until < from) return refusal('DATES_REVERSED', 'it ends before it begins')
  if (until < today || from < earliest)
    return refusal('DEFERRAL_PAST', `it begins on ${earliest} at the earliest and ends on ${today} or later`)
  if (chain.from > latest) return refusal('DEFERRAL_TOO_FAR', `it begins on ${latest} at the latest`)
  const months = monthsOf(chain)
  return months > longestMonths
    ? refusal('DEFERRAL_TOO_LONG', `at most ${longestMonths} months in a row: this makes ${months}`)
    : null
}

/** What it is for. */
function whyNotFor({ cause, evidence, from, interest }: Wanted, moment: CommandMoment): Judgement | null {
  const terms = moment.rules.strategy.arrangements.deferral
  if (!terms.causes.includes(cause))
    return refusal('CAUSE_NOT_COVERED', `payment is put off for ${terms.causes.join(', ')}: not for ${cause}`)
  if (evidence.length === 0 && terms.evidenceFor.includes(cause))
    return refusal('EVIDENCE_MISSING', `${cause} must be proven by a paper: name it`)
  if (interest === 'accrues') return null
  if (!terms.interestFreeFor.includes(cause)) {
    const text = `interest is frozen for ${terms.interestFreeFor.join(', ') || 'no cause'}: not for ${cause}`
    return refusal('INTEREST_NOT_FROZEN', text)
  }
  const today = dateAt(moment.asOf, moment.zone)
  return from < today
    ? refusal('INTEREST_PAST', `interest of days that have passed is owed: freeze it from ${today} on`)
    : null
}

/** What authority is asked about: the whole chain, and what is overdue. */
function requestOf(facts: readonly Fact[], days: Days, { asOf, zone }: CommandMoment): DecisionRequest {
  const amountCents = positionAt(facts, dateAt(asOf, zone))?.overdueCents ?? 0
  return { ...termRequest(facts, days), amountCents }
}

function termRequest(facts: readonly Fact[], days: Days): DecisionRequest {
  return { kind: 'deferral', termMonths: monthsOf(chainOf(days, agreedDays(facts))) }
}

const approveDeferral = command({ deferralId: shortId }, (facts, { deferralId, by }, moment, envelope) => {
  const deferral = openDeferral(facts, deferralId)
  if ('ok' in deferral) return deferral
  if (isApproved(deferral))
    return refusal('APPROVED_ALREADY', `deferral ${deferralId} needs no approval any more`)
  const wrong = whyNot(facts, deferral.proposed.payload, moment)
  if (wrong) return wrong
  const people = { person: by, maker: deferral.proposed.actor }
  const request = requestOf(facts, deferral.proposed.payload, moment)
  const answer = mayApprove(moment.rules.terms.authority, people, request)
  if (!answer.ok) return answer
  const payload = { deferralId, level: answer.level }
  return accepted(
    { ...envelope, key: `deferral/${deferralId}/approved`, kind: 'deferralApproved', payload },
    ...settled(facts, deferralMatter(deferralId), 'decided', envelope),
  )
})

/** What people must decide about a deferral. */
export function deferralMatter(deferralId: string): string {
  return `deferral/${deferralId}/approval`
}

const agreeDeferral = agreement(
  { deferralId: shortId, consent },
  (facts, { deferralId, consent: proof }, moment, envelope) => {
    const deferral = openDeferral(facts, deferralId)
    if ('ok' in deferral) return deferral
    const { level, validUntil } = deferral.proposed.payload
    if (deferral.agreed) return refusal('AGREED_ALREADY', `deferral ${deferralId} is agreed already`)
    if (!isApproved(deferral))
      return refusal('NOT_APPROVED', `a ${level ?? 'supervisor'} must approve deferral ${deferralId} first`)
    if (validUntil < dateAt(moment.asOf, moment.zone))
      return refusal('OFFER_EXPIRED', `it could be agreed until ${validUntil}; propose it anew`)
    const wrong = whyNot(facts, deferral.proposed.payload, moment) ?? whyNotCovered(facts, deferral, moment)
    if (wrong) return wrong
    const payload = { deferralId, consent: proof }
    return accepted({ ...envelope, key: `deferral/${deferralId}/agreed`, kind: 'deferralAgreed', payload })
  },
)

/** Whether the level that decided may put payment off for as long as it has become with what was agreed since. */
function whyNotCovered(
  facts: readonly Fact[],
  { proposed, approved }: Deferral,
  { rules }: CommandMoment,
): Judgement | null {
  const { authority } = rules.terms
  const level = approved?.payload.level ?? levelOf(authority, proposed.actor) ?? 'nobody'
  const answer = covers(authority, level, termRequest(facts, proposed.payload))
  return answer.ok ? null : answer
}

/**
 * Early, of one that was agreed: by the bank with authority for the days that are left, or at the customer's wish with
 * evidence. Before: declined by the customer; refused with authority for it, or by whoever proposed it.
 */
const endDeferral = command(
  { deferralId: shortId, outcome: z.enum(deferralEnds).exclude(['expired']).default('ended'), ...ending },
  (facts, { deferralId, outcome, because, evidence, by }, moment, envelope) => {
    const deferral = openDeferral(facts, deferralId)
    if ('ok' in deferral) return deferral
    const on = dateAt(moment.asOf, moment.zone)
    const { agreed, proposed, lastDay } = deferral
    if ((agreed !== null) !== (outcome === 'ended')) {
      const right = agreed ? 'ended' : 'declined or refused'
      return refusal('UNKNOWN_OUTCOME', `deferral ${deferralId} can be ${right}`)
    }
    if (agreed && lastDay < on)
      return refusal('DEFERRAL_ENDED', `deferral ${deferralId} lasted until ${lastDay}`)
    const isFree = outcome === 'declined' || (outcome === 'refused' && by === proposed.actor)
    const days = agreed ? daysLeft(proposed.payload, on) : proposed.payload
    const wish = agreed ? { because, evidence, by } : { because: 'bankDecision' as const, by }
    const wrong = isFree ? null : whyNotEnd(wish, requestOf(facts, days, moment), moment)
    if (wrong) return wrong
    const why = agreed ? withoutAbsent({ because, evidence }) : {}
    const payload = { deferralId, outcome, on, ...why }
    return accepted(
      { ...envelope, key: `deferral/${deferralId}/ended`, kind: 'deferralEnded', payload },
      ...settled(facts, deferralMatter(deferralId), 'decided', envelope),
    )
  },
)

function openDeferral(facts: readonly Fact[], deferralId: string): Deferral | Judgement {
  const deferral = deferrals(facts).find(({ proposed }) => proposed.payload.deferralId === deferralId)
  if (!deferral) return refusal('UNKNOWN_DEFERRAL', `there is no deferral ${deferralId}`)
  return deferral.ended
    ? refusal(
        'DEFERRAL_ENDED',
        `deferral ${deferralId} is ${deferral.ended.payload.outcome} since ${deferral.ended.payload.on}`,
      )
    : deferral
}

export const deferralCommands = { proposeDeferral, approveDeferral, agreeDeferral, endDeferral }
