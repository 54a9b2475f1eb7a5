// Was there anything to ask for when the contact was made? What was due by the books, less what was disputed, found not to
// be owed or known to be paid since: nothing left means that there was not (case 67 of the conduct rules).
import { z } from 'zod'
import { openDisputes } from './agreements'
import { type KnownFact, type Person, knownBefore } from './evidence'
import type { Fault } from './own-rules'

const bill = z.object({
  billId: z.string(),
  dueOn: z.string(),
  minimumDueCents: z.number(),
  totalCents: z.number().default(0),
  paidCents: z.number(),
})
const position = z.object({
  businessDate: z.string(),
  balanceCents: z.number().default(Infinity),
  toleranceCents: z.number().default(0),
  bills: z.array(bill),
})
type Books = z.output<typeof position>
const payment = z.object({ paymentId: z.string(), amountCents: z.number(), postedOn: z.string() })
const reversal = z.object({ amountCents: z.number(), postedOn: z.string() })
const voided = z.object({ paymentId: z.string() })
const answered = z.object({
  corrections: z.array(z.object({ billId: z.string(), amountCents: z.number() })).default([]),
})

/** Why nothing could be asked for on `today`, as it was known at `at`; null: something was due. */
export function nothingDue(person: Person, accountId: string, at: number, today: string): Fault | null {
  const own = ofAccount(person, accountId)
  const books = newestBooks(own, at)
  if (!books) return null
  const overdue = books.bills
    .map((one) => ({ ...one, openCents: Math.max(0, one.minimumDueCents - one.paidCents) }))
    .filter(({ dueOn, openCents }) => dueOn < today && openCents > 0)
  if (overdue.length === 0) return null
  const contested = new Set(openDisputes(own, at).flatMap(({ bills }) => bills))
  const asked = overdue.filter(({ billId }) => !contested.has(billId))
  if (asked.length === 0)
    return { rule: 'DURING_DISPUTE', text: `${accountId}: every bill that was due was disputed` }
  const owedCents = asked.reduce(
    (sum, { billId, openCents }) => sum + Math.max(0, openCents - correctedCents(own, billId, books, at)),
    0,
  )
  if (owedCents === 0)
    return { rule: 'NOT_OWED', text: `${accountId}: what was due had been found not to be owed` }
  return owedCents - paidCents(own, books, at) <= books.toleranceCents
    ? { rule: 'AFTER_PAYMENT', text: `${accountId}: all that was due had been paid` }
    : null
}

/** Whether the whole balance had been paid before `at`: then not even what was agreed is due any more. */
export function allPaid(person: Person, accountId: string, at: number): boolean {
  const own = ofAccount(person, accountId)
  const books = newestBooks(own, at)
  return books !== null && books.balanceCents > 0 && paidCents(own, books, at) >= books.balanceCents
}

function ofAccount({ facts }: Person, accountId: string): KnownFact[] {
  return facts.filter((fact) => fact.accountId === accountId)
}

function newestBooks(own: readonly KnownFact[], at: number): Books | null {
  const known = knownBefore(own, 'positionReported', position, at).map(({ payload }) => payload)
  return known.sort((a, b) => a.businessDate.localeCompare(b.businessDate)).at(-1) ?? null
}

/** What the books do not have yet: posted after their day, less what came back and what never was. */
function paidCents(own: readonly KnownFact[], { businessDate }: Books, at: number): number {
  const never = new Set(knownBefore(own, 'paymentVoided', voided, at).map(({ payload }) => payload.paymentId))
  const posted = knownBefore(own, 'paymentPosted', payment, at).filter(
    ({ payload }) => !never.has(payload.paymentId),
  )
  const cameBack = knownBefore(own, 'paymentReversed', reversal, at)
  const sumOf = (movements: readonly { payload: z.output<typeof reversal> }[]) =>
    movements
      .filter(({ payload: { postedOn } }) => postedOn > businessDate)
      .reduce((sum, { payload: { amountCents } }) => sum + amountCents, 0)
  return sumOf(posted) - sumOf(cameBack)
}

/** What answers took off a bill that had not fallen in the books since. */
function correctedCents(own: readonly KnownFact[], billId: string, books: Books, at: number): number {
  const totalIn = (some: Books | null) => some?.bills.find((one) => one.billId === billId)?.totalCents ?? 0
  return knownBefore(own, 'disputeAnswered', answered, at)
    .filter(({ since }) => totalIn(books) >= totalIn(newestBooks(own, since)))
    .flatMap(({ payload }) => payload.corrections)
    .filter((correction) => correction.billId === billId)
    .reduce((sum, { amountCents }) => sum + amountCents, 0)
}
