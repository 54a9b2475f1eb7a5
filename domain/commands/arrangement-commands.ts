// May this plan or hardship agreement be recorded, or ended?
import { type CalendarDate, dateAt } from '../calendar-date'
import {
  type CommandMoment,
  type CommandOf,
  type Envelope,
  type Judgement,
  accepted,
  refusal,
} from './command-answer'
import { episodeOf } from '../ladder/decide'
import { type Fact, factsOf } from '../facts'

export function agreePlan(
  facts: readonly Fact[],
  command: CommandOf<'agreePlan'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  if (factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === command.planId)) {
    return refusal('PLAN_KNOWN', `plan ${command.planId} exists; choose another id for a further plan`)
  }
  const episode = episodeOf(facts)
  if (!episode || episode.closed !== null)
    return refusal('NO_OPEN_CASE', 'there is no open case to agree a plan for')
  const dates: CalendarDate[] = command.instalments.map((instalment) => instalment.dueOn)
  if (dates.some((dueOn, index) => index > 0 && dueOn <= (dates[index - 1] ?? ''))) {
    return refusal('INSTALMENTS_UNORDERED', 'instalments must have rising due dates')
  }
  if ((dates[0] ?? '') < dateAt(moment.asOf, moment.zone)) {
    return refusal('INSTALMENT_PAST', 'the first instalment is due in the past')
  }
  const { planId, instalments, toleranceCents, graceDays, evidence } = command
  const payload = { planId, instalments, toleranceCents, graceDays, evidence }
  return accepted({ ...envelope, key: `plan/${planId}`, kind: 'planAgreed', payload })
}

export function cancelPlan(
  facts: readonly Fact[],
  { planId }: CommandOf<'cancelPlan'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const known = factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === planId)
  if (!known) return refusal('UNKNOWN_PLAN', `there is no plan ${planId}`)
  const ended = factsOf(facts, 'planEnded').find(({ payload }) => payload.planId === planId)
  if (ended) {
    return refusal('PLAN_ENDED', `plan ${planId} was ${ended.payload.outcome} on ${ended.payload.on}`)
  }
  const payload = { planId, outcome: 'cancelled' as const, on: dateAt(moment.asOf, moment.zone) }
  return accepted({ ...envelope, key: `plan/${planId}/cancelled`, kind: 'planEnded', payload })
}

export function agreeHardship(
  facts: readonly Fact[],
  { agreementId, from, until, evidence }: CommandOf<'agreeHardship'>,
  envelope: Envelope,
): Judgement {
  if (factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)) {
    return refusal('AGREEMENT_KNOWN', `agreement ${agreementId} exists; choose another id for a further one`)
  }
  if (until < from) return refusal('DATES_REVERSED', 'the agreement ends before it begins')
  const payload = { agreementId, from, until, evidence }
  return accepted({ ...envelope, key: `hardship/${agreementId}`, kind: 'hardshipAgreed', payload })
}

export function endHardship(
  facts: readonly Fact[],
  { agreementId, note }: CommandOf<'endHardship'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const known = factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)
  if (!known) return refusal('UNKNOWN_AGREEMENT', `there is no hardship agreement ${agreementId}`)
  const ended = factsOf(facts, 'hardshipEnded').find(({ payload }) => payload.agreementId === agreementId)
  if (ended) return refusal('AGREEMENT_ENDED', `agreement ${agreementId} ended on ${ended.payload.on}`)
  const payload = { agreementId, on: dateAt(moment.asOf, moment.zone), reason: note ?? 'ended' }
  return accepted({ ...envelope, key: `hardship/${agreementId}/ended`, kind: 'hardshipEnded', payload })
}
