// Whatever the provider does with one message, is it handed over at most once, is no doubtful one left without a person
// who looks, and do row and log say what happened? Each fault of the local provider, at the level of the whole step.
import { type TestDatabase, freshDatabase } from '../support/database'
import type { FaultKind } from '../../stack/endpoints/faults'
import { dueOn, orderFault, setStage, smsTo } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

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

test.each(faults)('an SMS that meets %s', async (kind, { taken, status, detail, task, again }) => {
  const stage = await setStage(test_.db, smsOnly)
  await orderFault({ channel: 'sms', to: stage.mobile, kind, times: 1 })
  if (again) await expect(stage.perform('remind')).rejects.toMatchObject(again)
  await stage.perform('remind')
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(taken)
  const { accountId } = stage
  expect(await test_.db.prisma.contact.findMany({ where: { accountId } })).toMatchObject([{ status, detail }])
  expect(await stage.facts('contactMade')).toMatchObject([
    { contactKey: `${accountId}/1/${dueOn}/rung/1/sms`, outcome: status, ...(detail ? { detail } : {}) },
  ])
  expect((await stage.facts('taskOpened')).map(({ kind }) => kind)).toEqual(task ? ['review'] : [])
})
