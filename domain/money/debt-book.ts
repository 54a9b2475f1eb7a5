// The running account of one debt: bills with what is owed on them, and the entries that made it so. Whatever changes the
// debt is an entry; the balances are their sums.
import type { CalendarDate } from '../calendar-date'
import type { UnpaidBill } from '../facts'
import { type Use, allocate } from './allocation'
import { type BillAccount, endPeriod, openBillAccount } from './bill-account'
import type { Contract } from './contracts'
import { type Entry, type EntryKind, type Part, type PartCents, nothing, parts, sumOf } from './debt-entry'

/** Kinds of entries that change what the bank's bill is to show; the others change only what is still owed of it. */
const billing: ReadonlySet<EntryKind> = new Set<EntryKind>([
  ...(['opening', 'interest', 'penaltyFee', 'adjustment'] as const),
  ...(['carriedOver', 'billed', 'split', 'difference'] as const),
])

export type Words = Pick<Entry, 'kind' | 'on' | 'text'> & { paymentId?: string }

export class DebtBook {
  readonly entries: Entry[] = []
  private readonly byId = new Map<string, BillAccount>()
  private inOrder: readonly BillAccount[] = []
  /** How much of a use of money has been given back. */
  private readonly undone = new Map<Entry, number>()
  /** On no bill: below zero what was paid too much, above zero what came back and stands on no bill. */
  unassignedCents = 0
  /** The bank reports the account no more: no fee arises. */
  isClosed = false

  constructor(private readonly contract: Contract) {}

  /** The bills in the order in which they were due. */
  bills(): readonly BillAccount[] {
    return this.inOrder
  }

  bill(billId: string): BillAccount | undefined {
    return this.byId.get(billId)
  }

  open(bill: UnpaidBill): BillAccount {
    const account = openBillAccount(bill)
    this.byId.set(bill.billId, account)
    this.inOrder = [...this.byId.values()].sort(
      (a, b) => a.bill.dueOn.localeCompare(b.bill.dueOn) || a.bill.billId.localeCompare(b.bill.billId),
    )
    return account
  }

  post(entry: Entry): void {
    this.entries.push(entry)
    const account = entry.billId === null ? undefined : this.byId.get(entry.billId)
    if (!account) {
      this.unassignedCents += entry.cents
      return
    }
    const balance = entry.unbilled ? account.unbilled : account.owed
    balance[entry.part] += entry.cents
    if (billing.has(entry.kind) && !entry.unbilled) account.billed[entry.part] += entry.cents
  }

  /** Changes one part of one bill. What a bill does not owe cannot be taken off it: it is then paid too much. */
  change(billId: string, part: Part, cents: number, words: Words): void {
    const account = this.byId.get(billId)
    const owed = account?.owed[part] ?? 0
    const onBill = Math.max(cents, -owed)
    // The bank's bill changes by all of it, also where a payment had met it.
    if (account && billing.has(words.kind)) account.billed[part] += cents - onBill
    if (onBill !== 0) this.post({ ...words, billId, part, unbilled: false, cents: onBill })
    if (onBill !== cents) this.post({ ...words, billId: null, part, unbilled: false, cents: cents - onBill })
  }

  /** Waives or corrects one part of one bill: what is on it first, then what is not billed yet. */
  adjust(billId: string, part: Part, cents: number, words: Words): void {
    const account = this.byId.get(billId)
    const notYetCents = Math.min(
      Math.max(0, -cents - (account?.owed[part] ?? 0)),
      account?.unbilled[part] ?? 0,
    )
    if (notYetCents > 0) this.post({ ...words, billId, part, unbilled: true, cents: -notYetCents })
    if (cents + notYetCents !== 0) this.change(billId, part, cents + notYetCents, words)
  }

  /** Uses money for the bills in the given order; what is left over is kept as paid too much. */
  pay(
    amountCents: number,
    by: { order: readonly Part[]; designated?: readonly string[] },
    words: Words,
  ): void {
    const { uses, unusedCents } = allocate(amountCents, this.bills(), by.order, this.contract, by.designated)
    for (const use of uses) this.post({ ...words, ...use, unbilled: false, cents: -use.cents })
    if (unusedCents > 0)
      this.post({ ...words, billId: null, part: 'principal', unbilled: false, cents: -unusedCents })
  }

  /** Gives back what a payment was used for, the last use first, up to `amountCents`; returns what it was not used for. */
  takeBack(amountCents: number, usedAs: (entry: Entry) => boolean, words: Words): number {
    let leftCents = amountCents
    for (const entry of this.entries.filter(usedAs).reverse()) {
      const undoneCents = this.undone.get(entry) ?? 0
      const cents = Math.min(leftCents, -entry.cents - undoneCents)
      if (cents <= 0) continue
      leftCents -= cents
      this.undone.set(entry, undoneCents + cents)
      const { billId, part } = entry
      this.post({ ...words, billId, part, unbilled: false, cents })
    }
    return leftCents
  }

  /** Uses what was paid too much for what is owed now. */
  useCredit(order: readonly Part[], on: CalendarDate): void {
    if (this.unassignedCents >= 0) return
    const words = { kind: 'creditUsed', on, text: 'paid too much before, used for what is owed now' } as const
    const uses: Use[] = allocate(-this.unassignedCents, this.bills(), order, this.contract).uses
    for (const use of uses) {
      this.post({ ...words, billId: null, part: use.part, unbilled: false, cents: use.cents })
      this.post({ ...words, ...use, unbilled: false, cents: -use.cents })
    }
  }

  /** What came back had been paid too much, and was since used for a bill: it is owed there again. */
  restoreCredit(words: Words): void {
    const wantedCents = Math.max(0, this.unassignedCents)
    const isUse = ({ kind, billId }: Entry) => kind === 'creditUsed' && billId !== null
    const restoredCents = wantedCents - this.takeBack(wantedCents, isUse, words)
    if (restoredCents > 0)
      this.post({ ...words, billId: null, part: 'principal', unbilled: false, cents: -restoredCents })
  }

  /** Ends the running periods of all bills, so that interest up to the day before is owed. */
  endPeriods(): void {
    for (const account of this.byId.values())
      for (const entry of endPeriod(account, this.contract)) this.post(entry)
  }

  /** What is owed by kind, on bills of the bank's; `unbilled`: what is not on one yet. */
  totals(): { owed: PartCents; unbilled: PartCents } {
    const owed = nothing()
    const unbilled = nothing()
    for (const account of this.byId.values())
      for (const part of parts) {
        owed[part] += account.owed[part]
        unbilled[part] += account.unbilled[part]
      }
    return { owed, unbilled }
  }

  /** The whole debt; below zero when more was paid than is owed. */
  wholeCents(): number {
    const { owed, unbilled } = this.totals()
    return sumOf(owed) + sumOf(unbilled) + this.unassignedCents
  }
}
