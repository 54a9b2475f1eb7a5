// May this repayment plan be recorded, or ended?
import { z } from 'zod'
import { type CalendarDate, dateAt } from '../calendar-date'
import { accepted, command, refusal } from '../commands/command'
import { cents, date, id, note } from '../commands/fields'
import { factsOf } from '../facts'
import { episodeOf } from '../ladder/case-view'

const agreePlan = command(
  {
    planId: id,
    instalments: z
      .array(z.strictObject({ dueOn: date, amountCents: cents }))
      .min(1)
      .max(60),
    toleranceCents: z.int().nonnegative().default(0),
    graceDays: z.int().min(0).max(30).default(3),
    evidence: id,
  },
  (facts, { planId, instalments, toleranceCents, graceDays, evidence }, moment, envelope) => {
    if (factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === planId)) {
      return refusal('PLAN_KNOWN', `plan ${planId} exists; choose another id for a further plan`)
    }
    const episode = episodeOf(facts)
    if (!episode || episode.closed !== null)
      return refusal('NO_OPEN_CASE', 'there is no open case to agree a plan for')
    const dates: CalendarDate[] = instalments.map((instalment) => instalment.dueOn)
    if (dates.some((dueOn, index) => index > 0 && dueOn <= (dates[index - 1] ?? ''))) {
      return refusal('INSTALMENTS_UNORDERED', 'instalments must have rising due dates')
    }
    if ((dates[0] ?? '') < dateAt(moment.asOf, moment.zone)) {
      return refusal('INSTALMENT_PAST', 'the first instalment is due in the past')
    }
    const payload = { planId, instalments, toleranceCents, graceDays, evidence }
    return accepted({ ...envelope, key: `plan/${planId}`, kind: 'planAgreed', payload })
  },
)

const cancelPlan = command({ planId: id, note }, (facts, { planId }, moment, envelope) => {
  const known = factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === planId)
  if (!known) return refusal('UNKNOWN_PLAN', `there is no plan ${planId}`)
  const ended = factsOf(facts, 'planEnded').find(({ payload }) => payload.planId === planId)
  if (ended) {
    return refusal('PLAN_ENDED', `plan ${planId} was ${ended.payload.outcome} on ${ended.payload.on}`)
  }
  const payload = { planId, outcome: 'cancelled' as const, on: dateAt(moment.asOf, moment.zone) }
  return accepted({ ...envelope, key: `plan/${planId}/cancelled`, kind: 'planEnded', payload })
})

export const planCommands = { agreePlan, cancelPlan }
