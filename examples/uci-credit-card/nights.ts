// What does the bank report each night? One drop for every day from firstNight to lastNight, from the books of the
// clients' cards at its close: who is overdue, what was paid, who left and why.
import { join } from 'node:path'
import { addDays, type CalendarDate } from '../../domain/calendar-date'
import { writeDrop } from '../drop-writer'
import type {
  AccountRow,
  BillRow,
  ContactPointRow,
  CustomerRow,
  Drop,
  ExitRow,
  PaymentRow,
} from '../drop-writer'
import { firstNight, graceDays, lastNight } from './cycle'
import { closeBooks, isOverdue, unpaidBills } from './ledger'
import type { Entry, Ledger, OpenBill } from './ledger'
import { contactPointRows, customerId, customerRow } from './people'
import { riskSegment, type Client } from './portfolio'
import { accountId, storyOf } from './story'

/** A drop of this example: the files of people are there on the nights on which someone is new. */
export interface Night extends Drop {
  accounts: AccountRow[]
  bills: BillRow[]
  payments: PaymentRow[]
  exits: ExitRow[]
  customers?: CustomerRow[]
  contactPoints?: ContactPointRow[]
}

interface Card {
  client: Client
  ledger: Ledger
  wasOverdue: boolean
  isKnown: boolean
}

/** The nights in order, made one at a time. The same clients give the same nights. */
export function* nights(clients: readonly Client[]): Generator<Night> {
  const cards = clients.map(openCard)
  let sequence = 0
  for (let day = firstNight; day <= lastNight; day = addDays(day, 1)) yield nightOf(cards, day, ++sequence)
}

/** Writes every night into a folder of its own, `<folder>/YYYY-MM-DD`; returns these folders in order. */
export function writeDrops(clients: readonly Client[], folder: string): string[] {
  const written: string[] = []
  for (const night of nights(clients)) written.push(writeDrop(join(folder, night.businessDate), night))
  return written
}

function openCard(client: Client): Card {
  return {
    client,
    ledger: { entries: storyOf(client), entered: 0, bills: [] },
    wasOverdue: false,
    isKnown: false,
  }
}

function nightOf(cards: readonly Card[], businessDate: CalendarDate, sequence: number): Night {
  const night: Night = { businessDate, sequence, accounts: [], bills: [], payments: [], exits: [] }
  const newClients: Client[] = []
  for (const card of cards) {
    const entries = closeBooks(card.ledger, businessDate)
    const overdue = isOverdue(card.ledger, businessDate)
    if (overdue) {
      const bills = unpaidBills(card.ledger)
      night.accounts.push(accountRow(card.client, bills))
      night.bills.push(...bills.map((bill) => billRow(card.client, bill)))
      if (!card.isKnown) newClients.push(card.client)
      card.isKnown = true
    } else if (card.wasOverdue) {
      night.exits.push(exitRow(card.client, entries))
    }
    // The bank reports what was paid on accounts in arrears: tonight's, and those that left by it.
    if (overdue || card.wasOverdue) night.payments.push(...paymentRows(card.client, entries, businessDate))
    card.wasOverdue = overdue
  }
  if (newClients.length > 0) {
    night.customers = newClients.map(customerRow)
    night.contactPoints = newClients.flatMap(contactPointRows)
  }
  return night
}

function accountRow(client: Client, bills: readonly OpenBill[]): AccountRow {
  const balanceCents = bills.reduce((sum, bill) => sum + bill.totalCents - bill.paidCents, 0)
  return {
    accountId: accountId(client),
    customerId: customerId(client),
    product: 'card',
    currency: 'TWD',
    balanceCents,
    // The data do not split their amounts into principal, interest and fees.
    principalCents: balanceCents,
    interestCents: 0,
    penaltyFeeCents: 0,
    otherFeeCents: 0,
    dailyRate: '0.0005',
    contractOn: '2020-01-01',
    graceDays,
    toleranceCents: 0,
    riskSegment: riskSegment(client),
    autopayFailed: false,
  }
}

function billRow(client: Client, bill: OpenBill): BillRow {
  const { billId, statementOn, dueOn, totalCents, minimumDueCents, paidCents } = bill
  const fees = { interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }
  const dates = { statementOn, dueOn }
  return {
    accountId: accountId(client),
    billId,
    ...dates,
    principalCents: totalCents,
    ...fees,
    minimumDueCents,
    paidCents,
  }
}

/** Left by a payment; without one as the withdrawal says. */
function exitRow(client: Client, entries: readonly Entry[]): ExitRow {
  const withdrawal = entries.find((entry) => entry.kind === 'withdrawal')
  return { accountId: accountId(client), reason: withdrawal?.reason ?? 'paid' }
}

function paymentRows(client: Client, entries: readonly Entry[], businessDate: CalendarDate): PaymentRow[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'payment' || entry.on !== businessDate) return []
    return [{ ...entry.payment, accountId: accountId(client), kind: 'payment' as const }]
  })
}
