// A case that the software cannot decide on: it goes on hearing what people say, the operators are told, and it goes on
// by itself once what was wrong is mended.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { inTransaction } from '../../platform/fact-log'
import { recordFacts } from '../../platform/read-model'
import { caseWorkflowId, positionChangedSignal } from '../../workflows/messages'
import { type World, local, openWorld } from '../support/world'

const accountId = 'STUCK-1'
let world: World

beforeAll(async () => {
  world = await openWorld()
  world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-06 06:00')
})
afterAll(() => world.close())

const handle = () => world.temporal.client.workflow.getHandle(caseWorkflowId(accountId))
const recorded = { accountId, effectiveAt: local('2026-03-06 06:00'), recordedAt: local('2026-03-06 06:00') }

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 300) throw new Error('it does not come about')
    await delay(100)
  }
}

test('it takes commands and signals while nobody can say what is next, and goes on when somebody can', async () => {
  // A fact of a kind of hold that no file knows: every decision fails on it, in the same way each time.
  const [wrong] = await inTransaction(world.db.prisma, (tx) =>
    recordFacts(tx, [
      {
        ...{ ...recorded, key: 'hold/wrong', kind: 'holdPlaced', actor: 'test', source: 'test' },
        payload: { holdId: 'wrong', reason: 'noSuchReason' as never, from: recorded.effectiveAt },
      },
    ]),
  )
  const seq = wrong?.seq ?? 0
  await handle().signal(positionChangedSignal, { seq })
  await until(async () => (await world.status(accountId)).instruction?.why === 'stuck: CASE_UNDECIDED')
  expect(world.alarms).toContain(`${accountId} evaluate`)

  const payment = {
    by: 'gateway:payments',
    amountCents: 100_00,
    valueOn: '2026-03-06',
    postedOn: '2026-03-06',
  }
  const args = [{ ...payment, commandId: randomUUID(), paymentId: 'stuck-p1' }] as [unknown]
  expect(await handle().executeUpdate('recordPayment', { args })).toEqual({ recorded: ['payment/stuck-p1'] })
  await handle().signal('paymentPosted', { ...payment, commandId: randomUUID(), paymentId: 'stuck-p2' })
  await until(async () => (await world.factsOf(accountId, 'paymentPosted')).length === 2)

  const payload = { dropId: 'mended', seqs: [seq] }
  const mended = {
    ...recorded,
    key: 'drop/mended',
    kind: 'dropWithdrawn' as const,
    actor: 'test',
    source: 'test',
  }
  const [{ seq: last } = { seq: 0 }] = await inTransaction(world.db.prisma, (tx) =>
    recordFacts(tx, [{ ...mended, payload }]),
  )
  await handle().signal(positionChangedSignal, { seq: last })
  await until(async () => (await world.status(accountId)).seenSeq >= last)
  const { instruction } = await world.status(accountId)
  expect(instruction?.next).toMatchObject({ kind: 'step', rung: 'reminder' })
})
