// What was agreed before a later plan or relief never comes back beside it: it stays as it stood then, what becomes known
// afterwards counts for the newest alone, and nobody is told anything of the old one.
import { planStates } from '../../../domain/arrangements/plan'
import { promiseStates } from '../../../domain/arrangements/promise'
import { reliefs } from '../../../domain/arrangements/relief'
import { planPapers, planStatuses } from '../../../domain/contact/plan-standing'
import type { PersonFact } from '../../../domain/contact/person-standing'
import { agendaOf } from '../../../domain/ladder/agenda'
import { liveFacts, viewOf } from '../../../domain/ladder/case-view'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { decidedAt } from '../journey'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'
import { after, agree, judged, offer, toldBy } from './asking'

const lin = 'operator:lin'
const parts = { principalCents: 1000_00, interestCents: 100_00, penaltyFeeCents: 100_00, otherFeeCents: 0 }
/** A loan of 1,200.00, all of it overdue. */
const loan = aCase({
  bills: [bill('2026-02-01', { minimumDueCents: 1200_00, parts })],
  parts,
  product: 'personalLoan',
})

/** Notices that may leave at a moment. */
function noticesAt(story: CaseBuilder, moment: string): string[] {
  const view = viewOf(story.at(moment).settle().facts, testRules, local(moment))
  return (view ? agendaOf(view) : []).flatMap((item) =>
    item.kind === 'notice' && item.at <= local(moment) ? [`${item.name}.${item.ref}`] : [],
  )
}

/** `v1 broken, v2 running` */
function statesAt(story: CaseBuilder, moment: string): string {
  const [facts, asOf] = [liveFacts(story.facts), local(moment)]
  return [
    ...promiseStates(facts, zone, asOf).map(({ promiseId, status }) => `${promiseId} ${status}`),
    ...reliefs(facts, zone, asOf).map(
      ({ reliefId, fulfilment }) => `${reliefId} ${fulfilment?.status ?? '-'}`,
    ),
    ...planStates(facts, zone, asOf).map(({ planId, status }) => `${planId} ${status}`),
  ].join(', ')
}

const turnsOf = ({ facts }: CaseBuilder, id: string) =>
  facts.flatMap((fact) =>
    fact.kind.endsWith('Ended') || fact.kind.endsWith('Reopened')
      ? Object.values(fact.payload).includes(id)
        ? [fact.kind]
        : []
      : [],
  )

const first = agree(
  loan,
  '2026-03-10 10:00',
  'v1',
  ['2026-03-20', 400_00],
  ['2026-04-20', 400_00],
  ['2026-05-20', 400_00],
)
const broken = first.at('2026-03-29 00:00').settle()

describe('a plan after one that was broken', () => {
  const told = toldBy(broken, '2026-03-29 10:00', 'plan-broken.v1', '2026-03-20')
  const second = agree(told, '2026-03-30 10:00', 'v2', ['2026-04-10', 600_00], ['2026-05-10', 600_00])
  const late = second
    .at('2026-04-01 03:00')
    .paid(400_00, { valueOn: '2026-03-27', postedOn: '2026-03-31' })
    .settle()

  test('a payment that would have healed the first counts for the second alone', () => {
    expect(statesAt(late, '2026-04-01 04:00')).toBe('v1 broken, v2 running')
    expect(planStates(late.facts, zone, local('2026-04-01 04:00')).map(({ paidCents }) => paidCents)).toEqual(
      [0, 400_00],
    )
    expect(turnsOf(late, 'v1')).toEqual(['planEnded'])
  })

  test('when all is paid nothing is asked for any more', () => {
    const all = late.at('2026-04-09 12:00').paid(800_00).settle()
    expect(statesAt(all, '2026-05-08 10:00')).toBe('v1 broken, v2 kept')
    expect(noticesAt(all, '2026-04-18 10:00')).toEqual(['plan-completed.v2'])
    expect(noticesAt(all, '2026-05-08 10:00')).toEqual([])
  })

  test('the second can be amended, and stays replaced whatever becomes known of before', () => {
    const wish = { kind: 'proposePlan', planId: 'v3', replaces: 'v2', schedule: { parts: 2 } }
    const proposed = after(late, '2026-04-02 10:00', lin, wish)
    const consent = { kind: 'agreePlan', planId: 'v3', evidence: 'doc', evidenceKind: 'portal' }
    const third = after(proposed, '2026-04-02 11:00', lin, consent)
    const paid = third.at('2026-04-03 03:00').paid(800_00, { valueOn: '2026-04-01' }).settle()
    expect(statesAt(paid, '2026-04-03 04:00')).toBe('v1 broken, v2 replaced, v3 kept')
    expect(noticesAt(paid, '2026-04-03 10:00')).toEqual(['plan-completed.v3'])
  })
})

