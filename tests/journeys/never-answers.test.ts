// A customer who never answers: every rung in its order, each with what it needs before it, from the first reminder to
// the court, over four hundred days of the workflow's own clock.
import { dayMs } from '../../domain/calendar-date'
import { caseWorkflowId } from '../../workflows/messages'
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, openWorld, shown } from '../support/world'

let world: World
beforeAll(async () => {
  world = await openWorld()
  const debt = { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] }
  world.books.open('NEVER-CARD', debt)
  world.books.open('NEVER-LOAN', { ...debt, product: 'personal_loan' })
  world.books.open('NEVER-SMALL', { bills: [{ dueOn: '2026-03-01', minimumDueCents: 250_00 }] })
  world.books.open('NEVER-ALONE', debt)
  for (const accountId of ['NEVER-CARD', 'NEVER-LOAN', 'NEVER-SMALL'])
    world.people.follow(accountId, customerNeverAnswers)
  await world.night('2026-03-05')
  await world.liveUntil('2027-04-10 06:00')
})
afterAll(() => world.close())

const toCourt = [
  '2026-03-06 case 1 opens: newDelinquency',
  '2026-03-06 reminder/1',
  '2026-03-11 second-reminder/1',
  '2026-03-21 final-reminder/1',
  '2026-03-22 calls/1',
  '2026-03-22 calls/1: noAnswer',
  '2026-03-24 calls/2',
  '2026-03-24 calls/2: noAnswer',
  '2026-03-26 calls/3',
  '2026-03-26 calls/3: noAnswer',
  '2026-03-31 letter/1',
  '2026-04-03 letter/1 delivered',
  '2026-04-30 visit.approval/1',
  '2026-04-30 visit.approval/1: approved',
  '2026-04-30 visit/1',
  '2026-05-01 visit/1: notHome',
  '2026-05-15 second-visit.approval/1',
  '2026-05-15 second-visit.approval/1: approved',
  '2026-05-16 second-visit/1',
  '2026-05-17 second-visit/1: notHome',
  '2026-05-31 agency.approval/1',
  '2026-05-31 agency.approval/1: approved',
  '2026-05-31 agency/1',
  '2026-07-30 agency/1: expired (nobody reported)',
  '2026-08-28 court.assessment/1',
  '2026-08-28 court.assessment/1: passed',
  '2026-08-28 court.approval/1',
  '2026-08-28 court.approval/1: approved',
  '2026-08-29 court/1',
  '2026-09-06 court/1: filed',
]

test.each(['NEVER-CARD', 'NEVER-LOAN'])(
  '%s takes all seven kinds of step in order, each after what it needs, and comes to court',
  async (accountId) => {
    expect(journal(await world.facts(accountId))).toEqual(toCourt)
  },
)

test('the way to court takes 176 days of the case’s clock, and the case is still there on day 400', async () => {
  const [opened] = await world.factsOf('NEVER-CARD', 'episodeOpened')
  const [matter] = await world.factsOf('NEVER-CARD', 'matterOpened')
  const days = ((matter?.recordedAt ?? 0) - (opened?.recordedAt ?? 0)) / dayMs
  expect(Math.floor(days)).toBe(176)
  const present = await world.relay.timekeeper.presentOf('NEVER-CARD')
  expect(shown(present ?? 0).slice(0, 10)).toBe('2027-04-10')
  const { instruction } = await world.status('NEVER-CARD')
  expect(instruction?.next).toEqual({ kind: 'wait', for: 'facts', at: null })
})

test('the whole way fits into one small history', async () => {
  const handle = world.temporal.client.workflow.getHandle(caseWorkflowId('NEVER-CARD'))
  const { historyLength, status } = await handle.describe()
  expect(status.name).toBe('RUNNING')
  expect(historyLength).toBeLessThan(600)
})

test('a small debt is never visited, placed or taken to court', async () => {
  const lines = journal(await world.facts('NEVER-SMALL'))
  expect(lines.slice(0, 13)).toEqual([...toCourt.slice(0, 12), '2026-04-30 small-debt-calls/1'])
  expect(lines.slice(13).filter((line) => !/ small-debt-calls\/[1-6](: noAnswer)?$/.test(line))).toEqual([])
  expect(lines.at(-1)).toMatch(/small-debt-calls\/6: noAnswer$/)
})

test('where nobody at the bank does anything, the case goes no further than it may', async () => {
  expect(journal(await world.facts('NEVER-ALONE')).slice(10)).toEqual([
    '2026-04-02 letter/1',
    '2026-04-17 letter/2',
    '2026-05-02 visit/1 withheld: LETTER_UNDELIVERED',
    '2026-05-16 second-visit/1 withheld: NEEDS_visit',
    '2026-05-31 agency/1 withheld: LETTER_UNDELIVERED',
    '2026-08-28 court/1 withheld: LETTER_UNDELIVERED',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 4, faults: [] })
})
