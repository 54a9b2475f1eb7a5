// The nights tell the same story as the data: the delay that the drops show on the reading days is the data's status,
// for all 10,069 clients, and every account that leaves says why.
import { addDays, daysBetween } from '../../domain/calendar-date'
import { readingOn, statementOn } from '../../examples/uci-credit-card/cycle'
import { nights, type Night } from '../../examples/uci-credit-card/nights'
import {
  billAmountCents,
  delinquentClients,
  owesNothing,
  readPortfolio,
  type Client,
} from '../../examples/uci-credit-card/portfolio'
import { accountId } from '../../examples/uci-credit-card/story'

interface Reading {
  client: Client
  month: number
  status: number
  daysPastDue: number
}

const clients = delinquentClients(readPortfolio())
const clientByAccount = new Map(clients.map((client) => [accountId(client), client]))
const readings: Reading[] = []
const exits: { night: string; accountId: string; reason: string }[] = []
const payments = new Map<string, number>()
const newPeople = new Map<string, number>()
const dates: string[] = []
const unexplained: string[] = []
const paidWithoutPayment: string[] = []
const wrongBalances: string[] = []

beforeAll(() => {
  const clientsByReading = readingDays(clients)
  let lastNight = new Set<string>()
  for (const night of nights(clients)) {
    dates.push(night.businessDate)
    const due = oldestMissedDueDates(night)
    for (const { client, month } of clientsByReading.get(night.businessDate) ?? []) {
      const dueOn = due.get(accountId(client))
      const daysPastDue = dueOn ? daysBetween(dueOn, night.businessDate) : 0
      readings.push({ client, month, status: client.statuses[month] ?? 0, daysPastDue })
    }
    const tonight = new Set(night.accounts.map((account) => account.accountId))
    const left = new Set(night.exits.map((exit) => exit.accountId))
    for (const id of lastNight) if (!tonight.has(id) && !left.has(id)) unexplained.push(`${id} is missing`)
    for (const id of left) if (tonight.has(id) || !lastNight.has(id)) unexplained.push(`${id} did not leave`)
    for (const exit of night.exits) exits.push({ night: night.businessDate, ...exit })
    const payers = new Set(night.payments.map((payment) => payment.accountId))
    const leftPaid = night.exits.filter((exit) => exit.reason === 'paid' && !payers.has(exit.accountId))
    paidWithoutPayment.push(...leftPaid.map((exit) => exit.accountId))
    wrongBalances.push(...balancesUnlikeTheBill(night))
    for (const payment of night.payments) add(payments, payment.paymentId, payment.amountCents)
    for (const customer of night.customers ?? []) add(newPeople, customer.customerId, 1)
    lastNight = tonight
  }
})

test('there is a night for every day from 22 January to 31 July 2026', () => {
  expect(dates).toHaveLength(191)
  expect(dates).toEqual(dates.map((_, index) => addDays('2026-01-22', index)))
})

test('each status of each client is read on one night', () => {
  expect(readings).toHaveLength(10_069 * 6)
})

test('status n is n months of delay: the oldest missed bill is in its n-th 30 days past due', () => {
  const exceptions = readings.filter(
    (reading) => reading.status >= 1 && monthsOfDelay(reading) !== reading.status,
  )
  for (const reading of exceptions) expect(monthsOfDelay(reading)).toBeLessThan(reading.status)

  // README.md names the three reasons.
  const full = exceptions.filter(paidInFull)
  const followsOne = ({ client, month }: Reading): boolean =>
    full.some((earlier) => earlier.client === client && earlier.month < month)
  expect(countByReason(exceptions, followsOne)).toEqual({
    owesNothing: 605,
    paidInFull: 134,
    paidInFullBefore: 1,
  })
})

test('a status without delay: no bill is past its three days of grace', () => {
  const exceptions = readings.filter(({ status, daysPastDue }) => status <= 0 && daysPastDue > 3)
  expect(exceptions).toEqual([])
})

test('every account that leaves has an exit row, and none that stays', () => {
  expect(unexplained).toEqual([])
})

test('an account that leaves as paid has a payment that night', () => {
  expect(paidWithoutPayment).toEqual([])
})

test("on its statement day an account owes the data's bill, or its arrears and new minimum if they are more", () => {
  expect(wrongBalances).toEqual([])
})

