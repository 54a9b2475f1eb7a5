// May this dispute be raised, answered or taken back?
import { z } from 'zod'
import { mayApprove } from '../arrangements/authority'
import { type CalendarDate, dateAt, instantAt } from '../calendar-date'
import { type Asked, type Judgement, accepted, command, refusal } from '../commands/command'
import { cents, date, id, shortId } from '../commands/fields'
import { type Fact, type UnpaidBill, factsOf } from '../facts'
import { settled } from '../ladder/awaited'
import { formatCents } from '../money/money'
import { positionAt } from '../money/position'
import type { Terms } from '../terms'
import { type BillCorrection, disputeGrounds, disputeOutcomes, inboundChannels } from './dispute-facts'
import { bureauMark, disputeMatter, fraudTask, verificationTask } from './dispute-inquiry'
import { type Dispute, disputesOf, notCollected } from './dispute-state'
import { answerDays } from './dispute-terms'
import { mayNotEnd } from './level'

const hourMs = 3_600_000

const raise = {
  disputeId: shortId,
  ground: z.enum(disputeGrounds),
  /** Empty: the whole debt. */
  bills: z.array(id).max(200).default([]),
  channel: z.enum(inboundChannels),
  /** Absent: today. */
  raisedOn: date.optional(),
  evidence: id.optional(),
}

/** Marks the debt and stops the disputed part at once (CN-DIS-01), opens the task to verify it. */
const raiseDispute = command(raise, (facts, asked, { asOf, zone, rules }, envelope) => {
  const today = dateAt(asOf, zone)
  const { disputeId, ground, bills, channel, raisedOn = today, evidence } = asked
  const wrong = cannotRaise(facts, { disputeId, bills, raisedOn }, today)
  if (wrong) return wrong
  const { disputes: terms, calendar } = rules.terms
  const days = answerDays(terms, { ground, raisedOn }, calendar)
  const from = raisedOn === today ? asOf : instantAt(raisedOn, zone)
  const proof = evidence === undefined ? {} : { evidence }
  const payload = { disputeId, ground, bills, channel, raisedOn, from, ...days, ...proof }
  const dueAt = asOf + terms.cardOperations.hours * hourMs
  return accepted(
    { ...envelope, effectiveAt: from, key: `dispute/${disputeId}`, kind: 'disputeRaised', payload },
    bureauMark(disputeId, true, envelope),
    verificationTask(payload, zone, envelope),
    ...(ground === 'fraud' ? [fraudTask(payload, dueAt, envelope)] : []),
  )
})

function cannotRaise(
  facts: readonly Fact[],
  { disputeId, bills, raisedOn }: { disputeId: string; bills: readonly string[]; raisedOn: CalendarDate },
  today: CalendarDate,
): Judgement | null {
  const disputes = disputesOf(facts)
  if (disputes.some((known) => known.disputeId === disputeId))
    return refusal('DISPUTE_KNOWN', `dispute ${disputeId} exists; choose another id for a further one`)
  if (raisedOn > today) return refusal('RAISED_IN_FUTURE', `${raisedOn} has not come: today is ${today}`)
  const known = positionAt(facts, today)?.bills.map(({ billId }) => billId) ?? []
  if (known.length === 0)
    return refusal('NOTHING_OWED', 'the account has no unpaid bill that could be disputed')
  const stranger = bills.find((billId) => !known.includes(billId))
  if (stranger !== undefined)
    return refusal('UNKNOWN_BILL', `there is no unpaid bill ${stranger}; unpaid are ${known.join(', ')}`)
  const open = disputes.filter(({ endedAt }) => endedAt === null)
  const same = open.find((dispute) => overlaps(dispute, bills))
  return same
    ? refusal(
        'DISPUTED_ALREADY',
        `dispute ${same.disputeId} is open about it; answer or withdraw that one first`,
      )
    : null
}

/** A dispute of the whole debt takes in every bill; a further one about single bills would be answered twice. */
function overlaps(dispute: Dispute, bills: readonly string[]): boolean {
  if (dispute.bills.length === 0) return true
  return bills.some((billId) => dispute.bills.includes(billId))
}

const answer = {
  disputeId: shortId,
  outcome: z.enum(disputeOutcomes),
  /** The written answer. */
  document: id,
  /** What comes off each bill; absent in a dispute that was right in all: the whole of the disputed bills. */
  corrections: z
    .array(z.strictObject({ billId: id, amountCents: cents }))
    .max(200)
    .default([]),
}

/** Answered by somebody else than who raised the dispute. */
const answerDispute = command(answer, (facts, asked, { asOf, zone, rules }, envelope) => {
  const { disputeId, outcome, document } = asked
  const dispute = openDispute(facts, disputeId)
  if ('refused' in dispute) return dispute.refused
  const bills = correctable(facts, dispute, dateAt(asOf, zone))
  const wrong = wrongCorrections(asked, bills)
  if (wrong) return wrong
  const whole = outcome === 'upheld' && asked.corrections.length === 0
  const corrections = whole ? bills.filter(({ amountCents }) => amountCents > 0) : asked.corrections
  const mayNot = mayNotAnswer(facts, asked, corrections, rules.terms)
  if (mayNot) return mayNot
  const payload = { disputeId, at: asOf, outcome, document, corrections }
  return accepted(
    { ...envelope, key: `dispute/${disputeId}/answered`, kind: 'disputeAnswered', payload },
    // What is to be booked stays marked until it is (dispute-inquiry.ts).
    ...(corrections.length === 0 ? [bureauMark(disputeId, false, envelope)] : []),
    ...settled(facts, disputeMatter(disputeId), 'answered', envelope),
  )
})

