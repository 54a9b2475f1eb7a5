// When does a dispute stop the ladder? A dispute of the whole debt does; one of a bill stops what is done about that bill;
// and when everything overdue is disputed or about to be corrected, there is nothing left to collect.
import type { Instant } from '../calendar-date'
import type { Fact } from '../facts'
import type { Standstill } from '../ladder/standstill'
import { type Dispute, disputesOf } from './dispute-state'

/** Disputes of the whole debt, past ones included, for the waits that they have stretched. */
export function wholeDisputes(facts: readonly Fact[]): Standstill[] {
  return disputesOf(facts)
    .filter(({ bills }) => bills.length === 0)
    .map((dispute) => standstill(dispute, 'the whole debt is disputed'))
}

/** Disputes about one of these bills: waits under it are longer by them when it is collected again. */
export function billDisputes(facts: readonly Fact[], billIds: readonly string[]): Standstill[] {
  return disputesOf(facts)
    .filter(({ bills }) => bills.some((billId) => billIds.includes(billId)))
    .map((dispute) => standstill(dispute, `bill ${dispute.bills.join(', ')} is disputed`))
}

/** Nothing of what is overdue may be collected; it ends with a new fact, or when another bill falls due. */
export function nothingToCollect({ facts, since }: { facts: readonly Fact[]; since: Instant }): Standstill {
  const last = disputesOf(facts).at(-1)
  return {
    kind: 'dispute',
    id: last?.disputeId ?? 'correction',
    why: 'all that is overdue is disputed, or corrected and not yet in the books',
    from: last?.from ?? since,
  }
}

function standstill({ disputeId, from, endedAt }: Dispute, why: string): Standstill {
  return { kind: 'dispute', id: disputeId, why, from, ...(endedAt === null ? {} : { until: endedAt }) }
}
