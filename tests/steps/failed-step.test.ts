// A step failed for good. What may have reached the customer is never sent again by itself, nothing stays on its way for
// ever, and a person learns what is to be decided.
import type { CaseActivities } from '../../activities/case-activities'
import { createCaseActivities } from '../../activities/evaluate'
import type { Handover, OutgoingMessage } from '../../platform/carrier'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, inActivity, mailTo, morning, orderFault, setStage, smsTo } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const both = { step: 'reminder' as const, channels: ['sms' as const, 'email' as const], template: 'reminder' }
const key = `1/${dueOn}/rung/1`

function fails({ accountId, deps: { db, rulesFor } }: Stage, asOf = morning + 8 * 3_600_000) {
  const activities: Pick<CaseActivities, 'recordFailedStep'> = createCaseActivities({
    ...{ db, rulesFor },
    runCommand: () => Promise.reject(new Error('no command is expected')),
    alarm: () => undefined,
  })
  const input = { accountId, turn: 9, asOf, seenSeq: 0, key, rung: 'rung', failure: 'timed out' }
  return inActivity(() => activities.recordFailedStep(input))
}

const rowsOf = ({ accountId }: Stage) =>
  test_.db.prisma.contact.findMany({ where: { accountId }, orderBy: { channel: 'asc' } })

/** Its worker dies when the SMS has been handed over, and none comes back. */
async function diesWhileSending(stage: Stage): Promise<void> {
  const { sms } = stage.deps
  const dies = {
    ...sms,
    async send(message: OutgoingMessage): Promise<Handover> {
      await sms.send(message)
      throw new Error('killed')
    },
  }
  await expect(stage.perform('remind', { deps: { ...stage.deps, sms: dies } })).rejects.toThrow('killed')
}

test('a message that was on its way counts as sent, and a person looks: it is not sent again by itself', async () => {
  const stage = await setStage(test_.db, both)
  await diesWhileSending(stage)
  expect((await rowsOf(stage)).map(({ status }) => status)).toEqual(['claimed', 'sending'])
  const answer = await fails(stage)
  expect((await rowsOf(stage)).map(({ channel, status }) => [channel, status])).toEqual([
    ['email', 'withdrawn'],
    ['sms', 'unknown'],
  ])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done', ruleId: 'STEP_FAILED' }])
  expect(await stage.facts('taskOpened')).toMatchObject([
    { kind: 'review', defaultOutcome: 'resolved', detail: { alreadyOut: ['sms: unknown'] } },
  ])
  expect(answer.next).toMatchObject({ kind: 'wait', for: 'task' })
  expect(await smsTo(stage.mobile)).toHaveLength(1)
})

test('a step of which nothing left is tried again unless a person says otherwise', async () => {
  const stage = await setStage(test_.db, both)
  await fails(stage)
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'failed', ruleId: 'STEP_FAILED' }])
  expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review', defaultOutcome: 'retry' }])
})

test('the failure is recorded once, however often it is told', async () => {
  const stage = await setStage(test_.db, both)
  await diesWhileSending(stage)
  await fails(stage)
  await fails(stage)
  expect(await stage.facts('contactMade')).toHaveLength(1)
  expect(await stage.facts('taskOpened')).toHaveLength(1)
})

test('while a provider wants no more, the other message of the step holds no slot', async () => {
  const stage = await setStage(test_.db, both)
  await orderFault({ channel: 'sms', to: stage.mobile, kind: 'too-many-requests', times: 1 })
  await expect(stage.perform('remind')).rejects.toMatchObject({ type: 'PROVIDER_BUSY' })
  expect((await rowsOf(stage)).map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn'])
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(1)
  expect(await mailTo(stage.email)).toHaveLength(1)
})

test('a rule that withholds a message on two days is recorded on both, and the other message goes out once', async () => {
  const stage = await setStage(test_.db, both)
  const customerId = stage.accountId.replace('ACC', 'CUS')
  await test_.db.prisma.contactPoint.updateMany({
    where: { customerId, channel: 'email' },
    data: { source: 'traced' },
  })
  const other = await setStage(test_.db, { ...both, channels: ['sms'] }, { customerId })
  await other.perform('remind')
  const answer = await stage.perform('remind')
  if (answer.next.kind !== 'step') throw new Error(`the step was not put off but ${answer.next.kind}`)
  await stage.perform('remind', { asOf: answer.next.at })
  expect((await stage.facts('contactMade')).map(({ channel, outcome }) => `${channel} ${outcome}`)).toEqual([
    ...['sms withheld', 'email withheld', 'sms sent', 'email withheld'],
  ])
  expect(await smsTo(stage.mobile)).toHaveLength(2)
})
