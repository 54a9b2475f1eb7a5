// A late or corrected drop leaves the tables as they would be had every night come right and in order.
import fc from 'fast-check'
import { addDays } from '../../domain/calendar-date'
import { episodeOf, liveFacts } from '../../domain/ladder/decide'
import { factsOf } from '../../domain/facts'
import type { NightBank } from '../support/night-bank'
import { morningAfter, openNightBank } from '../support/night-bank'
import type { HandMadeDrop } from '../support/write-drop'

const release = { by: 'supervisor:wang', reason: 'the bank sent the night again' }
/** Opens banks for one run of a property and closes them whatever happens. */
async function withBanks(work: (openBank: () => Promise<NightBank>) => Promise<void>): Promise<void> {
  const banks: NightBank[] = []
  try {
    await work(async () => {
      const bank = await openNightBank({ minimumCount: 1_000 })
      banks.push(bank)
      return bank
    })
  } finally {
    await Promise.all(banks.map((bank) => bank.close()))
  }
}

/** What an account looks like one night: nothing, gone with a reason, or so much paid of its bill. */
type Shown =
  | { in: 'nothing' }
  | { in: 'exits'; reason: 'paid' | 'sold' }
  /** `isBad`: the row is rejected. */
  | { in: 'accounts'; paidCents: number; isBad: boolean }
type Night = Record<string, Shown>

const firstNight = '2026-03-10'
const dateOf = (n: number) => addDays(firstNight, n)
const dueCents = 50_000
/** With three days of grace: long delinquent, from the first, the second and the third night on. */
const dueDays = ['2026-02-20', '2026-03-06', '2026-03-07', '2026-03-08']
const accountIds = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8']
const dueOn = (accountId: string) => dueDays[accountIds.indexOf(accountId) % dueDays.length] ?? ''

function dropOf(nights: readonly Night[], n: number): HandMadeDrop {
  const shown = Object.entries(nights[n] ?? {})
  const inAccounts = shown.flatMap(([accountId, account]) =>
    account.in === 'accounts' ? [{ accountId, ...account }] : [],
  )
  return {
    businessDate: dateOf(n),
    accounts: inAccounts.map(({ accountId, isBad }) => ({
      accountId,
      ...(isBad ? { balanceCents: 1 } : {}),
    })),
    bills: inAccounts.map(({ accountId, paidCents }) => ({
      accountId,
      billId: 'b1',
      dueOn: dueOn(accountId),
      minimumDueCents: dueCents,
      paidCents,
    })),
    payments: inAccounts.flatMap(({ accountId }) => paymentsOf(accountId, nights, n)),
    exits: shown.flatMap(([accountId, account]) =>
      account.in === 'exits' ? [{ accountId, reason: account.reason }] : [],
    ),
  }
}

/** What was posted that night: more than before is a payment; less takes back all before and pays what is left. */
function paymentsOf(accountId: string, nights: readonly Night[], n: number) {
  let live: { paymentId: string; amountCents: number }[] = []
  let posted: NonNullable<HandMadeDrop['payments']>[number][] = []
  nights.slice(0, n + 1).forEach((night, day) => {
    const account = night[accountId]
    posted = []
    if (account?.in !== 'accounts') return
    const before = live.reduce((sum, payment) => sum + payment.amountCents, 0)
    if (account.paidCents < before) {
      posted = live.map(({ paymentId, amountCents }) => ({
        paymentId: `${paymentId}-back-${day}`,
        accountId,
        amountCents,
        reversesPaymentId: paymentId,
      }))
      live = []
    }
    const more = account.paidCents - live.reduce((sum, payment) => sum + payment.amountCents, 0)
    if (more <= 0) return
    live.push({ paymentId: `${accountId}-${day}`, amountCents: more })
    posted.push({ paymentId: `${accountId}-${day}`, accountId, amountCents: more })
  })
  return posted
}

/** Everything that must be equal: read models without the times at which the import ran. */
async function stateOf({ db }: NightBank) {
  const query = async (sql: string) => (await db.pool.query(sql)).rows
  return {
    accounts: await query(`select id, status, balance_cents, oldest_unpaid_due_on, overdue_cents, risk_segment
      from account where status <> 'withdrawn' order by id`),
    bills: await query('select * from bill order by account_id, id'),
    payments: await query(`select id, account_id, value_on, posted_on, amount_cents, kind from payment
      where voided_by is null order by id`),
    episodes: await query(`select account_id, number, opened_because, status, close_reason from episode
      where close_reason is distinct from 'withdrawn' order by account_id, number`),
  }
}

