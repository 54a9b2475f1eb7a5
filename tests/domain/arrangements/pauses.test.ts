// What puts payment off puts off what was agreed: no instalment is missed, no promise breaks and nobody is reminded while
// the customer need not pay; afterwards it is due, and nothing is forgiven.
import { planStates } from '../../../domain/arrangements/plan'
import { promiseStates } from '../../../domain/arrangements/promise'
import { factsOf } from '../../../domain/facts'
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
  [
    'a dispute of the whole debt',
    (story) => {
      const raised = { kind: 'raiseDispute', disputeId: 'x', ground: 'notMine', channel: 'hotline' }
      const disputed = after(story, '2026-03-20 10:00', lin, raised)
      return disputed
        .at('2026-06-01 00:00')
        .add('disputeWithdrawn', { disputeId: 'x', evidence: 'letter', at: local('2026-06-01') })
    },
  ],
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
