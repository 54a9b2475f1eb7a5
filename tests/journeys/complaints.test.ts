// A complaint that nobody answers goes up at its own instants, also when the debt has been paid meanwhile; reminders go on,
// marked. Complaints that repeat themselves, by one person or about one collector, make compliance look.
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'
import { type Request, type World, openWorld } from '../support/world'

const by = 'operator:lin'
const withoutCase = 'COMPLAINT-NO-CASE'
const accounts = [
  'COMPLAINT-LATE',
  'COMPLAINT-MANY-1',
  'COMPLAINT-MANY-2',
  'COMPLAINT-STAFF-1',
  'COMPLAINT-STAFF-2',
]
const complain = (complaintId: string, staffId?: string): Request => ({
  ...{ kind: 'recordComplaint', by, complaintId, from: 'customer', channel: 'hotline', category: 'conduct' },
  ...{ owner: 'operator:wu', ...(staffId === undefined ? {} : { staffId }) },
})
const answer = (complaintId: string): Request => ({
  ...{
    kind: 'answerComplaint',
    by,
    complaintId,
    outcome: 'upheld',
    rootCause: 'staffConduct',
    document: 'letters/1',
  },
})

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    const customer = accountId.startsWith('COMPLAINT-MANY') ? { customerId: 'complains-often' } : {}
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 600_00 }], ...customer })
  }
  world.plan('COMPLAINT-LATE', '2026-03-07 12:00', complain('k'))
  world.plan('COMPLAINT-MANY-1', '2026-03-07 12:00', complain('a'))
  world.plan('COMPLAINT-MANY-1', '2026-03-08 12:00', complain('b'))
  world.plan('COMPLAINT-MANY-2', '2026-03-09 12:00', complain('c'))
  world.plan('COMPLAINT-STAFF-1', '2026-03-07 12:00', complain('a', 'operator:sun'))
  world.plan('COMPLAINT-STAFF-1', '2026-03-09 15:00', complain('b', 'operator:sun'))
  world.plan('COMPLAINT-STAFF-2', '2026-03-10 12:00', complain('c', 'operator:sun'))
  world.plan('COMPLAINT-LATE', '2026-03-15 12:00', {
    ...{ kind: 'recordPayment', by, paymentId: 'K-P', amountCents: 600_00 },
    ...{ valueOn: '2026-03-15', postedOn: '2026-03-15' },
  })
  world.plan('COMPLAINT-LATE', '2026-03-23 12:00', answer('k'))
  // So little that no case opens for it.
  world.books.open(withoutCase, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 1 }] })
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-07 13:00')
  expect(await world.send(withoutCase, complain('n'))).toMatchObject({ ok: true })
  await world.liveUntil('2026-03-25 06:00')
})
afterAll(() => world.close())

test('a late complaint is warned of, goes up twice and is answered, and only then the paid case ends', async () => {
  expect(
    journal(await world.facts('COMPLAINT-LATE'), { minutes: true, keys: true }).map((line) =>
      line.replace(/ (09|1[01]):\d\d/, ' morning'),
    ),
  ).toEqual([
    '2026-03-06 06:00 case 1 opens: newDelinquency',
    '2026-03-06 morning 1/2026-03-01/reminder/1',
    '2026-03-07 12:00 complaint k received',
    '2026-03-11 morning 1/2026-03-01/second-reminder/1',
    '2026-03-15 12:00 paid 600.00',
    '2026-03-15 12:00 case 1 closes: cured',
    '2026-03-20 18:00 complaint/k/1: notAnswered (nobody reported)',
    '2026-03-20 18:00 warning/complaint/k/1: noted (nobody reported)',
    '2026-03-22 18:00 complaint/k/2: notAnswered (nobody reported)',
    '2026-03-23 12:00 complaint k answered: upheld',
    '2026-03-23 12:00 complaint/k/3: answered',
  ])
  expect(await world.status('COMPLAINT-LATE')).toMatchObject({ instruction: { next: { kind: 'closed' } } })
})

test('an account that never had a case goes the same way, and opens its first case when it is overdue', async () => {
  expect(journal(await world.facts(withoutCase), { minutes: true, keys: true })).toEqual([
    '2026-03-07 13:00 complaint n received',
    '2026-03-20 18:00 complaint/n/1: notAnswered (nobody reported)',
    '2026-03-20 18:00 warning/complaint/n/1: noted (nobody reported)',
    '2026-03-22 18:00 complaint/n/2: notAnswered (nobody reported)',
    '2026-03-24 18:00 complaint/n/3: notAnswered (nobody reported)',
  ])
  world.books.bill(withoutCase, { dueOn: '2026-03-20', minimumDueCents: 600_00 })
  await world.night('2026-03-24')
  expect(await world.send(withoutCase, answer('n'))).toMatchObject({ ok: true })
  expect((await world.factsOf(withoutCase, 'episodeOpened')).map(({ payload }) => payload)).toMatchObject([
    { episode: 1, because: 'newDelinquency' },
  ])
  expect(await world.status(withoutCase)).toMatchObject({ episode: 1 })
})

test('the reminder that went out meanwhile is marked by the rule', async () => {
  const contacts = await world.factsOf('COMPLAINT-LATE', 'contactMade')
  expect(contacts.map(({ payload }) => payload.judgement?.reasons ?? [])).toEqual([[], ['CN-CMP-01 FLAG']])
})

test('the third complaint of a person, or about a collector, alerts compliance', async () => {
  const tasks = await world.db.prisma.task.findMany({
    where: { kind: 'compliance' },
    orderBy: { accountId: 'asc' },
  })
  // Different people live side by side: which of the three complaints about the collector comes last is open.
  expect(tasks.map(({ detail }) => detail)).toEqual([
    { circle: 'person', count: 3 },
    { circle: 'staff', count: 3, concerned: 'operator:sun' },
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 6, faults: [] })
})
