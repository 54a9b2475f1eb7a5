// Does each SMS go by the provider that its number is routed to, and none by a provider that may not carry it?
import type { OutgoingMessage } from '../../platform/carrier'
import { createSmsRouter } from '../../platform/sms-router'
import type { SmsRoute } from '../../platform/sms-routes'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, alibabaAt, dueOn, setStage, smsTo } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const both = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const, 'email' as const] }

/** Performs the reminder with these routes, by the real clients of both providers. */
async function remind(stage: Stage, routes: SmsRoute[]): Promise<void> {
  const sms = createSmsRouter(routes, { twilio: stage.deps.sms, alibaba: alibabaAt() })
  await stage.perform('remind', { deps: { ...stage.deps, sms } })
}

test.each<[string, SmsRoute[], RegExp]>([
  [
    'alibaba',
    [
      { prefix: '+86', provider: 'alibaba' },
      { prefix: '+', provider: 'twilio' },
    ],
    /^\d{18}\^0$/,
  ],
  [
    'twilio',
    [
      { prefix: '+', provider: 'alibaba' },
      { prefix: '+861', provider: 'twilio' },
    ],
    /^SM[0-9a-f]{32}$/,
  ],
])('a message is %s’s where the longest route says so', async (_, routes, id) => {
  const stage = await setStage(test_.db, both)
  await remind(stage, routes)
  const [sms, ...more] = await smsTo(stage.mobile)
  expect([sms?.sid, more]).toEqual([expect.stringMatching(id), []])
})

test.each<[string, SmsRoute[]]>([
  [
    'that goes by none',
    [
      { prefix: '+86', provider: 'none' },
      { prefix: '+', provider: 'twilio' },
    ],
  ],
  ['that no route covers', [{ prefix: '+1', provider: 'twilio' }]],
])('to a number %s no SMS goes, the rule is named, and the e-mail goes out', async (_, routes) => {
  const stage = await setStage(test_.db, both)
  await remind(stage, routes)
  expect(await smsTo(stage.mobile)).toEqual([])
  const made = (await stage.facts('contactMade')).map(({ channel, outcome, ruleId }) => [
    channel,
    outcome,
    ruleId,
  ])
  expect(made.sort()).toEqual([
    ['email', 'sent', undefined],
    ['sms', 'withheld', 'SMS_NO_ROUTE'],
  ])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
})

test('without a provider nothing is handed over and nothing is found', async () => {
  const router = createSmsRouter([], {})
  const message: OutgoingMessage = {
    ...{ contactKey: `ACC00000000/1/${dueOn}/rung/1/sms`, reference: '4821-0937-1153' },
    ...{ to: '+8610000000001', text: 'text' },
  }
  expect(await router.send(message)).toEqual({ kind: 'rejected', code: 'SMS_NO_ROUTE', because: 'other' })
  expect(await router.find(message)).toEqual({ kind: 'unknown' })
})
