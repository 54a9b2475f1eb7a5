// What a night does to accounts, cases, facts and the outbox (product A5, A7, A11), on a real PostgreSQL.
import type { FactKind } from '../../domain/facts'
import { inTransaction, appendFacts } from '../../platform/fact-log'
import { lockGrowing, whoGetsPoints } from '../../batch/night-writes'
import { recordFacts } from '../../platform/read-model'
import { type NightBank, morningAfter, openNightBank, untilSomebodyWaits } from '../support/night-bank'
import type { HandMadeDrop } from '../support/write-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank()
})
afterEach(() => bank.close())

interface Debt {
  dueOn?: string
  paidCents?: number
  interestCents?: number
  payments?: HandMadeDrop['payments']
  account?: object
}

/** A drop in which account A owes one bill of 100.00 of which at least the whole is due; grace 3 days, tolerance 10.00. */
function owing(
  businessDate: string,
  { dueOn = '2026-01-10', payments = [], account = {}, ...bill }: Debt = {},
): HandMadeDrop {
  return {
    businessDate,
    accounts: [{ accountId: 'A', ...account }],
    bills: [{ accountId: 'A', billId: 'b1', dueOn, minimumDueCents: 10_000, ...bill }],
    payments,
  }
}
const left = (businessDate: string, reason: 'paid' | 'sold' | 'written_off'): HandMadeDrop => ({
  businessDate,
  exits: [{ accountId: 'A', reason }],
})

