// What puts payment off puts off what was agreed: no instalment is missed, no promise breaks and nobody is reminded while
// the customer need not pay; afterwards it is due, and nothing is forgiven.
import { planStates } from '../../../domain/arrangements/plan'
import { promiseStates } from '../../../domain/arrangements/promise'
import { factsOf } from '../../../domain/facts'
import { liveFacts } from '../../../domain/ladder/case-view'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { nextAt } from '../journey'
import { local } from '../log'
import { zone } from '../test-strategy'
import { after } from './asking'

const lin = 'operator:lin'
const opened = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 2_000_00 })] })
const instalments = [
  { dueOn: '2026-04-01', amountCents: 500_00 },
  { dueOn: '2026-06-15', amountCents: 500_00 },
]
const planned = after(opened, '2026-03-10 10:00', lin, {
  kind: 'agreePlan',
  planId: 'p',
  instalments,
  evidence: 'd',
})
const promised = after(opened, '2026-03-18 10:00', lin, {
  ...{ kind: 'makePromise', promiseId: 'w', amountCents: 500_00, dueOn: '2026-04-01' },
})

type Beginning = [name: string, begin: (story: CaseBuilder) => CaseBuilder]

/** Each from 20 March to 31 May. */
const pauses: Beginning[] = [
  ['a deferral', deferred],
  [
    'hardship',
    (story) =>
      after(story, '2026-03-20 10:00', 'manager:wu', {
        ...{
          kind: 'agreeHardship',
          agreementId: 'h',
          from: '2026-03-20',
          until: '2026-05-31',
          evidence: 'd',
        },
      }),
  ],
  ['a dispute of the whole debt', disputed],
  ['a dispute of the only bill that is overdue', (story) => disputed(story, 'bill-2026-03-01')],
  [
    'a moratorium',
    (story) => story.at('2026-03-20 10:00').hold('m', { reason: 'moratorium', until: '2026-06-01' }),
  ],
  ...(['moratorium', 'bankruptcy', 'deceased'] as const).map((reason): Beginning => [
    `a hold for ${reason} on another account of the person`,
    (story) => {
      const span = { from: local('2026-03-20 10:00'), until: local('2026-06-01') }
      const hold = { onAccount: 'acc-2', holdId: 'm', reason, ...span }
      return story.at('2026-03-20 10:00').add('personHeld', hold)
    },
  ]),
  [
    'a restriction of data',
    (story) => {
      const asked = { kind: 'restrictData', restrictionId: 'r', reason: 'request' }
      return after(story, '2026-03-20 10:00', lin, asked)
        .at('2026-06-01 00:00')
        .add('dataRestrictionLifted', { restrictionId: 'r', reason: 'clarified', at: local('2026-06-01') })
    },
  ],
]

function disputed(story: CaseBuilder, ...bills: string[]): CaseBuilder {
  return raised(story, ...bills)
    .at('2026-06-01 00:00')
    .add('disputeWithdrawn', { disputeId: 'x', evidence: 'letter', at: local('2026-06-01') })
}

function raised(story: CaseBuilder, ...bills: string[]): CaseBuilder {
  const wish = { kind: 'raiseDispute', disputeId: 'x', ground: 'notMine', bills, channel: 'hotline' }
  return after(story, '2026-03-20 10:00', lin, wish)
}

function deferred(story: CaseBuilder): CaseBuilder {
  const days = { from: '2026-03-20', until: '2026-05-31' }
  const evidence = [{ kind: 'medical', documentId: 'doc/1' }]
  const proposal = { kind: 'proposeDeferral', deferralId: 'd', cause: 'illness', evidence, ...days }
  const consent = { kind: 'signedDocument', id: 'doc/9' }
  const proposed = after(story, '2026-03-20 10:00', 'manager:wu', proposal)
  return after(proposed, '2026-03-20 11:00', lin, { kind: 'agreeDeferral', deferralId: 'd', consent })
}

const planOf = (story: CaseBuilder, moment: string) => planStates(story.facts, zone, local(moment))[0]
const promiseOf = (story: CaseBuilder, moment: string) => promiseStates(story.facts, zone, local(moment))[0]

describe.each(pauses)('%s', (_, begin) => {
  test('puts the instalment of a plan off to its end', () => {
    const story = begin(planned)
    expect(planOf(story, '2026-05-31 23:59')).toMatchObject({ status: 'running', missed: null })
    expect(planOf(story, '2026-06-04 23:59')).toMatchObject({
      status: 'running',
      missed: null,
      payableOn: '2026-06-01',
    })
    expect(planOf(story, '2026-06-05 00:00')?.missed).toMatchObject({ dueOn: '2026-04-01' })
  })

  test('puts a promise off to its end', () => {
    const story = begin(promised)
    expect(promiseOf(story, '2026-06-02 23:59')?.status).toBe('open')
    expect(promiseOf(story, '2026-06-03 00:00')?.status).toBe('broken')
    const paid = story.at('2026-06-02 10:00').paid(500_00)
    expect(promiseOf(paid, '2026-06-03 00:00')?.status).toBe('kept')
  })
})

