// Whatever the provider does with one message, is it handed over at most once, is no doubtful one left without a person
// who looks, and do row and log say what happened? Each fault of the local provider, at the level of the whole step.
import { type TestDatabase, freshDatabase } from '../support/database'
import type { FaultKind } from '../../stack/endpoints/faults'
import type { OutgoingMessage } from '../../platform/carrier'
import { type Stage, callsTo, dueOn, orderFault, setStage, smsTo } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

/** Nobody asks there: what is said in calls is tried in voice.test.ts. */
const doorUrl = 'http://127.0.0.1:9'
const voiceOnly = { step: 'reminder' as const, template: 'reminder', channels: ['voice' as const] }
const smsOnly = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }

interface Expected {
  /** Messages that the provider has taken, when the step has been tried as often as it would be. */
  taken: number
  status: string
  detail: string | null
  task: boolean
  /** What the first attempt ends with, when it is tried again. */
  again?: { type: string; nextRetryDelay: number }
}

const found = { taken: 1, status: 'sent', detail: null, task: false }
const faults: [FaultKind<'voice'>, Expected][] = [
  ['too-many-requests', { ...found, again: { type: 'PROVIDER_BUSY', nextRetryDelay: 45_000 } }],
  ['error-500', { taken: 0, status: 'unknown', detail: '20500', task: true }],
  ['reject', { taken: 0, status: 'failed', detail: '21610', task: false }],
  ['hang-after-accept', found],
  ['drop-after-accept', found],
  ['cut-answer', found],
  ['garbage-answer', found],
  ['drop-before-accept', { taken: 0, status: 'unknown', detail: 'ECONNRESET', task: true }],
  ['accept-twice', { taken: 2, status: 'unknown', detail: 'ACCEPTED_TWICE', task: true }],
]

/** Performs the step as often as it would be tried, while the provider has this fault once. */
async function expectOutcome(
  stage: Stage,
  channel: 'sms' | 'voice',
  { taken, status, detail, task, again }: Expected,
): Promise<void> {
  if (again) await expect(stage.perform('remind')).rejects.toMatchObject(again)
  await stage.perform('remind')
  await stage.perform('remind')
  const received = channel === 'sms' ? await smsTo(stage.mobile) : await callsTo(stage.mobile)
  expect(received).toHaveLength(taken)
  const { accountId } = stage
  expect(await test_.db.prisma.contact.findMany({ where: { accountId } })).toMatchObject([
    { channel, status, detail },
  ])
  expect(await stage.facts('contactMade')).toMatchObject([
    {
      contactKey: `${accountId}/1/${dueOn}/rung/1/${channel}`,
      outcome: status,
      ...(detail ? { detail } : {}),
    },
  ])
  expect((await stage.facts('taskOpened')).map(({ kind }) => kind)).toEqual(task ? ['review'] : [])
}

test.each(faults)('an SMS that meets %s', async (kind, expected) => {
  const stage = await setStage(test_.db, smsOnly)
  await orderFault({ channel: 'sms', to: stage.mobile, kind, times: 1 })
  await expectOutcome(stage, 'sms', expected)
})

test.each(faults)('a call that meets %s', async (kind, expected) => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl })
  await orderFault({ channel: 'voice', to: stage.mobile, kind, times: 1 })
  const detail = kind === 'reject' ? '21217' : expected.detail
  await expectOutcome(stage, 'voice', { ...expected, detail })
})

test('a number that cannot be called is marked, and the next one is called', async () => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl })
  await orderFault({ channel: 'voice', to: stage.mobile, kind: 'reject', times: 1 })
  await stage.perform('remind')
  await stage.perform('remind', { n: 2 })
  expect(await callsTo(stage.mobile)).toHaveLength(0)
  expect(await callsTo(`${stage.mobile}9`)).toHaveLength(1)
  const [point] = await test_.db.prisma.contactPoint.findMany({ where: { value: stage.mobile } })
  expect(point).toMatchObject({ status: 'bad', statusReason: '21217' })
})

describe('a worker that dies', () => {
  const contacts = ({ accountId }: Stage) => test_.db.prisma.contact.findMany({ where: { accountId } })

  /** Performs the step on a worker that dies before or after the provider has the call. */
  async function dieAt(stage: Stage, moment: 'before' | 'after'): Promise<void> {
    const { voice } = stage.deps
    const dying = {
      ...voice,
      async send(message: OutgoingMessage): Promise<never> {
        if (moment === 'after') await voice.send(message)
        throw new Error('killed')
      },
    }
    await expect(stage.perform('remind', { deps: { ...stage.deps, voice: dying } })).rejects.toThrow('killed')
    expect(await contacts(stage)).toMatchObject([{ status: 'sending' }])
  }

  test('after the provider took the call leaves one call, found by the next attempt', async () => {
    const stage = await setStage(test_.db, voiceOnly, { doorUrl })
    await dieAt(stage, 'after')
    await stage.perform('remind')
    const calls = await callsTo(stage.mobile)
    expect(calls).toHaveLength(1)
    expect(await contacts(stage)).toMatchObject([{ status: 'sent', providerId: calls[0]?.sid }])
  })

  test('before it did leaves none that is made again by itself, and a person looks', async () => {
    const stage = await setStage(test_.db, voiceOnly, { doorUrl })
    await dieAt(stage, 'before')
    await stage.perform('remind')
    await stage.perform('remind')
    expect(await callsTo(stage.mobile)).toHaveLength(0)
    expect(await contacts(stage)).toMatchObject([{ status: 'unknown', detail: 'INTERRUPTED' }])
    expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review' }])
  })

  test('and an earlier call to the number: the lost one is not taken for that', async () => {
    const earlier = await setStage(test_.db, voiceOnly, { doorUrl })
    await earlier.perform('remind')
    const customerId = earlier.accountId.replace('ACC', 'CUS')
    const stage = await setStage(test_.db, voiceOnly, { doorUrl, customerId })
    await dieAt(stage, 'after')
    await stage.perform('remind')
    const [first, second] = await callsTo(earlier.mobile)
    expect(await contacts(earlier)).toMatchObject([{ providerId: first?.sid }])
    expect(await contacts(stage)).toMatchObject([{ status: 'sent', providerId: second?.sid }])
  })
})
