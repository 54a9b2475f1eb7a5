// Which complaints are there, by when must each be answered, and was it late? Read from the facts each time.
import { type CalendarDate, type Instant, addDays, instantAt } from '../calendar-date'
import type { ComplaintFacts, ComplaintTerm } from './complaint-facts'

/** A fact about a complaint, on any account of a person. */
export type ComplaintFact = {
  [K in keyof ComplaintFacts]: { accountId: string; kind: K; payload: ComplaintFacts[K] }
}[keyof ComplaintFacts]

export type Complaint = ComplaintFacts['complaintReceived'] & {
  accountId: string
  term: ComplaintTerm
  /** null: nobody has answered it. */
  answer: ComplaintFacts['complaintAnswered'] | null
}

/** Every complaint, in the order in which they became known. */
export function complaintsOf(facts: readonly { kind: string }[]): Complaint[] {
  const complaints = new Map<string, Complaint>()
  for (const fact of facts) {
    if (isOf(fact, 'complaintReceived')) {
      const open = { term: 'ordinary' as const, answer: null }
      complaints.set(nameOf(fact), { accountId: fact.accountId, ...fact.payload, ...open })
    } else if (isOf(fact, 'complaintExtended')) {
      const { to, answerBy, targetOn } = fact.payload
      const complaint = complaints.get(nameOf(fact))
      if (complaint) Object.assign(complaint, { term: to, answerBy, targetOn })
    } else if (isOf(fact, 'complaintAnswered')) {
      const complaint = complaints.get(nameOf(fact))
      if (complaint) complaint.answer ??= fact.payload
    }
  }
  return [...complaints.values()]
}

/** Whether it was, or by `asOf` is, answered after the day for the answer, which ends in `zone`. */
export function isLate(
  { answer, answerBy }: { answer: { at: Instant } | null; answerBy: CalendarDate },
  asOf: Instant,
  zone: string,
): boolean {
  return (answer?.at ?? asOf) >= instantAt(addDays(answerBy, 1), zone)
}

function isOf<K extends keyof ComplaintFacts>(
  fact: { kind: string },
  kind: K,
): fact is Extract<ComplaintFact, { kind: K }> {
  return fact.kind === kind
}

function nameOf({ accountId, payload }: { accountId: string; payload: { complaintId: string } }): string {
  return `${accountId} ${payload.complaintId}`
}
