// Does the audit see that there was nothing to ask for, that the customer had not been told, or that a contact went to
// the wrong place? Twins as in twins.test.ts: the first gives nothing, the second exactly its breach.
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Plant, type PlantedContact, breachesOf, moment } from './plant'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

type Planted = NonNullable<Plant['facts']>[number]

const at = '2026-03-05 10:00'
const fact = (kind: string, when: string, payload: object, account = 0) =>
  ({ kind, at: when, account, payload }) as unknown as Planted
const plant = (facts: Planted[], contact: Partial<PlantedContact> = {}): Plant => ({
  contacts: [{ at, ...contact }],
  facts,
})

const bill = (change: object = {}) => ({
  ...{ billId: 'B1', statementOn: '2026-01-20', dueOn: '2026-02-10' },
  ...{ minimumDueCents: 500_00, totalCents: 500_00, paidCents: 0, ...change },
})
const books = (change: object = {}, when = '2026-03-01 03:00') =>
  fact('positionReported', when, {
    ...{
      businessDate: '2026-02-28',
      customerId: 'C',
      product: 'card',
      currency: 'CNY',
      riskSegment: 'medium',
    },
    ...{ graceDays: 0, toleranceCents: 0, balanceCents: 500_00, bills: [bill()], ...change },
  })
const paid = (amountCents: number, postedOn = '2026-03-04') =>
  fact('paymentPosted', '2026-03-04 10:00', { paymentId: 'p', amountCents, valueOn: postedOn, postedOn })
const cameBack = (amountCents: number) =>
  fact('paymentReversed', '2026-03-04 11:00', {
    ...{ paymentId: 'r', reversesPaymentId: 'p', amountCents, valueOn: '2026-03-04', postedOn: '2026-03-04' },
  })
const never = fact('paymentVoided', '2026-03-04 11:00', { paymentId: 'p' })

const disputed = (bills: string[]) =>
  fact('disputeRaised', '2026-03-03 10:00', {
    ...{ disputeId: 'd', ground: 'amount', bills, channel: 'letter', raisedOn: '2026-03-03' },
    ...{ from: moment('2026-03-03 10:00'), answerBy: '2026-03-23', targetOn: '2026-03-23' },
  })
const upheld = (amountCents: number) =>
  fact('disputeAnswered', '2026-03-04 10:00', {
    ...{ disputeId: 'd', at: moment('2026-03-04 10:00'), outcome: 'upheld', document: 'l' },
    corrections: [{ billId: 'B1', amountCents }],
  })

const plan = (change: object = {}) =>
  fact('planAgreed', '2026-02-10 10:00', {
    ...{
      planId: 'v1',
      instalments: [],
      toleranceCents: 0,
      graceDays: 0,
      evidence: 'e',
      cureDays: 5,
      ...change,
    },
  })
const planEnded = (change: object = {}) =>
  fact('planEnded', '2026-03-03 10:00', { planId: 'v1', outcome: 'broken', on: '2026-03-03', ...change })
const kept = (when: string) => fact('planEnded', when, { planId: 'v1', outcome: 'kept', on: '2026-03-03' })
const relief = (outcome: string) => [
  fact('reliefProposed', '2026-02-09 10:00', { reliefId: 'r1', billIds: ['B1'] }),
  fact('reliefAgreed', '2026-02-10 10:00', { reliefId: 'r1', consent: { kind: 'portal', id: 'c' } }),
  fact('reliefEnded', '2026-03-03 10:00', { reliefId: 'r1', outcome, on: '2026-03-03' }),
]
const deferral = (until: string, because?: string) => [
  fact('deferralProposed', '2026-02-09 10:00', { deferralId: 'v', from: '2026-02-10', until }),
  fact('deferralAgreed', '2026-02-10 10:00', { deferralId: 'v', consent: { kind: 'portal', id: 'c' } }),
  fact('deferralEnded', '2026-03-03 10:00', { deferralId: 'v', outcome: 'ended', on: '2026-03-03', because }),
]
const hardship = (reason: string) => [
  fact('hardshipAgreed', '2026-02-10 10:00', { agreementId: 'h', from: '2026-02-10', until: '2026-04-10' }),
  fact('hardshipEnded', '2026-03-03 10:00', { agreementId: 'h', on: '2026-03-03', reason }),
]
const told = (kind: string) =>
  fact('taskEnded', '2026-03-04 10:00', { taskId: `A/${kind}/told/2026-03-03/1`, outcome: 'given' })
const byNotice = (notice: string) =>
  fact('contactMade', '2026-03-04 10:00', {
    ...{ contactKey: 'ID/0/notice', stepKey: `1/2026-03-03/service-${notice}.v1/1`, channel: 'sms' },
    outcome: 'withheld',
  })
const held = (reason: string) =>
  fact('holdPlaced', '2026-03-03 10:00', { holdId: 'h', reason, from: moment('2026-03-03 10:00') }, 1)

const reminder = 'zh-CN/sms/service-instalment-reminder@1'
const visit = { channel: 'visit', point: 'a1' }

