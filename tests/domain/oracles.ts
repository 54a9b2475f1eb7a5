// The plainest possible answers to what the domain answers cleverly, for the properties to compare with.
import { dateAt } from '../../domain/calendar-date'
import { type Fact, factsOf } from '../../domain/facts'
import { planStates } from '../../domain/arrangements/plan'
import type { Position } from '../../domain/money/position'
import type { Rung } from '../../domain/ladder/strategy'
import { zone } from './test-strategy'

/** What restrains a step at a moment, looked up in the plainest way; `escalates`: it is a visit or harsher. */
export function* restraints(facts: readonly Fact[], at: number, escalates: boolean): Iterable<string> {
  const lifted = new Map(factsOf(facts, 'holdLifted').map(({ payload }) => [payload.holdId, payload.at]))
  for (const { payload } of factsOf(facts, 'holdPlaced')) {
    const newEnd = factsOf(facts, 'holdExtended').findLast((fact) => fact.payload.holdId === payload.holdId)
    const end = (newEnd ?? { payload }).payload.until ?? Infinity
    const until = Math.min(end, lifted.get(payload.holdId) ?? Infinity)
    const counts = payload.reason !== 'complaint' || escalates
    if (counts && payload.from <= at && at < until) yield payload.holdId
  }
  for (const plan of planStates(facts, zone, at)) if (plan.status === 'running') yield plan.planId
  const ended = new Map(
    factsOf(facts, 'hardshipEnded').map(({ payload }) => [payload.agreementId, payload.on]),
  )
  for (const { payload } of factsOf(facts, 'hardshipAgreed')) {
    const today = dateAt(at, zone)
    const lastDay = [payload.until, ended.get(payload.agreementId) ?? '9999-12-31'].sort()[0] ?? ''
    if (payload.from <= today && today <= lastDay) yield payload.agreementId
  }
  const seen = factsOf(facts, 'accountFound').map(({ payload }) => payload.businessDate)
  for (const { payload } of factsOf(facts, 'accountMissing')) {
    if (!seen.some((day) => day > payload.businessDate)) yield `missing ${payload.businessDate}`
  }
}

/** Whether a debt meets the conditions of a rung, its least age apart. */
export function applies({ enter: { daysPastDue, overdueCents } }: Rung, position: Position): boolean {
  return (
    position.daysPastDue <= (daysPastDue.max ?? Infinity) &&
    position.overdueCents >= (overdueCents?.min ?? 0) &&
    position.overdueCents <= (overdueCents?.max ?? Infinity)
  )
}

/** The fact under another number of arrival; a withdrawal points at the new numbers. */
export function renumbered(fact: Fact, seqs: ReadonlyMap<number, number>): Fact {
  const seq = seqs.get(fact.seq) ?? 0
  if (fact.kind !== 'dropWithdrawn') return { ...fact, seq }
  return {
    ...fact,
    seq,
    payload: { ...fact.payload, seqs: fact.payload.seqs.map((old) => seqs.get(old) ?? 0) },
  }
}