test('a plan that was kept stays kept when its payment comes back under the next one', () => {
  const kept = agree(loan, '2026-03-10 10:00', 'v1', ['2026-03-20', 400_00])
    .at('2026-03-20 10:00')
    .paid(400_00, { id: 'p1' })
    .settle()
  const next = agree(kept, '2026-04-01 10:00', 'v2', ['2026-04-20', 400_00], ['2026-05-20', 400_00])
  const back = next.at('2026-04-05 03:00').reversed('p1', 400_00).settle()
  expect(statesAt(back, '2026-04-05 10:00')).toBe('v1 kept, v2 running')
  expect(noticesAt(back, '2026-04-05 10:00')).toEqual([])
  expect(turnsOf(back, 'v1')).toEqual(['planEnded'])
})

test('a promise that was kept stays kept, too', () => {
  const wish = { kind: 'makePromise', promiseId: 'a', amountCents: 400_00, dueOn: '2026-03-20' }
  const kept = after(loan, '2026-03-10 10:00', lin, wish)
    .at('2026-03-11 10:00')
    .paid(400_00, { id: 'p1' })
    .settle()
  const plan = agree(kept, '2026-03-12 10:00', 'v1', ['2026-04-20', 800_00])
  const back = plan.at('2026-03-14 03:00').reversed('p1', 400_00).settle()
  expect(statesAt(back, '2026-03-14 04:00')).toBe('a kept, v1 running')
  expect(noticesAt(back, '2026-03-19 10:00')).toEqual([])
  expect(turnsOf(back, 'a')).toEqual(['promiseEnded'])
})

describe('an offer that is agreed on the morning of a breach', () => {
  const offered = offer(broken, '2026-03-29', '2026-04-05')

  test('takes the place of the plan: nobody is told that collection goes on', () => {
    expect(noticesAt(offered, '2026-03-29 10:00')).toEqual(['relief-agreed.o1'])
  })

  test('and is broken and told of: nobody has to be told of the plan any more', () => {
    const over = offered.at('2026-05-01 00:00').settle()
    const told = toldBy(over, '2026-05-01 10:00', 'relief-broken.o1', '2026-04-05')
    expect(decidedAt(told, '2026-05-01 10:01').standstill).toBeNull()
    const ofPlans = told.facts.filter(({ kind }) => /^(plan|relief)/.test(kind)) as PersonFact[]
    expect([planStatuses(ofPlans, [accountId]), planPapers(ofPlans, [accountId])]).toEqual([[], []])
  })
})

test('money that would have fulfilled a broken offer counts for the plan that followed it', () => {
  const over = offer(loan, '2026-03-10', '2026-03-15').at('2026-04-10 00:00').settle()
  const plan = agree(over, '2026-04-10 10:00', 'v1', ['2026-04-20', 600_00], ['2026-05-20', 600_00])
  const all = plan
    .at('2026-04-12 03:00')
    .paid(1150_00, { valueOn: '2026-03-15', postedOn: '2026-04-11' })
    .settle()
  expect(statesAt(all, '2026-04-12 04:00')).toBe('o1 broken, v1 running')
  expect(noticesAt(all, '2026-04-18 10:00')).toEqual([])
  expect(all.facts.filter(({ kind }) => kind === 'debtWaived')).toEqual([])
})

test('what still ran when another one was recorded is superseded, and says so once', () => {
  const both = first
    .at('2026-03-12 10:00')
    .plan('v2', [['2026-04-20', 1200_00]])
    .settle()
  expect(statesAt(both, '2026-03-29 10:00')).toBe('v1 superseded, v2 running')
  expect(turnsOf(both.at('2026-03-29 10:00').settle(), 'v1')).toEqual(['planEnded'])
  expect(judged(both, '2026-03-13 10:00', lin, { kind: 'cancelPlan', planId: 'v1' })).toMatchObject({
    code: 'PLAN_ENDED',
  })
})
