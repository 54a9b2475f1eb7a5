// In which bucket and class is an account, and since when? By contract days past due alone, which no hold or agreement
// changes; the class is the worst of all ladders that apply (CN-CLS-01, CN-CLS-02).
import { type CalendarDate, addDays } from '../calendar-date'
import { type Fact, type Product, factsOf } from '../facts'
import { type LoanClass, worstLoanClass } from '../policy/terms'
import { positionOn } from './age'
import type { MoneyTerms } from './contracts'
import { bucketOf } from './position'

/** A day on which bucket or class became another one. */
export interface ClassChange {
  on: CalendarDate
  daysPastDue: number
  bucket: string
  loanClass: LoanClass
}

export interface Classification {
  daysPastDue: number
  bucket: string
  bucketSince: CalendarDate
  loanClass: LoanClass
  loanClassSince: CalendarDate
  /** The ladders that give this class. */
  ruleIds: string[]
  /** Every change since the first report, the oldest first. */
  history: ClassChange[]
}

/**
 * Bucket and class on `on` from the facts that count, with the days on which they changed; null before the first report.
 * What became known later counts from its value date: the history says how old the debt was, not what was thought then.
 */
export function classificationOn(
  facts: readonly Fact[],
  { loanClasses }: Pick<MoneyTerms, 'loanClasses'>,
  on: CalendarDate,
): Classification | null {
  const reports = factsOf(facts, 'positionReported').filter(({ payload }) => payload.businessDate <= on)
  const days = reports.map(({ payload }) => payload.businessDate).sort()
  const product = reports.at(-1)?.payload.product
  const first = days[0]
  if (product === undefined || first === undefined) return null
  const begin = beginOf(facts, first)
  const history: ClassChange[] = []
  for (let day = begin; day <= on; day = addDays(day, 1)) {
    const daysPastDue = positionOn(facts, day)?.daysPastDue ?? 0
    const bucket = bucketOf(daysPastDue)
    const { loanClass } = worstLoanClass(loanClasses, { product, daysPastDue })
    const last = history.at(-1)
    if (last?.bucket !== bucket || last.loanClass !== loanClass)
      history.push({ on: day, daysPastDue, bucket, loanClass })
  }
  return standing(history, facts, { loanClasses, product, on })
}

function standing(
  history: ClassChange[],
  facts: readonly Fact[],
  {
    loanClasses,
    product,
    on,
  }: { loanClasses: MoneyTerms['loanClasses']; product: Product; on: CalendarDate },
): Classification | null {
  const now = history.at(-1)
  if (!now) return null
  const daysPastDue = positionOn(facts, on)?.daysPastDue ?? 0
  const since = (same: (change: ClassChange) => boolean) => {
    const other = history.findLastIndex((change) => !same(change))
    return history[other + 1]?.on ?? now.on
  }
  return {
    daysPastDue,
    bucket: now.bucket,
    bucketSince: since(({ bucket }) => bucket === now.bucket),
    loanClass: now.loanClass,
    loanClassSince: since(({ loanClass }) => loanClass === now.loanClass),
    ruleIds: worstLoanClass(loanClasses, { product, daysPastDue }).ruleIds,
    history,
  }
}

/** The first day that can be told of: the due date of the oldest bill of the first report. */
function beginOf(facts: readonly Fact[], firstReport: CalendarDate): CalendarDate {
  const first = factsOf(facts, 'positionReported').find(({ payload }) => payload.businessDate === firstReport)
  const oldest = first?.payload.bills.map(({ dueOn }) => dueOn).sort()[0] ?? firstReport
  return oldest < firstReport ? oldest : firstReport
}
