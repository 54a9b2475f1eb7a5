// What the nightly drop can do to a case on its way: come late, not come at all, be corrected after the case has acted on
// it, lose an account and find it again. Contacts that were made stay made; the case goes on as it should.
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld } from '../support/world'

const accounts = ['NIGHT-LATE', 'NIGHT-CURED', 'NIGHT-MOVED', 'NIGHT-MISSING']

let world: World
const outcomes: Record<string, unknown> = {}

beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 600_00 }] })
    world.people.follow(accountId, customerNeverAnswers)
  }
  world.books.bill('NIGHT-MOVED', { dueOn: '2026-03-11', minimumDueCents: 600_00 })
  await world.night('2026-03-05')

  // The drops of 6 to 9 March never come; that of 10 March comes two days late, after a reminder went out.
  world.books.pay('NIGHT-LATE', { paymentId: 'late-1', amountCents: 600_00, on: '2026-03-10' })
  await world.liveUntil('2026-03-13 05:00')
  const clockOffsetMs = local('2026-03-13 06:00') - Date.now()
  outcomes['late'] = await world.night('2026-03-10', { clockOffsetMs })

  // The drop of 20 March has two payments that never were, and one account is not in it.
  await world.liveUntil('2026-03-21 05:00')
  for (const accountId of ['NIGHT-CURED', 'NIGHT-MOVED'])
    world.books.pay(accountId, { paymentId: `${accountId}-P`, amountCents: 600_00, on: '2026-03-20' })
  world.books.leaveOut('NIGHT-MISSING')
  await world.night('2026-03-20')

  // On the morning of 25 March it comes again, without them; another person lets it go.
  await world.liveUntil('2026-03-25 06:00')
  for (const accountId of ['NIGHT-CURED', 'NIGHT-MOVED']) world.books.strike(`${accountId}-P`)
  const corrected = world.books.dropOf('2026-03-20')
  const on = { clockOffsetMs: local('2026-03-25 07:00') - Date.now(), importedBy: 'operator:lin' }
  outcomes['held'] = await world.night(corrected, on)
  outcomes['own'] = await world.night(corrected, { ...on, release: { by: 'operator:lin', reason: 'mine' } })
  const release = { by: 'supervisor:qian', reason: 'payments of another bank' }
  outcomes['released'] = await world.night(corrected, { ...on, release })

  // On 1 April the lost account is there again.
  await world.liveUntil('2026-04-02 05:00')
  world.books.putBack('NIGHT-MISSING')
  await world.night('2026-04-01')
  await world.liveUntil('2026-04-04 06:00')
})
afterAll(() => world.close())

const linesOf = async (accountId: string) => journal(await world.facts(accountId), { keys: true })

const opening = [
  '2026-03-06 case 1 opens: newDelinquency',
  '2026-03-06 1/2026-03-01/reminder/1',
  '2026-03-11 1/2026-03-01/second-reminder/1',
]

test('a payment that comes days late closes the case when it comes; what had gone out in good faith stays', async () => {
  expect(outcomes['late']).toMatchObject({
    status: 'applied',
    report: { warnings: [expect.stringContaining('no drop came for 2026-03-06 to 2026-03-09')] },
  })
  expect(await linesOf('NIGHT-LATE')).toEqual([
    ...opening,
    '2026-03-13 paid 600.00',
    '2026-03-13 left the books: paid',
    '2026-03-13 case 1 closes: cured',
  ])
})

test('a corrected drop waits until another person than its importer lets it go', () => {
  expect(outcomes).toMatchObject({
    held: { status: 'held', reasons: [expect.stringMatching(/^it replaces the drop 2026-03-20/)] },
    own: { status: 'refused', code: 'RELEASE_REFUSED' },
    released: { status: 'applied' },
  })
})

test('a case that a drop closed by mistake goes on with its next step when the drop is corrected', async () => {
  expect((await linesOf('NIGHT-CURED')).slice(0, 9)).toEqual([
    ...opening,
    '2026-03-21 paid 600.00',
    '2026-03-21 left the books: paid',
    '2026-03-21 case 1 closes: cured',
    '2026-03-25 a drop is corrected',
    '2026-03-25 NIGHT-CURED-P never was',
    '2026-03-25 1/2026-03-01/final-reminder/1',
  ])
})

test('a contact made on a payment that never was stays made, and counts for the gap to the next one', async () => {
  expect((await linesOf('NIGHT-MOVED')).slice(0, 8)).toEqual([
    ...opening,
    '2026-03-21 paid 600.00',
    '2026-03-21 1/2026-03-11/reminder/1',
    '2026-03-25 a drop is corrected',
    '2026-03-25 NIGHT-MOVED-P never was',
    '2026-03-26 1/2026-03-01/final-reminder/1',
  ])
})

test('while an account is missing from the drop nobody is contacted and nothing is cured; found again, it goes on', async () => {
  expect((await linesOf('NIGHT-MISSING')).slice(0, 6)).toEqual([
    ...opening,
    '2026-03-21 missing from the drop',
    '2026-04-02 found in the drop',
    '2026-04-02 1/2026-03-01/final-reminder/1',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 4, faults: [] })
})