/** What decide() would see in the log is what the tables show. */
async function expectFactsToAgree(bank: NightBank) {
  const { accounts, bills, episodes } = await stateOf(bank)
  for (const { id, status } of accounts) {
    const live = liveFacts(await bank.facts(id))
    const episode = episodeOf(live)
    const row = episodes.filter((each) => each.account_id === id).at(-1)
    expect(episode && { number: episode.episode, closed: episode.closed }).toEqual(
      row ? { number: row.number, closed: row.close_reason } : null,
    )
    if (status !== 'overdue') continue
    const shown = bills.filter((bill) => bill.account_id === id)
    const reports = factsOf(live, 'positionReported').sort((a, b) =>
      a.payload.businessDate.localeCompare(b.payload.businessDate),
    )
    expect(reports.at(-1)?.payload.bills).toMatchObject(
      shown.map((bill) => ({ billId: bill.id, paidCents: Number(bill.paid_cents) })),
    )
  }
  expect((await bank.db.pool.query('select * from broken_fact_chains()')).rows).toEqual([])
}

async function importInOrder(bank: NightBank, nights: readonly Night[]): Promise<NightBank> {
  for (const n of nights.keys()) await bank.applied({ ...dropOf(nights, n), sequence: n + 1 })
  return bank
}

const shown: fc.Arbitrary<Shown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      in: fc.constant('accounts' as const),
      paidCents: fc.constantFrom(0, 20_000, 49_500),
      isBad: fc.constantFrom(false, false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ in: 'nothing' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      in: fc.constant('exits' as const),
      reason: fc.constantFrom('paid' as const, 'sold' as const),
    }),
  },
)
const night: fc.Arbitrary<Night> = fc.record(Object.fromEntries(accountIds.map((id) => [id, shown])))
/** An account can only exit when an earlier drop named it. */
const sensible = (nights: readonly Night[]): Night[] => {
  const known = new Set<string>()
  return nights.map((each) =>
    Object.fromEntries(
      Object.entries(each).map(([id, account]) => {
        if (account.in === 'accounts') known.add(id)
        return [id, account.in === 'exits' && !known.has(id) ? { in: 'nothing' as const } : account]
      }),
    ),
  )
}

const fourNights = fc.array(night, { minLength: 4, maxLength: 4 }).map(sensible)
// A failing run is not made smaller: each takes a second.
const runs = { numRuns: Number(process.env['RUNS'] ?? 4), seed: 20260310, endOnFailure: true }
const timeoutMs = 30_000 * runs.numRuns
const afterwards = morningAfter(dateOf(4))

test(
  'a night that comes late, between nights that were applied, ends as if it had come in time',
  async () => {
    const property = fc.asyncProperty(fourNights, fc.constantFrom(0, 1, 2), (nights, late) =>
      withBanks(async (openBank) => {
        const expected = await importInOrder(await openBank(), nights)
        const bank = await openBank()
        for (const n of nights.keys()) {
          if (n !== late) await bank.night({ ...dropOf(nights, n), sequence: n + 1 })
        }
        await bank.applied({ ...dropOf(nights, late), sequence: late + 1 }, { asOf: afterwards })
        expect(await stateOf(bank)).toEqual(await stateOf(expected))
        await expectFactsToAgree(bank)
      }),
    )
    await fc.assert(property, runs)
  },
  timeoutMs,
)

test(
  'a corrected night, released by a second person, ends as if it had come right the first time',
  async () => {
    const property = fc.asyncProperty(fourNights, night, fc.nat(3), (nights, wrong, corrected) =>
      withBanks(async (openBank) => {
        const expected = await importInOrder(await openBank(), nights)
        const bank = await openBank()
        const asSent = sensible(nights.map((each, n) => (n === corrected ? wrong : each)))
        for (const n of nights.keys()) {
          // The nights around the wrong one are right: their payments follow from the bank's true books.
          await bank.night({ ...dropOf(n === corrected ? asSent : nights, n), sequence: n + 1 })
        }
        const again = { ...dropOf(nights, corrected), sequence: 10 }
        expect((await bank.night(again, { asOf: afterwards })).status).toBe('held')
        await bank.applied(again, { asOf: afterwards, release })
        expect(await stateOf(bank)).toEqual(await stateOf(expected))
        await expectFactsToAgree(bank)
      }),
    )
    await fc.assert(property, runs)
  },
  timeoutMs,
)
