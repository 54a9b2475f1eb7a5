// "Earliest lawful call: tomorrow 08:00, because CN-FREQ-02": what people are told beforehand is what the claim says later,
// by the same rule packs and the same ledger.
import { forecastOf, showCase } from '../../cases/read-case'
import { instantAt } from '../../domain/calendar-date'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, morning, setStage, zone } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const tomorrow = '2026-03-06T00:00:00.000Z'
const smsOnly = { step: 'reminder' as const, channels: ['sms' as const], template: 'reminder' }

async function called(stage: Stage, outcomes: readonly string[], point = 'm1'): Promise<void> {
  const customerId = stage.accountId.replace('ACC', 'CUS')
  await test_.db.prisma.contact.createMany({
    data: outcomes.map((outcome, index) => ({
      ...{ key: `${customerId}/${point}/${index}`, customerId, accountId: stage.accountId, episode: 1 },
      ...{ stepKey: `1/${dueOn}/calls/1`, channel: 'voice', contactPointId: `${customerId}-${point}` },
      ...{ status: 'sent', outcome, attemptToken: 'x', claimedAt: new Date(morning - index * 60_000) },
    })),
  })
}

async function earliest(stage: Stage, channel: string, asOf = morning) {
  const view = await showCase(stage.deps, stage.accountId, asOf)
  return view.earliestContact.find((one) => one.channel === channel)
}

test('nothing on record: at once', async () => {
  const stage = await setStage(test_.db, smsOnly)
  expect(await earliest(stage, 'voice')).toEqual({ channel: 'voice', at: new Date(morning).toISOString() })
})

test('after six unanswered calls to the number, tomorrow at eight', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await called(
    stage,
    Array.from({ length: 6 }, () => 'unanswered'),
  )
  expect(await earliest(stage, 'voice')).toMatchObject({ at: tomorrow, ruleId: 'CN-FREQ-02' })
})

test('after three conversations, on whichever account, tomorrow at eight', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const other = await setStage(test_.db, smsOnly, { customerId: stage.accountId.replace('ACC', 'CUS') })
  await called(stage, ['effective', 'effective'])
  await called({ ...other, accountId: stage.accountId }, ['effective'], 'm2')
  expect(await earliest(other, 'voice')).toMatchObject({ at: tomorrow, ruleId: 'CN-FREQ-01' })
})

test('after an SMS the next one may go tomorrow, and an e-mail now', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await stage.perform('remind')
  const later = morning + 3_600_000
  expect(await earliest(stage, 'sms', later)).toMatchObject({ at: tomorrow, ruleId: 'BANK-DAY' })
  expect(await earliest(stage, 'email', later)).toEqual({
    channel: 'email',
    at: new Date(later).toISOString(),
  })
})

test('at night, in the morning', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const night = instantAt('2026-03-05', zone, '23:00')
  expect(await earliest(stage, 'sms', night)).toMatchObject({ at: tomorrow, ruleId: 'CN-TIME-01' })
})

test('while payment is put off, on the day after, and of another account at once', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const other = await setStage(test_.db, smsOnly, { customerId: stage.accountId.replace('ACC', 'CUS') })
  const span = {
    from: '2026-03-05',
    until: '2026-03-10',
    interest: 'accrues',
    validUntil: '2026-03-05',
  } as const
  const offer = { ...span, deferralId: 'd', cause: 'illness' as const, evidence: [], level: null }
  await stage.record('deferralProposed', 'deferral/d/proposed', offer)
  const consent = { kind: 'recordedCall' as const, id: 'recordings/1' }
  await stage.record('deferralAgreed', 'deferral/d/agreed', { deferralId: 'd', consent })
  const after = new Date(instantAt('2026-03-11', zone, '08:00')).toISOString()
  expect(await earliest(stage, 'voice')).toMatchObject({ at: after, ruleId: 'CN-STATUS' })
  expect(await earliest(other, 'voice')).toEqual({ channel: 'voice', at: new Date(morning).toISOString() })
})

test('a number that the customer has stopped: never', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await test_.db.prisma.contactPoint.updateMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS') },
    data: { status: 'stopped' },
  })
  expect(await earliest(stage, 'sms')).toMatchObject({ at: null, ruleId: 'CUSTOMER_STOPPED' })
})

test('a reminder by voice is forecast as a call by a machine, which is not made to everybody', async () => {
  const stage = await setStage(test_.db, { ...smsOnly, channels: ['voice'] })
  const customerId = stage.accountId.replace('ACC', 'CUS')
  const span = { asOf: morning, until: instantAt('2026-03-07', zone) }
  expect((await forecastOf(stage.deps, stage.accountId, span))[0]).toMatchObject({ contacts: ['voice'] })
  const other = await setStage(test_.db, smsOnly, { customerId })
  await other.record('holdPlaced', 'hold/1', { holdId: '1', reason: 'vulnerable', from: morning })
  const told = await forecastOf(stage.deps, stage.accountId, span)
  const text = expect.stringContaining('CN-VULN-01') as string
  expect(told[0]).toMatchObject({ what: 'passedOver', text, contacts: [] })
})

test('the forecast puts a reminder off to the time at which the claim will let it go', async () => {
  const first = await setStage(test_.db, smsOnly)
  const second = await setStage(test_.db, smsOnly, { customerId: first.accountId.replace('ACC', 'CUS') })
  await first.perform('remind')
  const asOf = morning + 60_000
  const span = { asOf, until: instantAt('2026-03-07', zone) }
  const told = await forecastOf(second.deps, second.accountId, span)
  expect(told.map(({ what, at }) => [what, at])).toEqual([
    ['putOff', asOf],
    ['step', instantAt('2026-03-06', zone, '09:00')],
    ['waits', instantAt('2026-03-06', zone, '09:00')],
  ])
  expect(told[0]?.reasons).toMatchObject([{ ruleId: 'BANK-DAY' }])
  const answer = await second.perform('remind', { asOf })
  expect(answer.next).toMatchObject({ kind: 'step', at: told[1]?.at })
})

test.each([
  ['the only one that is overdue', 'b1', { ruleId: 'CN-DIS-01', at: '2026-04-14T00:00:00.000Z' }],
  ['one that is not yet due', 'b2', { at: new Date(morning).toISOString() }],
])('while the customer disputes %s of two bills', async (_, disputed, expected) => {
  const stage = await setStage(test_.db, smsOnly)
  const [reported] = await stage.facts('positionReported')
  if (!reported) throw new Error('the stage reports a position')
  const [first, second] = ['b1', 'b2'].map((billId) => ({ ...reported.bills[0], billId }))
  const bills = [first, { ...second, dueOn: '2026-04-10' }] as typeof reported.bills
  await stage.record('positionReported', 'position/2', { ...reported, businessDate: '2026-03-04', bills })
  await stage.record('disputeRaised', 'dispute/d', {
    ...{ disputeId: 'd', ground: 'amount', bills: [disputed], channel: 'letter' },
    ...{ raisedOn: '2026-03-05', from: morning, answerBy: '2026-03-25', targetOn: '2026-03-25' },
  })
  expect(await earliest(stage, 'voice')).toMatchObject(expected)
})
