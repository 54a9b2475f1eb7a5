// A case that goes on in a fresh run (continue-as-new), forced in the middle of each kind of wait: whoever asks gets the
// same answers before and after, nothing said meanwhile is lost, and the way goes on like that of a case left alone.
import type { Instant } from '../../domain/calendar-date'
import { forecastOf, showCase } from '../../cases/read-case'
import { caseWorkflowId, holdAttribute, renewRunSignal, stageAttribute } from '../../workflows/messages'
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld } from '../support/world'

const forced = [
  { wait: 'for the day of a step', accountId: 'RENEW-STEP', moment: '2026-03-08 06:00' },
  { wait: 'under a hold', accountId: 'RENEW-HELD', moment: '2026-03-09 06:00' },
  { wait: 'for a person with a task', accountId: 'RENEW-TASK', moment: '2026-03-22 12:00' },
  { wait: 'for the report on a letter', accountId: 'RENEW-LETTER', moment: '2026-04-02 06:00' },
]

interface Answers {
  status: unknown
  next: unknown
  forecast: unknown
  attributes: unknown
}

let world: World
const before: Record<string, Answers> = {}
const after: Record<string, Answers> = {}
const fresh: Record<string, { historyLength: number; passedMs: number }> = {}

beforeAll(async () => {
  world = await openWorld()
  for (const { accountId } of [...forced, { accountId: 'RENEW-NOT' }]) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
    world.people.follow(accountId, customerNeverAnswers)
  }
  const by = 'supervisor:qian'
  world.plan('RENEW-HELD', '2026-03-08 10:00', { kind: 'placeHold', by, holdId: 'a', reason: 'dispute' })
  world.plan('RENEW-HELD', '2026-03-10 10:00', { kind: 'liftHold', by, holdId: 'a' })
  await world.night('2026-03-05')
  for (const { accountId, moment } of forced) {
    await world.liveUntil(moment)
    const clock = await clockOf(accountId)
    before[accountId] = await answersOf(accountId, local(moment))
    await renew(accountId)
    after[accountId] = await answersOf(accountId, local(moment))
    const { historyLength } = await handleOf(accountId).describe()
    fresh[accountId] = { historyLength, passedMs: (await clockOf(accountId)) - clock }
  }
  await world.liveUntil('2026-05-02 06:00')
})
afterAll(() => world.close())

const handleOf = (accountId: string) => world.temporal.client.workflow.getHandle(caseWorkflowId(accountId))

async function clockOf(accountId: string): Promise<Instant> {
  return (await world.relay.timekeeper.presentOf(accountId)) ?? 0
}

/** Returns when the case runs in a fresh run and has decided there. */
async function renew(accountId: string): Promise<void> {
  const { runId } = await handleOf(accountId).describe()
  const { turn } = await world.status(accountId)
  await handleOf(accountId).signal(renewRunSignal)
  while ((await handleOf(accountId).describe()).runId === runId);
  for (let status = await world.status(accountId); status.busy || status.turn === turn;)
    status = await world.status(accountId)
}

/** What people and programs are told: everything but the count of decisions and the moment of asking. */
async function answersOf(accountId: string, asOf: Instant): Promise<Answers> {
  const { accountId: id, episode, seenSeq, instruction, busy } = await world.status(accountId)
  const { typedSearchAttributes } = await handleOf(accountId).describe()
  const view = await showCase(world.reading, accountId, asOf)
  return {
    status: { accountId: id, episode, seenSeq, busy, instruction: { ...instruction, turn: 0, decidedAt: 0 } },
    next: { next: view.decision.next, reasons: view.decision.reasons, tasks: view.openTasks },
    forecast: await forecastOf(world.reading, accountId, { asOf, until: local('2026-12-31') }),
    attributes: [typedSearchAttributes.get(stageAttribute), typedSearchAttributes.get(holdAttribute)],
  }
}

describe.each(forced)('while it waits $wait', ({ accountId }) => {
  test('a case answers the same before and after', () => {
    expect(before[accountId]?.forecast).not.toEqual([])
    expect(after[accountId]).toEqual(before[accountId])
  })

  test('its clock goes on where it was, and its history begins anew', () => {
    expect(fresh[accountId]?.passedMs).toBeGreaterThanOrEqual(0)
    expect(fresh[accountId]?.passedMs).toBeLessThan(60_000)
    expect(fresh[accountId]?.historyLength).toBeLessThan(15)
  })
})

test('the ways of the renewed cases are those of a case that was left alone', async () => {
  const alone = journal(await world.facts('RENEW-NOT'))
  for (const accountId of ['RENEW-STEP', 'RENEW-TASK', 'RENEW-LETTER'])
    expect(journal(await world.facts(accountId))).toEqual(alone)
})

test('a signal and an update that meet a renewal are both heard', async () => {
  const accountId = 'RENEW-STEP'
  const seq = (await world.facts(accountId)).at(-1)?.seq ?? 0
  const payment = { amountCents: 1_00, valueOn: '2026-05-02', postedOn: '2026-05-02' }
  const { runId } = await handleOf(accountId).describe()
  await Promise.all([
    handleOf(accountId).signal(renewRunSignal),
    handleOf(accountId).signal('paymentPosted', {
      commandId: 's',
      by: 'system:payments',
      paymentId: 'S',
      ...payment,
    }),
    world.send(accountId, { kind: 'recordPayment', by: 'operator:lin', paymentId: 'U', ...payment }),
  ])
  while ((await handleOf(accountId).describe()).runId === runId);
  await world.status(accountId)
  expect(journal(await world.facts(accountId), { afterSeq: seq })).toEqual([
    '2026-05-02 paid 1.00',
    '2026-05-02 paid 1.00',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 5, faults: [] })
})
