// How much may be asked for of what was agreed? The debt can have become smaller than the instalment in the meantime: by
// what was paid before and became known later, by a correction, by what the bank's books say. The same for promises, plans,
// relief and offers.
import { dateAt } from '../calendar-date'
import type { CaseView } from '../ladder/case-view'
import type { ServiceNotice } from '../ladder/service-notice'
import { decidedIn } from '../money/decided'
import { statementOf } from '../money/statement'
import { notCollected } from '../protection/dispute-state'
import { collectableDebtCents, debtOf } from './plan-debt'

/** Notices that ask for money ask for no more than is collected of the debt; with nothing left of it they do not leave. */
export function askedAtMost(view: CaseView, notices: readonly ServiceNotice[]): ServiceNotice[] {
  return notices.flatMap((notice): ServiceNotice[] => {
    const { amountCents: agreedCents } = notice.agreed
    if (agreedCents === undefined) return [notice]
    const amountCents = leftOf(agreedCents, view)
    return amountCents === 0 ? [] : [{ ...notice, agreed: { ...notice.agreed, amountCents } }]
  })
}

function leftOf(agreedCents: number, view: CaseView): number {
  const reportedCents = collectableDebtCents(view.facts)
  if (reportedCents === 0 || agreedCents <= reportedCents) return Math.min(agreedCents, reportedCents)
  return Math.min(agreedCents, Math.max(reportedCents, itemisedCents(view, reportedCents)))
}

/** With the interest of the days since the bank's report, about which relief is agreed too. */
function itemisedCents(
  { facts, asOf, rules: { strategy, terms } }: CaseView,
  collectableCents: number,
): number {
  const { zone } = strategy
  const statement = statementOf(facts, terms.money, dateAt(asOf, zone), decidedIn(facts, terms, zone))
  if (!statement) return 0
  const { bills: out } = notCollected(facts)
  const disputed = statement.bills.filter(({ billId }) => out === 'all' || out.has(billId))
  const left = disputed.reduce((sum, { totalCents }) => sum - totalCents, statement.totalCents)
  // Money meets what is not disputed first (plan-debt.ts); the statement has its own order.
  const accruedCents = Math.max(0, statement.totalCents - (debtOf(facts)?.balanceCents ?? 0))
  return Math.min(left, collectableCents + accruedCents)
}