test.each<[rule: string, title: string, lawful: Plant, planted: Plant]>([
  [
    'AFTER_PAYMENT',
    'a little less than all, as much as the contract tolerates',
    plant([books({ toleranceCents: 10_00 }), paid(489_99)]),
    plant([books({ toleranceCents: 10_00 }), paid(490_00)]),
  ],
  [
    'AFTER_PAYMENT',
    'too much was paid and part of it came back',
    plant([books(), paid(600_00), cameBack(100_01)]),
    plant([books(), paid(600_00), cameBack(100_00)]),
  ],
  [
    'AFTER_PAYMENT',
    'a payment that never was is none',
    plant([books(), paid(500_00), never]),
    plant([books(), paid(500_00)]),
  ],
  [
    'AFTER_PAYMENT',
    'what is left beside a disputed bill was paid',
    plant([books({ bills: [bill(), bill({ billId: 'B2' })] }), disputed(['B1']), paid(499_99)]),
    plant([books({ bills: [bill(), bill({ billId: 'B2' })] }), disputed(['B1']), paid(500_00)]),
  ],
  [
    'AFTER_PAYMENT',
    'a reminder of an instalment after the whole balance was paid; after what was due it may go',
    plant([books({ balanceCents: 900_00 }), paid(500_00)], { template: reminder }),
    plant([books(), paid(500_00)], { template: reminder }),
  ],
  [
    'DURING_DISPUTE',
    'every bill that was due was disputed by its name',
    plant([books({ bills: [bill(), bill({ billId: 'B2' })] }), disputed(['B1'])]),
    plant([books(), disputed(['B1'])]),
  ],
  [
    'NOT_OWED',
    'what was due had been found not to be owed',
    plant([books(), disputed(['B1']), upheld(499_99)]),
    plant([books(), disputed(['B1']), upheld(500_00)]),
  ],
  [
    'NOT_OWED',
    'the books have been reported since and show it still; once they have fallen they are the truth',
    plant([
      ...[books(), disputed(['B1']), upheld(500_00)],
      books({ businessDate: '2026-03-04', bills: [bill({ totalCents: 400_00 })] }, '2026-03-05 03:00'),
    ]),
    plant([
      ...[books(), disputed(['B1']), upheld(500_00)],
      books({ businessDate: '2026-03-04', bills: [bill()] }, '2026-03-05 03:00'),
    ]),
  ],
  [
    'DURING_RELIEF',
    'it was kept, and the books did not show it yet',
    plant([...relief('kept'), books({ businessDate: '2026-03-04', bills: [] }, '2026-03-05 03:00')]),
    plant([...relief('kept'), books({ businessDate: '2026-03-04' }, '2026-03-05 03:00')]),
  ],
  [
    'BEFORE_TOLD',
    'a plan was broken; a person has told the customer',
    plant([plan(), planEnded(), told('plan/v1')]),
    plant([plan(), planEnded(), told('plan/v2')]),
  ],
  [
    'BEFORE_TOLD',
    'a notice that was withheld tells nobody; somebody has recorded that the customer knows',
    plant([plan(), planEnded(), fact('planBreachTold', '2026-03-04 10:00', { planId: 'v1', evidence: 'e' })]),
    { ...plant([plan(), planEnded(), byNotice('plan-broken')]) },
  ],
  [
    'BEFORE_TOLD',
    'a payment in time that was learnt late has healed the breach',
    plant([plan(), planEnded(), kept('2026-03-03 12:00')]),
    plant([plan(), kept('2026-03-03 08:00'), planEnded()]),
  ],
  [
    'BEFORE_TOLD',
    'the bank has cancelled a plan; what the customer wished they know',
    plant([plan(), planEnded({ outcome: 'cancelled', because: 'customerWish' })]),
    plant([plan(), planEnded({ outcome: 'cancelled', because: 'bankDecision' })]),
  ],
  [
    'BEFORE_TOLD',
    'relief was broken',
    plant([...relief('broken'), told('relief/r1')]),
    plant(relief('broken')),
  ],
  [
    'BEFORE_TOLD',
    'the bank has ended a deferral before its last day; after that day it had to be told no more',
    plant(deferral('2026-03-05', 'bankDecision')),
    plant(deferral('2026-03-31', 'bankDecision')),
  ],
  [
    'BEFORE_TOLD',
    'the bank has ended hardship',
    plant(hardship('customerWish')),
    plant(hardship('bankDecision')),
  ],
  [
    'DURING_HOLD',
    'a visit while another account is held for the sake of the person; a message may go',
    plant([held('vulnerable')]),
    plant([held('vulnerable')], visit),
  ],
  ['DURING_HOLD', 'the same for a complaint', plant([held('complaint')]), plant([held('complaint')], visit)],
  ['POINT_OF_OTHER_CHANNEL', 'an SMS to a postal address', plant([]), plant([], { point: 'a1' })],
  ['POINT_NOT_THEIRS', 'a point of somebody else', plant([]), plant([], { point: 'of-somebody-else' })],
])('%s: %s', async (rule, _, lawful, planted) => {
  expect(await breachesOf(database.db, lawful)).toEqual([])
  expect(await breachesOf(database.db, planted)).toEqual([`${rule} 0`])
})

test('a contact with somebody else goes to a point of theirs, which is none of the customer', async () => {
  const relative = { role: 'relative', template: 'zh-CN/sms/relay@1', point: 'of-the-relative' }
  const found = await breachesOf(database.db, plant([], relative))
  expect(found).not.toContain('POINT_NOT_THEIRS 0')
})
