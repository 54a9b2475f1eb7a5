// How old was the debt on a day? Contract days past due as they stood then, by value dates: what became known later counts
// from its day. Holds and agreements never change them (architecture, decision 6).
import { type CalendarDate, addDays } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { type Position, positionAt } from './position'

/** The position on `day`, with what counted on it; null before anything was reported. */
export function positionOn(facts: readonly Fact[], day: CalendarDate): Position | null {
  return positionKnowing(facts, day, day)
}

/** The position at the beginning of `day`: what a payment of that value date meets. */
export function positionBefore(facts: readonly Fact[], day: CalendarDate): Position | null {
  return positionKnowing(facts, addDays(day, -1), day)
}

/**
 * Days before the first report are judged by it alone: it shows the bills, though not on which day they were paid in part.
 */
function positionKnowing(
  facts: readonly Fact[],
  knownUntil: CalendarDate,
  day: CalendarDate,
): Position | null {
  const known = facts.filter((fact) => dayOf(fact) <= knownUntil)
  const [first] = factsOf(facts, 'positionReported').sort((a, b) =>
    a.payload.businessDate.localeCompare(b.payload.businessDate),
  )
  return positionAt(known, day) ?? (first ? positionAt([first], day) : null)
}

/** From which day a fact about money counts; other facts do not matter here. */
function dayOf(fact: Fact): CalendarDate {
  switch (fact.kind) {
    case 'positionReported':
    case 'accountExited':
      return fact.payload.businessDate
    case 'paymentPosted':
    case 'paymentReversed':
      return fact.payload.valueOn
    default:
      return ''
  }
}