test('the 421 cures without a payment are exits as migrated or closed', () => {
  const withoutPayment = new Set(
    exits
      .filter(({ reason }) => reason !== 'paid')
      .map(({ accountId: id, night, reason }) => `${id} ${night} ${reason}`),
  )
  const [cures, fallsToOne] = [
    leftWithoutPayment((status) => status <= 0),
    leftWithoutPayment((status) => status === 1),
  ]
  expect(cures).toHaveLength(421)
  expect(fallsToOne).toHaveLength(104)
  expect(withoutPayment).toEqual(new Set([...cures, ...fallsToOne]))
})

test('a payment is reported once, with the amount of the data', () => {
  const known = new Map<string, number>(
    clients.flatMap((client) =>
      client.paidCents.map((cents, month) => [`${accountId(client)}-p${month + 1}`, cents] as const),
    ),
  )
  for (const [paymentId, cents] of payments) expect(cents).toBe(known.get(paymentId))
})

test('a person is introduced once', () => {
  expect([...newPeople.values()].every((times) => times === 1)).toBe(true)
  expect(newPeople.size).toBeGreaterThan(9_000)
})

/** Account, night and exit reason of each fall from delay to a status `to` with nothing paid in its month and the month before. */
function leftWithoutPayment(to: (status: number) => boolean): string[] {
  return clients.flatMap((client) =>
    [1, 2, 3, 4, 5]
      .filter((month) => (client.statuses[month - 1] ?? 0) >= 1 && to(client.statuses[month] ?? 0))
      .filter((month) => !client.paidCents[month - 1] && !client.paidCents[month])
      .map((month) => {
        const reason = (client.billCents[month - 1] ?? 0) > 0 ? 'migrated' : 'closed'
        return `${accountId(client)} ${statementOn(client.id, month - 1)} ${reason}`
      }),
  )
}

/** 1 for 1 to 30 days past due, 2 for 31 to 60 and so on. */
function monthsOfDelay({ daysPastDue }: Reading): number {
  return Math.ceil(daysPastDue / 30)
}

/** By the data, as much was paid since the bill that should be unpaid as it showed. */
function paidInFull({ client, month, status }: Reading): boolean {
  if (owesNothing(client)) return false
  const bill = month - status
  const paidSince = client.paidCents.filter((_, paidIn) => paidIn >= bill && paidIn <= month)
  return paidSince.reduce((sum, cents) => sum + cents, 0) >= billAmountCents(client, bill)
}

function countByReason(
  exceptions: readonly Reading[],
  followsOne: (reading: Reading) => boolean,
): Record<string, number> {
  const counts = new Map<string, number>()
  for (const reading of exceptions) {
    if (owesNothing(reading.client)) add(counts, 'owesNothing', 1)
    else if (paidInFull(reading)) add(counts, 'paidInFull', 1)
    else add(counts, followsOne(reading) ? 'paidInFullBefore' : 'unexplained', 1)
  }
  return Object.fromEntries(counts)
}

function readingDays(all: readonly Client[]): Map<string, { client: Client; month: number }[]> {
  const days = new Map<string, { client: Client; month: number }[]>()
  for (const client of all) {
    client.statuses.forEach((_, month) => {
      const day = readingOn(client.id, month)
      days.set(day, [...(days.get(day) ?? []), { client, month }])
    })
  }
  return days
}

function balancesUnlikeTheBill(night: Night): string[] {
  const billsByAccount = new Map<string, Night['bills']>(
    night.accounts.map((account) => [account.accountId, []]),
  )
  for (const bill of night.bills) billsByAccount.get(bill.accountId)?.push(bill)
  const unlike = night.accounts.filter(({ accountId: id, balanceCents }) => {
    const bills = billsByAccount.get(id) ?? []
    const stated = bills.find((bill) => bill.statementOn === night.businessDate)
    // The statement of February 2026 is that of April 2005, month 0.
    const month = Number(night.businessDate.slice(5, 7)) - 2
    const billCents = clientByAccount.get(id)?.billCents[month] ?? 0
    if (!stated || billCents <= 0) return false
    const dueCents = bills.reduce((sum, bill) => sum + bill.minimumDueCents - bill.paidCents, 0)
    return balanceCents !== Math.max(billCents, dueCents)
  })
  return unlike.map((account) => `${account.accountId} ${night.businessDate}`)
}

function oldestMissedDueDates(night: Night): Map<string, string> {
  const oldest = new Map<string, string>()
  for (const bill of night.bills) {
    const missed = bill.dueOn < night.businessDate && bill.minimumDueCents > bill.paidCents
    const known = oldest.get(bill.accountId)
    if (missed && (!known || bill.dueOn < known)) oldest.set(bill.accountId, bill.dueOn)
  }
  return oldest
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
