// What of a payment is used for which part of which bill? In the lawful order for its age at the value date, by the
// contract's way through the bills, unless the debtor has said for which bill it is (CN-ALLOC-01 to 04).
import type { BillAccount } from './bill-account'
import type { Contract } from './contracts'
import type { Part } from './debt-entry'

export interface Use {
  billId: string
  part: Part
  cents: number
}

/**
 * The uses of `amountCents`, in the order in which they are made, and what no bill needs.
 * @param accounts bills in the order in which they were due
 * @param order kinds of debt, the first to be met first
 * @param designated bills that the debtor named, in that order: met before the others (Civil Code, article 560)
 */
export function allocate(
  amountCents: number,
  accounts: readonly BillAccount[],
  order: readonly Part[],
  { paymentsMeetFirst }: Pick<Contract, 'paymentsMeetFirst'>,
  designated: readonly string[] = [],
): { uses: Use[]; unusedCents: number } {
  const named = [...new Set(designated)].flatMap((id) => accounts.filter(({ bill }) => bill.billId === id))
  const others = accounts.filter((account) => !named.includes(account))
  const byBill = (list: readonly BillAccount[]) =>
    list.flatMap((account) => order.map((part) => ({ account, part })))
  const byKind = (list: readonly BillAccount[]) =>
    order.flatMap((part) => list.map((account) => ({ account, part })))
  const places = [...byBill(named), ...(paymentsMeetFirst === 'bills' ? byBill(others) : byKind(others))]

  let leftCents = amountCents
  const uses: Use[] = []
  for (const { account, part } of places) {
    const cents = Math.min(leftCents, account.owed[part])
    if (cents <= 0) continue
    leftCents -= cents
    uses.push({ billId: account.bill.billId, part, cents })
  }
  return { uses, unusedCents: leftCents }
}
