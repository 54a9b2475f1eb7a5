// What becomes of an agreement when its debt is gone, and comes back as another one: it stays settled, nobody is told of a
// breach that has lost its meaning, and what is asked and promised is no more than is collected.
import { planStates } from '../../../domain/arrangements/plan'
import { promiseStates } from '../../../domain/arrangements/promise'
import { reliefs } from '../../../domain/arrangements/relief'
import { agendaOf } from '../../../domain/ladder/agenda'
import { liveFacts, viewOf } from '../../../domain/ladder/case-view'
import type { ServiceNotice } from '../../../domain/ladder/service-notice'
import { after, agree, judged, offer, tasksBeside } from './asking'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { decidedAt } from '../journey'
import { local } from '../log'
import { testRules, zone } from '../test-strategy'

const lin = 'operator:lin'
const none = { principalCents: 0, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }
const parts = { principalCents: 1000_00, interestCents: 100_00, penaltyFeeCents: 100_00, otherFeeCents: 0 }
/** A loan of 1,200.00, all of it overdue. */
const loan = aCase({
  bills: [bill('2026-02-01', { minimumDueCents: 1200_00, parts })],
  parts,
  product: 'personalLoan',
})

/** Another debt of 300.00 that the bank reports later, with a case of its own. */
function anew(story: CaseBuilder, day: string, businessDate: string, dueOn: string): CaseBuilder {
  const owed = { ...none, principalCents: 300_00 }
  const one = bill(dueOn, { minimumDueCents: 300_00, parts: owed })
  return story
    .at(`${day} 03:00`)
    .reported(businessDate, [one], { balanceCents: 300_00, parts: owed })
    .opened(2)
    .settle()
}
/** A corrected drop takes back what was recorded at an instant: nothing had been owed. */
function corrected(story: CaseBuilder, at: string, ...kinds: string[]): CaseBuilder {
  const taken = story.facts.filter(
    ({ recordedAt, kind }) => recordedAt === local('2026-03-05 03:00') && kinds.includes(kind),
  )
  return story
    .at(at)
    .add('dropWithdrawn', { dropId: 'd', seqs: taken.map(({ seq }) => seq) })
    .reported('2026-03-04', [], { balanceCents: 0, parts: none })
    .settle()
}
/** Service notices that ask for money and may leave at a moment: `plan-broken.v1 600`. */
function demands(story: CaseBuilder, at: string): string[] {
  const view = viewOf(story.at(at).settle().facts, testRules, local(at))
  return (view ? agendaOf(view) : [])
    .filter((item): item is ServiceNotice => item.kind === 'notice' && item.at <= local(at))
    .filter(({ agreed }) => agreed.amountCents !== undefined)
    .map(({ name, ref, agreed }) => `${name}.${ref} ${(agreed.amountCents ?? 0) / 100}`)
}
function states(story: CaseBuilder, at: string): string[] {
  const [facts, asOf] = [liveFacts(story.at(at).settle().facts), local(at)]
  return [
    ...promiseStates(facts, zone, asOf).map(({ status }) => status),
    ...planStates(facts, zone, asOf).map(({ status }) => status),
    ...reliefs(facts, zone, asOf).map(({ fulfilment }) => fulfilment?.status ?? '-'),
  ]
}
const plan = agree(loan, '2026-03-10 10:00', 'v1', ['2026-03-20', 600_00], ['2026-04-20', 600_00])
const promise = after(loan, '2026-03-10 10:00', lin, {
  kind: 'makePromise',
  promiseId: 'a',
  amountCents: 600_00,
  dueOn: '2026-03-28',
})

describe.each([
  ['plan', plan, '2026-03-29'],
  ['offer', offer(loan, '2026-03-10', '2026-03-28'), '2026-04-02'],
])('a %s broke, and all was paid before the customer was told of it', (_, story, day) => {
  test('the next case is not held by a notice that never left', () => {
    const paid = story.at(`${day} 00:00`).settle().at(`${day} 08:00`).paid(1200_00).settle()
    const done = paid.at(`${day} 23:00`).settle()
    const next = anew(done, '2026-12-05', '2026-12-04', '2026-12-01')
    expect(tasksBeside(next)).toEqual([])
    expect(decidedAt(next, '2026-12-05 09:00').standstill).toBe(null)
  })
})

