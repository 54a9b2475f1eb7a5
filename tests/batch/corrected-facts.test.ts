// What a correction leaves in the log: nothing is erased, what no longer counts is named, and each case is told once.
import { liveFacts } from '../../domain/ladder/decide'
import { type NightBank, morningAfter, openNightBank } from '../support/night-bank'
import { owingDrop } from '../support/owing-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank()
})
afterEach(() => bank.close())

const release = { by: 'supervisor:wang', reason: 'the payment belongs to another account' }
const payment = { paymentId: 'p-1', accountId: 'A', amountCents: 10_000 }
const paidDrop = () => {
  const drop = owingDrop('2026-01-21', ['A', 'B'], { payments: [payment] })
  return {
    ...drop,
    bills: drop.bills?.map((bill) => (bill.accountId === 'A' ? { ...bill, paidCents: 10_000 } : bill)) ?? [],
  }
}

/** A payment of the second night cures A; the third night agrees; then the second comes again without it. */
async function correctTheCure() {
  await bank.applied(owingDrop('2026-01-20', ['A', 'B']))
  await bank.applied(paidDrop())
  await bank.applied({ ...paidDrop(), businessDate: '2026-01-22', payments: [] })
  await bank.db.prisma.outbox.deleteMany()
  const right = { ...owingDrop('2026-01-21', ['A', 'B']), sequence: 10 }
  return bank.applied(right, { asOf: morningAfter('2026-01-22') + 60_000, release })
}

test('facts of the nights taken back are named and stay, and those that follow again have keys of their own', async () => {
  const report = await correctTheCure()
  expect(report.correction).toMatchObject({ accounts: 1, replayed: ['2026-01-22'] })
  const facts = await bank.facts('A')
  expect(facts.map(({ seq, kind }) => [seq, kind])).toEqual([
    [1, 'positionReported'],
    [2, 'episodeOpened'],
    [3, 'positionReported'],
    [4, 'paymentPosted'],
    [5, 'episodeClosed'],
    [6, 'dropWithdrawn'],
    [7, 'positionReported'],
    [8, 'episodeClosed'],
    [9, 'paymentVoided'],
  ])
  expect(facts[5]?.payload).toEqual({ dropId: expect.stringMatching(/^2026-01-21\.2\./), seqs: [3, 4, 5] })
  expect(facts[6]?.key).toMatch(/^position\/2026-01-22\.3\.[0-9a-f]{8}@2026-01-21\.10\.[0-9a-f]{8}$/)
  expect(liveFacts(facts).map(({ kind }) => kind)).not.toContain('paymentPosted')
  expect((await bank.facts('B')).map(({ kind }) => kind)).toEqual(['positionReported', 'episodeOpened'])
})

test('a night that is done again counts from when it counted, and is recorded now', async () => {
  await correctTheCure()
  const again = (await bank.facts('A')).find(({ seq }) => seq === 7)
  expect(again).toMatchObject({
    effectiveAt: morningAfter('2026-01-22'),
    recordedAt: morningAfter('2026-01-22') + 60_000,
    payload: { businessDate: '2026-01-22' },
  })
})

test('a payment that only the replaced drop had is voided', async () => {
  await correctTheCure()
  const row = await bank.db.prisma.payment.findUniqueOrThrow({ where: { id: 'p-1' } })
  expect(row.voidedBy).toMatch(/^2026-01-21\.10\./)
  const voided = (await bank.facts('A')).find(({ kind }) => kind === 'paymentVoided')
  expect(voided?.payload).toEqual({ paymentId: 'p-1' })
})

test('a voided payment that is posted after all counts again', async () => {
  await correctTheCure()
  const later = owingDrop('2026-01-23', ['A', 'B'], { payments: [payment] })
  const report = await bank.applied(later)
  expect(report.payments).toEqual({ posted: 1, reversed: 0, known: 0 })
  const facts = await bank.facts('A')
  const posted = facts.filter(({ kind }) => kind === 'paymentPosted')
  expect(posted.map(({ key }) => key)).toEqual([
    'payment/p-1',
    expect.stringMatching(/^payment\/p-1@2026-01-23\./),
  ])
  expect(liveFacts(facts).filter(({ kind }) => kind.startsWith('payment'))).toMatchObject([
    { seq: posted[1]?.seq },
  ])
  expect(await bank.db.prisma.payment.findUniqueOrThrow({ where: { id: 'p-1' } })).toMatchObject({
    voidedBy: null,
  })
})

test('each case that is concerned is told once, whatever number of nights is done again', async () => {
  await correctTheCure()
  const told = await bank.db.prisma.outbox.findMany()
  expect(told.map(({ accountId, seq }) => [accountId, seq])).toEqual([['A', 9]])
})

test('a correction of a correction starts from what counts', async () => {
  await correctTheCure()
  const again = { ...paidDrop(), sequence: 11 }
  const asOf = morningAfter('2026-01-22') + 120_000
  const report = await bank.applied(again, { asOf, release, importedBy: 'operator:zhao' })
  expect(report.correction).toMatchObject({ accounts: 1, replayed: ['2026-01-22'] })
  const live = liveFacts(await bank.facts('A')).filter(({ kind }) => kind !== 'dropWithdrawn')
  expect(live.map(({ kind }) => kind)).toEqual([
    'positionReported',
    'episodeOpened',
    'positionReported',
    'paymentPosted',
    'episodeClosed',
  ])
  expect((await bank.db.pool.query('select * from broken_fact_chains()')).rows).toEqual([])
})