function wrongCorrections(
  { outcome, corrections }: Asked<typeof answer>,
  bills: readonly BillCorrection[],
): Judgement | null {
  if (outcome === 'rejected' && corrections.length > 0)
    return refusal('CORRECTION_NOT_EXPECTED', 'a dispute that is rejected corrects nothing')
  if (outcome === 'partlyUpheld' && corrections.length === 0)
    return refusal(
      'CORRECTION_MISSING',
      'say what comes off which bill: a dispute that was right in part corrects it',
    )
  for (const [index, { billId, amountCents }] of corrections.entries()) {
    if (corrections.findIndex((one) => one.billId === billId) !== index)
      return refusal('DUPLICATE_BILL', `bill ${billId} is named twice: say once what comes off it`)
    const bill = bills.find((known) => known.billId === billId)
    if (!bill) {
      const disputed = bills.map((known) => known.billId).join(', ')
      return refusal('UNKNOWN_BILL', `bill ${billId} is not part of the dispute: it is about ${disputed}`)
    }
    if (amountCents > bill.amountCents) {
      const most = formatCents(bill.amountCents)
      return refusal('CORRECTION_TOO_LARGE', `bill ${billId} is ${most}: no more than that comes off it`)
    }
  }
  return null
}

/** Taken back by the customer, says somebody with the level for it, and not the one who entered it. */
const withdrawDispute = command({ disputeId: shortId, evidence: id }, (facts, asked, moment, envelope) => {
  const { asOf, rules } = moment
  const { disputeId, evidence } = asked
  const dispute = openDispute(facts, disputeId)
  if ('refused' in dispute) return dispute.refused
  const mayNot = mayNotEndIt(facts, asked, rules.terms)
  if (mayNot) return mayNot
  return accepted(
    {
      ...envelope,
      key: `dispute/${disputeId}/withdrawn`,
      kind: 'disputeWithdrawn',
      payload: { disputeId, at: asOf, evidence },
    },
    bureauMark(disputeId, false, envelope),
    ...settled(facts, disputeMatter(disputeId), 'withdrawn', envelope),
  )
})

function openDispute(facts: readonly Fact[], disputeId: string): Dispute | { refused: Judgement } {
  const dispute = disputesOf(facts).find((known) => known.disputeId === disputeId)
  if (!dispute) return { refused: refusal('UNKNOWN_DISPUTE', `there is no dispute ${disputeId}`) }
  if (dispute.endedAt === null) return dispute
  return {
    refused: refusal('DISPUTE_ENDED', `dispute ${disputeId} was ${dispute.outcome ?? 'ended'} already`),
  }
}

function disputedBills(facts: readonly Fact[], { bills }: Dispute, today: CalendarDate): UnpaidBill[] {
  const unpaid = positionAt(facts, today)?.bills ?? []
  return bills.length === 0 ? unpaid : unpaid.filter(({ billId }) => bills.includes(billId))
}

/** The most that can come off each disputed bill: less what earlier answers took off and the books do not show yet. */
function correctable(facts: readonly Fact[], dispute: Dispute, today: CalendarDate): BillCorrection[] {
  const { correctedCents } = notCollected(facts)
  return disputedBills(facts, dispute, today).map(({ billId, totalCents }) => ({
    billId,
    amountCents: Math.max(0, totalCents - (correctedCents.get(billId) ?? 0)),
  }))
}

/** What takes money off needs authority for the sum, what takes none off the level to end a dispute; both a second person. */
function mayNotAnswer(
  facts: readonly Fact[],
  asked: Asked<typeof answer>,
  corrections: readonly BillCorrection[],
  terms: Terms,
): Judgement | null {
  const amountCents = corrections.reduce((sum, one) => sum + one.amountCents, 0)
  if (amountCents === 0) return mayNotEndIt(facts, asked, terms)
  const people = { person: asked.by, maker: raiserOf(facts, asked) }
  const may = mayApprove(terms.authority, people, { kind: 'refund', amountCents })
  return may.ok ? null : refusal(may.code, may.message)
}

function mayNotEndIt(
  facts: readonly Fact[],
  { disputeId, by }: { disputeId: string; by: string },
  terms: Terms,
): Judgement | null {
  const below = mayNotEnd(terms, 'dispute', by)
  if (below) return below
  return raiserOf(facts, { disputeId }) === by
    ? refusal('SAME_PERSON', `${by} entered dispute ${disputeId}; somebody else must reject or take it back`)
    : null
}

function raiserOf(facts: readonly Fact[], { disputeId }: { disputeId: string }): string {
  return factsOf(facts, 'disputeRaised').find(({ payload }) => payload.disputeId === disputeId)?.actor ?? ''
}

export const disputeCommands = { raiseDispute, answerDispute, withdrawDispute }
