// A moratorium on one account of a person: the others stand still with it and lose no step, and all go on afterwards where they
// stood, with the rest of their waits.
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld } from '../support/world'

const accounts = ['STAY-A', 'STAY-B']

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    const bills = [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }]
    world.books.open(accountId, { bills, customerId: 'C-STAY' })
    world.people.follow(accountId, customerNeverAnswers)
  }
  await world.night('2026-03-05')
  const hold = { kind: 'placeHold', by: 'supervisor:qian', holdId: 'm', reason: 'moratorium' } as const
  await world.send('STAY-A', { ...hold, until: local('2026-04-20') })
  await world.liveUntil('2026-04-10 12:00')
})
afterAll(() => world.close())

test('while it stands nothing is done about any account, and no step is given up', async () => {
  expect(await world.db.prisma.contact.count()).toBe(0)
  expect(await world.factsOf('STAY-B', 'stepTaken')).toEqual([])
  const episodes = await world.db.prisma.episode.findMany({ orderBy: { accountId: 'asc' } })
  expect(episodes.map(({ standstill }) => standstill)).toEqual(['hold', 'hold'])
})

test('afterwards both accounts take the same steps on the same days, from the first rung on', async () => {
  await world.liveUntil('2026-06-20 06:00')
  const [a = [], b = []] = await Promise.all(accounts.map((accountId) => world.facts(accountId)))
  const taken = (facts: typeof a) =>
    journal(facts, { minutes: true }).filter((line) => !line.includes(' hold '))
  expect(taken(b)).toEqual(taken(a))
  expect(taken(b).slice(0, 2)).toEqual([
    '2026-03-06 06:00 case 1 opens: newDelinquency',
    '2026-04-20 10:44 reminder/1',
  ])
  expect(taken(b).some((line) => line.includes('withheld'))).toBe(false)
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 2, faults: [] })
})