/** A plan over a loan of two bills, of which the larger one is disputed. */
const bills = (
  [
    ['b1', 800_00],
    ['b2', 400_00],
  ] as const
).map(([billId, cents]) =>
  bill('2026-02-01', { billId, minimumDueCents: cents, parts: { ...none, principalCents: cents } }),
)
const two = aCase({ bills, parts: { ...none, principalCents: 1200_00 }, product: 'personalLoan' })
const dispute = {
  kind: 'raiseDispute',
  disputeId: 'd1',
  ground: 'amount',
  bills: ['b1'],
  channel: 'letter',
}
const agreed = agree(two, '2026-03-10 10:00', 'v1', ['2026-03-20', 600_00], ['2026-04-20', 600_00])
const disputed = after(agreed, '2026-03-12 10:00', lin, dispute)

describe('a notice asks for less than the instalment, and that is what the customer pays', () => {
  const paid = disputed
    .at('2026-03-29 00:00')
    .settle()
    .at('2026-03-29 03:00')
    // As batch/night-facts.ts records it: it counts from its value day.
    .add(
      'paymentPosted',
      { paymentId: 'p', amountCents: 400_00, valueOn: '2026-03-28', postedOn: '2026-03-28' },
      { effectiveAt: local('2026-03-28 00:00') },
    )
    .settle()
  test('the plan is not broken: "400.00 until 28 March" was paid on 28 March', () => {
    expect(demands(disputed, '2026-03-25 10:00')).toEqual(['missed-instalment.v1 400'])
    expect(states(paid, '2026-03-29 04:00')).toEqual(['running'])
  })
})

describe.each([
  ['plan', plan],
  ['promise', promise],
  ['offer', offer(loan, '2026-03-10', '2026-03-28')],
])('a corrected drop takes back the report that the %s was about', (_, story) => {
  test('it is settled', () => {
    const gone = corrected(story, '2026-03-12 03:00', 'positionReported')
    expect(states(gone, '2026-03-12 04:00')).toEqual(['settled'])
  })
  test.each([[['positionReported']], [['positionReported', 'episodeOpened']]])(
    'nothing of it is asked in the next case (%s)',
    (kinds) => {
      const gone = corrected(story, '2026-03-12 03:00', ...kinds)
      const next = anew(gone, '2026-03-23', '2026-03-22', '2026-03-19')
      expect(decidedAt(next, '2026-03-23 10:00').standstill).toBe(null)
      expect(demands(next, '2026-04-03 10:00')).toEqual([])
      expect(states(next, '2026-04-03 10:00')).not.toContain('broken')
    },
  )
})

describe.each([
  ['plan', plan],
  ['promise', promise],
  ['offer', offer(loan, '2026-03-10', '2026-03-28')],
])('a %s is settled, since an answer found that nothing is owed', (_, story) => {
  const dispute = { kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills: [], channel: 'letter' }
  const answer = { kind: 'answerDispute', disputeId: 'd1', outcome: 'upheld', document: 'l/1' }
  const upheld = after(
    after(story, '2026-03-12 10:00', lin, dispute),
    '2026-03-13 10:00',
    'manager:wu',
    answer,
  )
  // The next report shows the correction, and another bill that is overdue: the case goes on.
  const owed = { ...none, principalCents: 300_00 }
  const one = bill('2026-03-10', { minimumDueCents: 300_00, parts: owed })
  const next = upheld
    .at('2026-03-20 03:00')
    .reported('2026-03-19', [one], { balanceCents: 300_00, parts: owed })
    .settle()
  test('it stays settled when the bank reports another bill', () => {
    expect(states(upheld, '2026-03-13 11:00')).toEqual(['settled'])
    expect(states(next, '2026-03-20 10:00')).toEqual(['settled'])
    expect([...demands(next, '2026-03-20 10:00'), ...demands(next, '2026-03-27 10:00')]).toEqual([])
  })
})

describe('one of two bills is disputed', () => {
  const paid = disputed.at('2026-03-14 10:00').paid(300_00).settle()
  test('who paid 300.00 of the 400.00 that are not disputed is asked for 100.00', () => {
    expect(demands(paid, '2026-03-17 10:00')).toEqual(['instalment-reminder.v1 100'])
  })
})

test('two promises are of no more together than is owed', () => {
  const of = (promiseId: string, amountCents: number) => ({
    kind: 'makePromise',
    promiseId,
    amountCents,
    dueOn: '2026-03-20',
  })
  const story = after(loan, '2026-03-10 10:00', lin, of('a', 700_00))
  expect(judged(story, '2026-03-10 10:05', lin, of('b', 600_00))).toMatchObject({
    ok: false,
    code: 'PROMISE_EXCEEDS_DEBT',
  })
})
