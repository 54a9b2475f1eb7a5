// A person with two overdue accounts is one person: one message tells of both, and both cases stand under the same caps.
import { dateAt } from '../../domain/calendar-date'
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, openWorld, zone } from '../support/world'

const accounts = ['PERSON-A', 'PERSON-B']

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    const bills = [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }]
    world.books.open(accountId, { bills, customerId: 'one-person' })
    world.people.follow(accountId, customerNeverAnswers)
  }
  await world.night('2026-03-05')
  await world.liveUntil('2026-05-02 06:00')
})
afterAll(() => world.close())

test('both cases take their reminder on the same day, by one message', async () => {
  const [a, b] = await Promise.all(accounts.map((accountId) => world.facts(accountId)))
  expect(journal(a ?? []).slice(1, 2)).toEqual(['2026-03-06 reminder/1'])
  expect(journal(b ?? []).slice(1, 2)).toEqual(['2026-03-06 reminder/1'])
  const [contacts] = await Promise.all(accounts.map((accountId) => world.factsOf(accountId, 'contactMade')))
  const [ofB] = await world.factsOf('PERSON-B', 'contactMade')
  expect(ofB?.payload.contactKey).toBe(contacts?.[0]?.payload.contactKey)
})

test('in two months the person gets no two messages on a channel and day', async () => {
  const facts = await Promise.all(accounts.map((accountId) => world.factsOf(accountId, 'contactMade')))
  const sent = facts.flat().filter(({ payload }) => payload.outcome === 'sent' && payload.channel !== 'voice')
  const messages = new Map(sent.map((fact) => [fact.payload.contactKey, fact]))
  const slots = [...messages.values()].map(
    ({ effectiveAt, payload }) => `${dateAt(effectiveAt, zone)} ${payload.channel}`,
  )
  expect(sent).toHaveLength(2 * slots.length)
  expect(slots.length).toBeGreaterThanOrEqual(4)
  expect(new Set(slots).size).toBe(slots.length)
})

test('neither case leaves out a rung for the other', async () => {
  const [a, b] = await Promise.all(accounts.map((accountId) => world.factsOf(accountId, 'stepTaken')))
  const keys = (steps: typeof a) => steps?.map(({ payload }) => `${payload.stepKey} ${payload.outcome}`)
  expect(keys(b)).toEqual(keys(a))
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 2, faults: [] })
})