const kinds = async () => (await bank.facts('A')).map(({ kind }) => kind)
const episodes = () => bank.db.prisma.episode.findMany({ orderBy: { number: 'asc' } })
const account = () => bank.db.prisma.account.findUniqueOrThrow({ where: { id: 'A' } })
const outbox = async () =>
  (await bank.db.prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(({ signal, seq }) => [signal, seq])

describe('a case opens', () => {
  test.each([
    ['2026-01-12', 0], // 2 days past due
    ['2026-01-13', 0], // the last day of grace
    ['2026-01-14', 1],
  ])('after the grace days: on the books of %s, %d', async (businessDate, opened) => {
    const report = await bank.applied(owing(businessDate))
    expect(report.cases.opened).toBe(opened)
  })

  test('by the mere passing of days, though no row changed', async () => {
    await bank.applied(owing('2026-01-13'))
    const report = await bank.applied(owing('2026-01-14'))
    expect(report).toMatchObject({ cases: { opened: 1, told: 1 }, accounts: { new: 0, news: 0, grown: 0 } })
    expect(await outbox()).toEqual([['caseOpened', 2]])
  })

  test('for a bill that was not due yet when the account was first reported', async () => {
    const bills = (paidCents: number) => [
      { accountId: 'A', billId: 'b1', dueOn: '2026-01-10', minimumDueCents: 10_000, paidCents },
      { accountId: 'A', billId: 'b2', dueOn: '2026-01-20', minimumDueCents: 10_000 },
    ]
    for (const day of ['2026-01-19', '2026-01-20', '2026-01-21', '2026-01-22', '2026-01-23']) {
      await bank.applied({ businessDate: day, accounts: [{ accountId: 'A' }], bills: bills(10_000) })
      expect(await account()).toMatchObject({ overdueCents: day > '2026-01-20' ? 10_000n : 0n })
    }
    expect(await episodes()).toEqual([])
    await bank.applied({ businessDate: '2026-01-24', accounts: [{ accountId: 'A' }], bills: bills(10_000) })
    expect(await episodes()).toMatchObject([{ number: 1, status: 'open', openedBecause: 'newDelinquency' }])
  })

  test.each([
    [8_999, 1],
    [9_000, 0], // short by the tolerance
  ])('unless the bill is met within tolerance: %d cents paid, %d opened', async (paidCents, opened) => {
    expect((await bank.applied(owing('2026-01-20', { paidCents }))).cases.opened).toBe(opened)
  })

  test('under the strategy of its product, from the instant of the import', async () => {
    await bank.applied(owing('2026-01-20', { account: { product: 'personal_loan' } }))
    expect(await episodes()).toMatchObject([
      { strategyId: 'loan-standard', strategyVersion: '1', openedAt: new Date('2026-01-20T22:00:00Z') },
    ])
  })

  test('not when a payment posted after the books closed has met what they show', async () => {
    await bank.applied(owing('2026-01-13'))
    await inTransaction(bank.db.prisma, async (tx) => {
      const at = Date.parse('2026-01-15T01:00:00Z')
      const payload = { paymentId: 'w-1', amountCents: 10_000, valueOn: '2026-01-15', postedOn: '2026-01-15' }
      const fact = {
        accountId: 'A',
        key: 'payment/w-1',
        effectiveAt: at,
        recordedAt: at,
        actor: 'bank',
        source: 'webhook',
      }
      await appendFacts(tx, [{ ...fact, kind: 'paymentPosted', payload }])
      const dates = { valueOn: new Date('2026-01-15'), postedOn: new Date('2026-01-15') }
      const row = {
        id: 'w-1',
        accountId: 'A',
        amountCents: 10_000n,
        kind: 'payment',
        source: 'webhook',
        ...dates,
      }
      await tx.payment.create({ data: row })
    })
    expect((await bank.applied(owing('2026-01-14'))).cases.opened).toBe(0)
  })
})

describe('a case closes', () => {
  test('as cured when the minimum is met, though the account stays in the drop', async () => {
    await bank.applied(owing('2026-01-20'))
    const paid = { payments: [{ paymentId: 'p1', accountId: 'A', amountCents: 9_500 }], paidCents: 9_500 }
    const report = await bank.applied(owing('2026-01-21', paid))
    expect(report.cases).toMatchObject({ cured: 1, told: 1 })
    expect(await kinds()).toEqual([
      'positionReported',
      'episodeOpened',
      'positionReported',
      'paymentPosted',
      'episodeClosed',
    ])
    expect(await episodes()).toMatchObject([{ status: 'closed', closeReason: 'cured' }])
    expect(await outbox()).toEqual([
      ['caseOpened', 2],
      ['paymentPosted', 5],
    ])
  })

  test.each([
    ['paid', 'cured', 'current'],
    ['sold', 'exited:sold', 'exited'],
    ['written_off', 'exited:writtenOff', 'exited'],
  ] as const)('with exit %s as %s', async (reason, closeReason, status) => {
    await bank.applied(owing('2026-01-20'))
    await bank.applied(left('2026-01-21', reason))
    expect(await episodes()).toMatchObject([{ status: 'closed', closeReason }])
    expect(await account()).toMatchObject({ status })
    expect(await kinds()).toEqual(['positionReported', 'episodeOpened', 'accountExited', 'episodeClosed'])
  })

  test('never by absence: the account is missing, the case stays open and is told', async () => {
    await bank.applied(owing('2026-01-20'))
    const report = await bank.applied({ businessDate: '2026-01-21' })
    expect(report.cases).toMatchObject({ missing: 1, cured: 0, told: 1 })
    expect(await account()).toMatchObject({ status: 'missing', overdueCents: 10_000n })
    expect(await episodes()).toMatchObject([{ status: 'open' }])
    await bank.applied({ businessDate: '2026-01-22' })
    expect(await kinds()).toEqual(['positionReported', 'episodeOpened', 'accountMissing'])
  })

  test('a missing account that comes back is found, and its case goes on', async () => {
    await bank.applied(owing('2026-01-20'))
    await bank.applied({ businessDate: '2026-01-21' })
    await bank.applied(owing('2026-01-22'))
    expect((await kinds()).slice(2)).toEqual(['accountMissing', 'accountFound', 'positionReported'])
    expect(await episodes()).toMatchObject([{ number: 1, status: 'open' }])
  })

  test('a missing account may leave by an exit row later', async () => {
    await bank.applied(owing('2026-01-20'))
    await bank.applied({ businessDate: '2026-01-21' })
    await bank.applied(left('2026-01-22', 'paid'))
    expect(await episodes()).toMatchObject([{ status: 'closed', closeReason: 'cured' }])
  })
})

describe('after a cure', () => {
  const cure = async () => {
    await bank.applied(owing('2026-01-20'))
    const paid = { payments: [{ paymentId: 'p1', accountId: 'A', amountCents: 10_000 }], paidCents: 10_000 }
    await bank.applied(owing('2026-01-21', paid))
  }

  test('new delinquency opens a new case that remembers the old one', async () => {
    await cure()
    await bank.applied({
      businessDate: '2026-02-20',
      accounts: [{ accountId: 'A' }],
      bills: [{ accountId: 'A', billId: 'b2', dueOn: '2026-02-10', minimumDueCents: 10_000 }],
    })
    expect(await episodes()).toMatchObject([
      { number: 1, status: 'closed' },
      { number: 2, status: 'open', openedBecause: 'reDelinquency' },
    ])
  })

  test('a case that still owes somebody an answer is told of a payment, and leaves off when the next one opens', async () => {
    await cure()
    await bank.db.prisma.episode.updateMany({
      data: { nextKind: 'wait:agenda', nextAt: new Date('2026-03-01') },
    })
    const late = { paymentId: 'p2', accountId: 'A', amountCents: 100 }
    await bank.applied(owing('2026-01-22', { paidCents: 10_000, payments: [late] }))
    expect((await outbox()).at(-1)?.[0]).toBe('paymentPosted')
    await bank.applied({
      businessDate: '2026-02-20',
      accounts: [{ accountId: 'A' }],
      bills: [{ accountId: 'A', billId: 'b2', dueOn: '2026-02-10', minimumDueCents: 10_000 }],
    })
    expect(await episodes()).toMatchObject([
      { number: 1, status: 'closed', nextKind: 'closed', nextAt: null },
      { number: 2, status: 'open', nextKind: null },
    ])
  })

  test('a reversal of the payment that cured it opens the same case again', async () => {
    await cure()
    const back = {
      payments: [{ paymentId: 'p1-back', accountId: 'A', amountCents: 10_000, reversesPaymentId: 'p1' }],
    }
    const report = await bank.applied(owing('2026-01-25', back))
    expect(report.cases).toMatchObject({ reopened: 1, opened: 0, told: 1 })
    expect(await episodes()).toMatchObject([{ number: 1, status: 'open', closedAt: null, closeReason: null }])
    expect((await kinds()).slice(-3)).toEqual(['positionReported', 'paymentReversed', 'episodeReopened'])
    expect((await outbox()).at(-1)).toEqual(['caseOpened', 8])
  })

  test('a reversal of a later payment does not: that is a new delinquency', async () => {
    await cure()
    const later = { paymentId: 'p2', accountId: 'A', amountCents: 100, valueOn: '2026-01-24' }
    await bank.applied(owing('2026-01-24', { paidCents: 10_000, payments: [later] }))
    const back = { paymentId: 'p2-back', accountId: 'A', amountCents: 100, reversesPaymentId: 'p2' }
    await bank.applied(owing('2026-01-25', { payments: [back] }))
    expect(await episodes()).toMatchObject([
      { number: 1, status: 'closed' },
      { number: 2, status: 'open' },
    ])
  })

  test('a sold account that comes back is found and opens a new case', async () => {
    await bank.applied(owing('2026-01-20'))
    await bank.applied(left('2026-01-21', 'sold'))
    await bank.applied(owing('2026-01-22'))
    expect((await kinds()).slice(-3)).toEqual(['accountFound', 'positionReported', 'episodeOpened'])
    expect(await account()).toMatchObject({ status: 'overdue' })
  })
})

describe('the first night', () => {
  test('leaves every foreign key enforced, though it did not ask them row by row', async () => {
    await bank.applied(owing('2026-01-20'))
    const { rows } = await bank.db.pool.query(
      `select conname from pg_constraint where contype = 'f' and not (conenforced and convalidated)`,
    )
    expect(rows).toEqual([])
    const orphan = `insert into bill select 'nobody', id, statement_on, due_on, principal_cents, interest_cents,
      penalty_fee_cents, other_fee_cents, minimum_due_cents, paid_cents from bill`
    await expect(bank.db.pool.query(orphan)).rejects.toThrow('bill_account_id_fkey')
  })
})

describe('a night without news', () => {
  test('writes no fact and tells no case, though the debt grew by interest', async () => {
    await bank.applied(owing('2026-01-20'))
    const report = await bank.applied(owing('2026-01-21', { interestCents: 50 }))
    expect(report).toMatchObject({ facts: 0, cases: { told: 0 }, accounts: { news: 0, grown: 1 } })
    expect(await account()).toMatchObject({ balanceCents: 10_050n, reportedOn: new Date('2026-01-21') })
    expect(await bank.db.prisma.bill.findFirst()).toMatchObject({ interestCents: 50n })
  })

  test('writes nothing at all when no row differs', async () => {
    await bank.applied(owing('2026-01-20'))
    const before = await written()
    const report = await bank.applied(owing('2026-01-21'))
    expect(report.files.every(({ applied, rejected }) => applied === 0 && rejected === 0)).toBe(true)
    expect(await written()).toEqual(before)
    expect(await account()).toMatchObject({ reportedOn: new Date('2026-01-20') })
  })

  /** The transaction that wrote each row last. */
  async function written() {
    const tables = ['account', 'bill', 'customer', 'contact_point', 'episode', 'fact', 'outbox', 'payment']
    const queries = tables.map((table) => bank.db.pool.query(`select ctid, xmin from ${table} order by ctid`))
    return (await Promise.all(queries)).map(({ rows }) => rows)
  }
})

describe('the facts', () => {
  test('carry what decide() needs, as TypeScript would write it', async () => {
    await bank.applied({
      businessDate: '2026-01-20',
      accounts: [{ accountId: 'A', riskSegment: '', currency: 'TWD' }],
      bills: [
        { accountId: 'A', billId: 'b2', dueOn: '2026-02-10', minimumDueCents: 5_000 },
        {
          accountId: 'A',
          billId: 'b1',
          dueOn: '2026-01-10',
          minimumDueCents: 10_000,
          interestCents: 25,
          paidCents: 5,
        },
      ],
      payments: [{ paymentId: 'p1', accountId: 'A', amountCents: 5, valueOn: '2026-01-19' }],
    })
    const common = { accountId: 'A', recordedAt: morningAfter('2026-01-20'), actor: 'bank:nightly-drop' }
    const facts = await bank.facts('A')
    expect(facts[0]).toEqual({
      ...common,
      seq: 1,
      key: expect.stringMatching(/^position\/2026-01-20\.1\.[0-9a-f]{8}$/),
      kind: 'positionReported' satisfies FactKind,
      effectiveAt: morningAfter('2026-01-20'),
      source: expect.stringMatching(/^drop\/2026-01-20\.1\./),
      payload: {
        businessDate: '2026-01-20',
        customerId: 'c-A',
        product: 'card',
        currency: 'TWD',
        riskSegment: 'unknown',
        graceDays: 3,
        toleranceCents: 1_000,
        balanceCents: 15_020,
        parts: { principalCents: 15_020, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 },
        dailyRate: '0.0005',
        bills: [
          {
            billId: 'b1',
            statementOn: '2025-12-21',
            dueOn: '2026-01-10',
            minimumDueCents: 10_000,
            totalCents: 10_025,
            parts: { principalCents: 10_000, interestCents: 25, penaltyFeeCents: 0, otherFeeCents: 0 },
            paidCents: 5,
          },
          {
            billId: 'b2',
            statementOn: '2026-01-21',
            dueOn: '2026-02-10',
            minimumDueCents: 5_000,
            totalCents: 5_000,
            parts: { principalCents: 5_000, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 },
            paidCents: 0,
          },
        ],
      },
    })
    expect(facts[1]).toMatchObject({
      ...common,
      key: 'payment/p1',
      effectiveAt: Date.parse('2026-01-18T16:00:00Z'), // the value day begins in the bank's zone
      payload: { paymentId: 'p1', amountCents: 5, valueOn: '2026-01-19', postedOn: '2026-01-20' },
    })
    expect(facts[2]).toMatchObject({
      key: 'episode/1/opened',
      payload: { episode: 1, because: 'newDelinquency', strategyId: 'card-standard', strategyVersion: '1' },
    })
    expect((await bank.db.pool.query('select * from broken_fact_chains()')).rows).toEqual([])
  })

  test('a payment that is known already is no new fact', async () => {
    const payments = [{ paymentId: 'p1', accountId: 'A', amountCents: 100 }]
    await bank.applied(owing('2026-01-20', { payments, paidCents: 100 }))
    const report = await bank.applied(owing('2026-01-21', { payments, paidCents: 100 }))
    expect(report.payments).toEqual({ posted: 0, reversed: 0, known: 1 })
    expect((await kinds()).filter((kind) => kind === 'paymentPosted')).toHaveLength(1)
  })
})

describe('people', () => {
  test('are brought up to date, and a number that changed may be tried again', async () => {
    await bank.applied(owing('2026-01-20'))
    await bank.db.prisma.contactPoint.updateMany({ data: { status: 'bad', statusReason: 'bounced' } })
    await bank.applied({
      ...owing('2026-01-21'),
      customers: [{ customerId: 'c-A', fullName: 'B', language: 'en' }],
      contactPoints: [
        { contactPointId: 'c-A-email', customerId: 'c-A', channel: 'email', value: 'new@example.org' },
      ],
    })
    expect(await bank.db.prisma.customer.findFirst()).toMatchObject({ fullName: 'B', language: 'en' })
    const points = await bank.db.prisma.contactPoint.findMany({ orderBy: { id: 'asc' } })
    expect(points.map(({ value, status }) => [value, status])).toEqual([
      ['new@example.org', 'usable'],
      [expect.stringMatching(/^\+447700900/), 'bad'],
    ])
  })

  const mobile = (id: string, value: string) => ({
    contactPointId: id,
    customerId: 'c-A',
    channel: 'mobile' as const,
    value,
  })
  const landline = (id: string, value: string) => ({ ...mobile(id, value), channel: 'landline' as const })
  const email = (id: string, value: string) => ({ ...mobile(id, value), channel: 'email' as const })
  const asReported = { contactPoints: [mobile('m1', '+12025550101'), email('e1', 'a@example.com')] }
  const grown = {
    contactPoints: [
      mobile('m1', '+12025550102'),
      mobile('m2', '+12025550103'),
      landline('l1', '+12025550104'),
      email('e1', 'b@example.com'),
      email('e2', 'c@example.com'),
    ],
  }
  const statuses = async () => {
    const points = await bank.db.prisma.contactPoint.findMany({ orderBy: { id: 'asc' } })
    return Object.fromEntries(points.map(({ id, status, statusReason }) => [id, statusReason ?? status]))
  }
  const answered = (channel: 'sms' | 'voice' | 'email', contactPointId: string) =>
    inTransaction(bank.db.prisma, (tx) => recordFacts(tx, [stopped(channel, contactPointId)]))
  const stopped = (channel: 'sms' | 'voice' | 'email', contactPointId: string) => ({
    accountId: 'A',
    key: 'reply/r1',
    kind: 'replyReceived' as const,
    effectiveAt: morningAfter('2026-01-20'),
    recordedAt: morningAfter('2026-01-20'),
    actor: `customer:${channel}`,
    source: 'command/r1',
    payload: { messageId: 'r1', contactPointId, channel, meaning: 'stop' as const },
  })
  const all = 'REPLY_STOP'

  test.each([
    ['sms', 'm1', { m1: all, m2: all, l1: 'usable', e1: 'usable', e2: 'usable' }],
    ['voice', 'm1', { m1: all, m2: all, l1: all, e1: 'usable', e2: 'usable' }],
    ['email', 'e1', { m1: 'usable', m2: 'usable', l1: 'usable', e1: all, e2: all }],
  ] as const)(
    'who wanted no more by %s gets none at what is reported or changed later either',
    async (channel, contactPointId, expected) => {
      await bank.applied({ ...owing('2026-01-20'), ...asReported })
      await answered(channel, contactPointId)
      await bank.applied({ ...owing('2026-01-21'), ...grown })
      expect(await statuses()).toEqual(expected)
    },
  )

  test('a number stays stopped when it changes, also where the provider said so', async () => {
    await bank.applied({ ...owing('2026-01-20'), ...asReported })
    await bank.db.prisma.contactPoint.update({
      where: { id: 'm1' },
      data: { status: 'stopped', statusReason: '21610' },
    })
    await bank.applied({ ...owing('2026-01-21'), contactPoints: [mobile('m1', '+12025550102')] })
    expect(await statuses()).toMatchObject({ m1: '21610' })
  })

  test('a new number in place of a bad one is not used after a STOP', async () => {
    await bank.applied({ ...owing('2026-01-20'), ...asReported })
    await bank.db.prisma.contactPoint.update({
      where: { id: 'm1' },
      data: { status: 'bad', statusReason: '30005' },
    })
    await answered('sms', 'm1')
    await bank.applied({ ...owing('2026-01-21'), contactPoints: [mobile('m1', '+12025550102')] })
    expect(await statuses()).toMatchObject({ m1: all })
  })

  test('a STOP holds for nobody else', async () => {
    const others = { ...mobile('m9', '+12025550109'), customerId: 'c-B' }
    const night = (businessDate: string): HandMadeDrop => ({
      ...owing(businessDate),
      accounts: [{ accountId: 'A' }, { accountId: 'B' }],
    })
    await bank.applied({ ...night('2026-01-20'), ...asReported })
    await answered('sms', 'm1')
    await bank.applied({ ...night('2026-01-21'), contactPoints: [others] })
    expect(await statuses()).toMatchObject({ m1: all, m9: 'usable' })
  })

  test('a STOP during the import finds the number that it brings', async () => {
    await bank.applied({ ...owing('2026-01-20'), ...asReported })
    const night = await bank.db.pool.connect()
    let reply: Promise<unknown>
    try {
      await night.query('begin; create temp table reported (contact_point_id text, customer_id text)')
      await night.query(`insert into reported values ('m2', 'c-A')`)
      await lockGrowing(night, [whoGetsPoints('reported')])
      await night.query(`insert into contact_point (id, customer_id, channel, value, source, reserved, rank)
        select 'm2', 'c-A', 'mobile', '+12025550103', source, reserved, 2 from contact_point where id = 'm1'`)
      reply = answered('sms', 'm1')
      await untilSomebodyWaits(bank.db)
    } finally {
      await night.query('commit')
      night.release()
    }
    await reply
    expect(await statuses()).toMatchObject({ m1: all, m2: all })
  })

  test('guarantors and collateral are kept with their account', async () => {
    await bank.applied({
      ...owing('2026-01-20'),
      parties: [
        {
          accountId: 'A',
          partyId: 'g',
          role: 'reserved_contact',
          fullName: 'C',
          channel: 'mobile',
          value: '+447700900001',
        },
      ],
      collateral: [
        { accountId: 'A', collateralId: 'k', kind: 'car', description: 'a "red" one', appraisedCents: 5 },
      ],
    })
    expect(await bank.db.prisma.party.findFirst()).toMatchObject({ role: 'reservedContact' })
    expect(await bank.db.prisma.collateral.findFirst()).toMatchObject({
      description: 'a "red" one',
      appraisedCents: 5n,
    })
  })
})

test('a customer whose data was purged and who comes back has data again', async () => {
  await bank.applied(owing('2026-01-20'))
  const gone = { fullName: 'purged', purgedAt: new Date('2031-01-01') }
  await bank.db.prisma.customer.update({ where: { id: 'c-A' }, data: gone })
  await bank.applied(owing('2026-01-21', { interestCents: 100 }))
  const { fullName, purgedAt } = await bank.db.prisma.customer.findUniqueOrThrow({ where: { id: 'c-A' } })
  expect({ fullName, purgedAt }).toEqual({ fullName: '张示例', purgedAt: null })
})