describe('bills that are disputed by name', () => {
  const first = bill('2026-03-01', { minimumDueCents: 2_000_00 })
  const second = bill('2026-05-10', { minimumDueCents: 300_00 })
  const twoBills = planned
    .at('2026-03-19 03:00')
    .reported('2026-03-18', [first, second], { balanceCents: 2_300_00 })
  const oneDisputed = raised(twoBills, first.billId)
  const payableOn = (story: CaseBuilder, moment: string) => planOf(story, moment)?.payableOn

  test('put nothing off while another bill is overdue', () => {
    expect(payableOn(raised(twoBills, second.billId), '2026-03-21 10:00')).toBe('2026-04-01')
  })
  test('put it off until another bill is overdue, and once more when that one is paid', () => {
    expect(payableOn(oneDisputed, '2026-03-21 10:00')).toBe('2026-05-11')
    const paid = oneDisputed.at('2026-05-12 10:00').paid(300_00)
    expect(payableOn(paid, '2026-05-12 10:00')).toBe(null)
    const back = paid.at('2026-05-20 10:00').reversed('pay-1', 300_00)
    expect(payableOn(back, '2026-05-20 10:00')).toBe('2026-05-20')
  })
  test('put it off until the books show what was found not to be owed', () => {
    const answer = { kind: 'answerDispute', disputeId: 'x', outcome: 'upheld', document: 'letter/1' }
    const upheld = after(oneDisputed, '2026-04-10 10:00', 'manager:wu', answer)
    expect(payableOn(upheld, '2026-04-10 11:00')).toBe('2026-05-11')
    const late = { ...second, dueOn: '2026-03-02' }
    const booked = upheld.at('2026-04-15 03:00').reported('2026-04-14', [late], { balanceCents: 300_00 })
    expect(payableOn(booked, '2026-04-15 10:00')).toBe('2026-04-15')
  })
  test('put it off however late a corrected drop says once more what was overdue', () => {
    const [report] = oneDisputed.facts.filter(({ kind }) => kind === 'positionReported')
    const corrected = raised(planned, first.billId)
      .at('2026-04-10 03:00')
      .add('dropWithdrawn', { dropId: 'drop-1', seqs: [report?.seq ?? 0] })
      .reported('2026-03-04', [first])
    const [plan] = planStates(liveFacts(corrected.facts), zone, local('2026-04-10 10:00'))
    expect(plan).toMatchObject({ status: 'running', payableOn: null })
  })
  test('put it off from the day on which the customer said so, however late it is on record', () => {
    const wish = { kind: 'raiseDispute', disputeId: 'x', ground: 'notMine', bills: [first.billId] }
    const broken = planned.at('2026-04-10 00:00').settle()
    expect(planOf(broken, '2026-04-10 00:00')?.status).toBe('broken')
    const late = after(broken, '2026-04-10 10:00', lin, {
      ...wish,
      channel: 'letter',
      raisedOn: '2026-03-31',
    })
    expect(planOf(late, '2026-04-10 10:00')?.status).toBe('running')
  })
})

test('nobody is reminded or told of a missed instalment while payment is put off, and again before it is due', () => {
  const story = deferred(planned)
  const notices = ['2026-03-27 12:00', '2026-03-30 08:00', '2026-04-05 08:00'].map((moment) =>
    nextAt(story, moment),
  )
  const ofPlan = notices.filter((next) => /service-(?!deferral-ending)/.test(next))
  expect(ofPlan.filter((next) => !next.includes('2026-05-29'))).toEqual([])
  expect(nextAt(story, '2026-05-28 20:00')).toBe('service-instalment-reminder.p/1 at 2026-05-29 09:00')
  expect(nextAt(deferred(promised), '2026-05-30 20:00')).toBe(
    'service-promise-reminder.w/1 at 2026-05-31 09:00',
  )
})

test('what is put off after a breach heals nothing', () => {
  const broken = planned.at('2026-04-10 00:00').settle()
  const late = after(broken, '2026-04-11 10:00', 'manager:wu', {
    ...{ kind: 'agreeHardship', agreementId: 'h', from: '2026-03-20', until: '2026-05-31', evidence: 'd' },
  })
  expect(factsOf(late.facts, 'planReopened')).toEqual([])
  expect(planOf(late, '2026-04-12 10:00')?.status).toBe('broken')
})

test('what is paid in the days after a pause counts for one promise alone', () => {
  const two = deferred(
    after(promised, '2026-03-18 11:00', lin, {
      kind: 'makePromise',
      promiseId: 'v',
      amountCents: 500_00,
      dueOn: '2026-04-02',
    }),
  )
  const paid = two.at('2026-06-01 10:00').paid(500_00)
  expect(promiseStates(paid.facts, zone, local('2026-06-01 10:00')).map(({ status }) => status)).toEqual([
    'kept',
    'open',
  ])
})
