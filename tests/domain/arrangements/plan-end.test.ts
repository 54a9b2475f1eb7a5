// How a plan ends and what the customer is told of it: each breach of its own, a cancellation by the bank only with
// authority, a person where no notice can leave, and no breach of what the bank's books have settled.
import { planStates } from '../../../domain/arrangements/plan'
import { planTerms } from '../../../domain/arrangements/plan-terms'
import { planPapers, planStatuses } from '../../../domain/contact/plan-standing'
import type { PersonFact } from '../../../domain/contact/person-standing'
import { type ExitReason, factsOf } from '../../../domain/facts'
import { liveFacts, tasksOf, viewOf } from '../../../domain/ladder/case-view'
import type { Rules } from '../../../domain/ladder/decide'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { decidedAt, nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'
import { after, refusalOf, tasksBeside } from './asking'

const arrangements = {
  ...testRules.strategy.arrangements,
  plan: planTerms.parse({ graceDays: 3, cureDays: 5 }),
}
const rules: Rules = { ...testRules, strategy: { ...testRules.strategy, arrangements } }

const lin = 'operator:lin'
const owed = [bill('2026-03-01', { minimumDueCents: 24_000_00 })]
const opened = aCase({ bills: owed })
const agree = {
  kind: 'agreePlan',
  planId: 'p-1',
  instalments: [
    { dueOn: '2026-04-01', amountCents: 300_00 },
    { dueOn: '2026-05-01', amountCents: 300_00 },
  ],
  evidence: 'doc-9',
}
const agreed = after(opened, '2026-03-10 10:00', lin, agree, rules)
const stateOf = (story: CaseBuilder, moment: string) =>
  planStates(liveFacts(story.facts), zone, local(moment))[0]
const next = (story: CaseBuilder, moment: string) => nextAt(story, moment, rules)
const settle = (story: CaseBuilder, moment: string) => story.at(moment).settle(rules)

/** The notice as its performer leaves it. */
function noticed(
  story: CaseBuilder,
  name: string,
  on: string,
  outcome: 'done' | 'failed' | 'withheld',
  n = 1,
) {
  const stepKey = `1/${on}/service-${name}.p-1/${n}`
  const taken = story.add('stepTaken', { stepKey, rung: `service-${name}.p-1`, outcome })
  const contact = { contactKey: `${accountId}/${stepKey}/sms`, stepKey, channel: 'sms' as const }
  return outcome === 'withheld'
    ? taken
    : taken.add('contactMade', { ...contact, outcome: outcome === 'done' ? 'sent' : 'failed' })
}

const standing = ({ facts }: CaseBuilder) => {
  const ofPlans = facts.filter(({ kind }) => kind.startsWith('plan')) as PersonFact[]
  return [
    ...planStatuses(ofPlans, [accountId]).map(({ status }) => status),
    ...planPapers(ofPlans, [accountId]),
  ]
}

describe('a breach', () => {
  const broken = settle(agreed, '2026-04-10 00:00')
  const told = settle(
    noticed(broken.at('2026-04-10 09:00'), 'plan-broken', '2026-04-01', 'done'),
    '2026-04-10 09:00',
  )

  test('is on record as told with the instalment that broke the plan, once', () => {
    expect(factsOf(told.facts, 'planBreachTold').map(({ payload }) => payload)).toEqual([
      {
        planId: 'p-1',
        evidence: `${accountId}/1/2026-04-01/service-plan-broken.p-1/1/sms`,
        dueOn: '2026-04-01',
      },
    ])
    expect(standing(told)).toEqual(['planBroken', 'brokenPlanLetter'])
  })

  const healed = settle(
    told.at('2026-04-11 03:00').paid(300_00, { id: 'late', valueOn: '2026-04-09', postedOn: '2026-04-10' }),
    '2026-04-11 03:00',
  )

  test('that is healed and followed by another one is told of again: it is another breach', () => {
    const again = settle(healed, '2026-05-10 00:00')
    expect(stateOf(again, '2026-05-10 08:00')).toMatchObject({
      status: 'broken',
      standsUntil: null,
      told: null,
    })
    expect(standing(again)).toEqual(['planBroken'])
    expect(next(again, '2026-05-10 08:00')).toBe('service-plan-broken.p-1/1 at 2026-05-10 09:00')
    const toldAgain = noticed(again.at('2026-05-10 09:00'), 'plan-broken', '2026-05-01', 'done')
    expect(standing(settle(toldAgain, '2026-05-10 09:00'))).toEqual(['planBroken', 'brokenPlanLetter'])
  })

  test('by the same instalment, when the payment comes back, is told by a person: its notice has left already', () => {
    const back = settle(healed.at('2026-04-20 09:00').reversed('late', 300_00), '2026-04-20 09:00')
    expect(stateOf(back, '2026-04-20 09:00')).toMatchObject({ status: 'broken', standsUntil: null })
    expect(tasksBeside(back)).toEqual(['plan/p-1/told/2026-04-20/1 collector until 2026-04-23 18:00'])
    const [task] = factsOf(back.facts, 'taskOpened')
    const done = after(
      back,
      '2026-04-21 10:00',
      lin,
      { kind: 'completeTask', taskId: task?.payload.taskId, outcome: 'given' },
      rules,
    )
    expect(stateOf(done, '2026-04-21 10:00')?.standsUntil).toBe(local('2026-04-21 10:00'))
    expect(factsOf(done.facts, 'planBreachTold').at(-1)?.payload).toMatchObject({
      evidence: task?.payload.taskId,
      dueOn: '2026-04-01',
    })
    expect(standing(done)).toEqual(['planBroken', 'brokenPlanLetter'])
  })

  test('whose payment never was is proven by the notice that had left', () => {
    const voided = settle(healed.at('2026-04-20 09:00').voided('late'), '2026-04-20 09:00')
    expect(stateOf(voided, '2026-04-20 09:00')?.standsUntil).toBe(local('2026-04-10 09:00'))
    expect(standing(voided)).toEqual(['planBroken', 'brokenPlanLetter'])
  })

  test.each(['failed', 'withheld'] as const)('whose notice was %s is not told of', (outcome) => {
    const vain = settle(
      noticed(broken.at('2026-04-10 09:00'), 'plan-broken', '2026-04-01', outcome),
      '2026-04-10 09:00',
    )
    expect(stateOf(vain, '2026-05-20 00:00')).toMatchObject({ standsUntil: null, told: null })
    expect(standing(vain)).toEqual(['planBroken'])
  })

  const withheld = settle(
    noticed(broken.at('2026-04-10 09:00'), 'plan-broken', '2026-04-01', 'withheld'),
    '2026-04-10 09:00',
  )

  test('that no notice can tell of is told by a person, and the next level when they do not', () => {
    expect(tasksBeside(withheld)).toEqual(['plan/p-1/told/2026-04-10/1 collector until 2026-04-13 18:00'])
    const later = settle(withheld, '2026-04-13 18:00')
    expect(tasksBeside(later)).toContain('plan/p-1/told/2026-04-10/2 teamLead until 2026-04-16 18:00')
    expect(decidedAt(later, '2026-04-14 10:00', rules).standstill).toBe('plan')
  })

  test('of which a person told otherwise leaves no task behind', () => {
    const tell = { kind: 'tellOfBreach', planId: 'p-1', evidence: 'letter-1' }
    const done = after(withheld, '2026-04-11 10:00', lin, tell, rules)
    expect(tasksBeside(done)).toEqual([])
    expect(stateOf(done, '2026-04-11 10:00')?.standsUntil).toBe(local('2026-04-11 10:00'))
  })

  test('of somebody whom nobody may contact is told by nobody before that ends', () => {
    const held = settle(broken.at('2026-04-10 08:00').hold('h', { reason: 'legal' }), '2026-06-01 10:00')
    expect(tasksBeside(held)).toEqual([])
    const lifted = settle(held.at('2026-06-02 10:00').lifted('h'), '2026-06-02 10:00')
    expect(tasksBeside(lifted)).toEqual(['plan/p-1/told/2026-04-10/1 collector until 2026-06-05 18:00'])
  })

  test('does not stand in the way of another plan', () => {
    const other = after(
      withheld,
      '2026-04-12 10:00',
      lin,
      { ...agree, planId: 'p-2', instalments: [{ dueOn: '2026-04-30', amountCents: 300_00 }] },
      rules,
    )
    const paid = settle(other.at('2026-04-20 10:00').paid(300_00), '2026-04-20 10:00')
    expect(decidedAt(paid, '2026-04-21 10:00', rules).standstill).toBeNull()
    expect(stateOf(paid, '2026-04-21 10:00')).toMatchObject({ toTell: null })
  })
})

describe('a cancellation', () => {
  const cancel = { kind: 'cancelPlan', planId: 'p-1' }
  const cancelled = after(agreed, '2026-03-16 10:00', lin, cancel, rules)

  test('by the bank: the customer is told before collection goes on', () => {
    expect(next(cancelled, '2026-03-16 10:00')).toBe('service-plan-cancelled.p-1/1 at 2026-03-16 10:00')
    expect(standing(cancelled)).toEqual(['planBroken'])
    const told = settle(
      noticed(cancelled.at('2026-03-16 10:00'), 'plan-cancelled', '2026-03-16', 'done'),
      '2026-03-16 10:00',
    )
    expect(standing(told)).toEqual(['planBroken', 'brokenPlanLetter'])
    expect(next(told, '2026-03-16 10:01')).toMatch(/^reminder/)
  })

  test("at the customer's wish nobody has to be told, nor to decide", () => {
    const wish = { ...cancel, because: 'customerWish', evidence: 'call-3' }
    const done = after(agreed, '2026-03-16 10:00', 'system:portal', wish, rules)
    expect(stateOf(done, '2026-03-16 10:00')).toMatchObject({ status: 'cancelled', toTell: null })
    expect(decidedAt(done, '2026-03-16 10:00', rules).standstill).toBeNull()
    expect(factsOf(done.facts, 'planEnded')[0]?.payload).toMatchObject({
      because: 'customerWish',
      evidence: 'call-3',
    })
  })

  test('before such facts were told of is over at once', () => {
    const before = agreed.at('2026-03-16 10:00').planCancelled('p-1')
    expect(stateOf(before, '2026-03-16 10:00')?.standsUntil).toBe(local('2026-03-16 10:00'))
  })

  const large = after(
    opened,
    '2026-03-10 10:00',
    'supervisor:qian',
    { ...agree, instalments: [{ dueOn: '2026-04-01', amountCents: 20_000_01 }] },
    rules,
  )
  test.each([
    ['NO_AUTHORITY', agreed, 'system:portal', cancel, 'stands on no level'],
    ['AUTHORITY_EXCEEDED', large, lin, cancel, 'a teamLead may'],
    ['EVIDENCE_MISSING', agreed, lin, { ...cancel, because: 'customerWish' }, "the customer's wish"],
  ])('is refused as %s', (code, story, by, wish, says) => {
    const refusal = refusalOf(story, '2026-03-16 10:00', by, wish, rules)
    expect(refusal).toMatch(new RegExp(`^${code}: `))
    expect(refusal).toContain(says)
  })

  test('counts only what is left against the authority', () => {
    const less = large.at('2026-03-12 10:00').paid(1)
    expect(stateOf(after(less, '2026-03-16 10:00', lin, cancel, rules), '2026-03-16 10:00')?.status).toBe(
      'cancelled',
    )
  })
})

describe('a case that is cured', () => {
  const noBills = (story: CaseBuilder) =>
    settle(story.at('2026-03-21 03:00').reported('2026-03-20', []), '2026-03-21 03:00')
  const ended = ({ facts }: CaseBuilder) => factsOf(facts, 'planEnded').map(({ payload }) => payload.outcome)

  test("by the bank's books and not by payments settles the plan: no reminder, no breach", () => {
    const cured = noBills(agreed)
    expect(ended(cured)).toEqual(['settled'])
    expect(next(cured, '2026-03-21 03:00')).toBe('closed: cured')
    expect(ended(settle(cured, '2026-04-10 00:00'))).toEqual(['settled'])
  })

  test('by what was paid lets the plan go on', () => {
    const paid = agreed.at('2026-03-20 10:00').paid(24_000_00, { id: 'all' })
    const story = after(
      opened,
      '2026-03-10 10:00',
      'supervisor:qian',
      { ...agree, instalments: [{ dueOn: '2026-04-01', amountCents: 24_000_00 }] },
      rules,
    )
    expect(ended(noBills(paid))).toEqual(['kept'])
    const part = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 300_00, totalCents: 24_000_00 })] })
    const running = settle(
      after(part, '2026-03-10 10:00', lin, agree, rules).at('2026-03-20 10:00').paid(300_00),
      '2026-03-20 10:00',
    )
    expect(factsOf(running.facts, 'episodeClosed')).toHaveLength(1)
    expect(stateOf(running, '2026-03-21 10:00')).toMatchObject({ status: 'running', nextDueOn: '2026-05-01' })
    expect(stateOf(story, '2026-03-21 10:00')?.status).toBe('running')
  })

  test('and goes on again takes the plan with it', () => {
    const back = settle(
      noBills(agreed).at('2026-03-25 03:00').reported('2026-03-24', owed).reopened(),
      '2026-03-25 03:00',
    )
    expect(stateOf(back, '2026-03-25 03:00')?.status).toBe('running')
  })

  test('does not undo a breach of before', () => {
    const broken = settle(agreed, '2026-04-10 00:00')
    const cured = settle(broken.at('2026-04-21 03:00').reported('2026-04-20', []), '2026-04-21 03:00')
    expect(ended(cured)).toEqual(['broken'])
  })
})

describe('an account that leaves the books', () => {
  const gone = (reason: ExitReason, story = agreed) =>
    settle(
      story
        .at('2026-03-16 03:00')
        .exited(reason)
        .closed(reason === 'paid' ? 'cured' : `exited:${reason}`),
      '2026-03-16 03:00',
    )
  const anew = (story: CaseBuilder, day: string, episode = 2) => {
    const found = story
      .at(`${day} 03:00`)
      .reported(day, [bill('2026-03-18')])
      .opened(episode)
    return settle(found, `${day} 03:00`)
  }
  const turns = ({ facts }: CaseBuilder) =>
    facts.flatMap((fact) => (fact.kind === 'planEnded' ? [`${fact.payload.outcome} ${fact.payload.on}`] : []))

  test.each<ExitReason>(['paid', 'sold', 'migrated', 'closed'])('as %s settles the plan', (reason) => {
    expect(turns(gone(reason))).toEqual(['settled 2026-03-16'])
    expect(next(gone(reason), '2026-03-29 10:00')).toMatch(/^closed/)
  })

  test('as written off does not: it is still owed', () => {
    expect(turns(gone('writtenOff'))).toEqual([])
    expect(stateOf(gone('writtenOff'), '2026-03-29 10:00')?.status).toBe('running')
  })

  test('and comes back has a new case, which begins on its ladder', () => {
    const soon = anew(gone('paid'), '2026-03-25')
    expect(next(soon, '2026-03-29 10:00')).not.toContain('service')
    const later = settle(anew(gone('paid'), '2026-12-05'), '2026-12-05 09:00')
    expect(turns(later)).toEqual(['settled 2026-03-16'])
    expect(tasksBeside(later)).toEqual([])
    expect(decidedAt(later, '2026-12-05 09:00', rules).standstill).toBeNull()
  })

  test('when the plan had cured its case before: it is settled all the same', () => {
    const part = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 300_00, totalCents: 24_000_00 })] })
    const cured = settle(
      after(part, '2026-03-10 10:00', lin, agree, rules).at('2026-03-12 10:00').paid(300_00),
      '2026-03-12 10:00',
    )
    expect(stateOf(cured, '2026-03-15 10:00')?.status).toBe('running')
    const sold = settle(cured.at('2026-03-16 03:00').exited('sold'), '2026-03-16 03:00')
    expect(turns(sold)).toEqual(['settled 2026-03-16'])
  })

  test('and what it paid comes back: the plan goes on with the case that is opened again', () => {
    const back = gone('paid').at('2026-03-20 03:00').reported('2026-03-19', owed).reopened()
    expect(stateOf(settle(back, '2026-03-20 03:00'), '2026-03-20 10:00')?.status).toBe('running')
  })

  test('by a drop that was wrong goes on with the plan when that is corrected', () => {
    const corrected = gone('sold').at('2026-03-17 03:00').withdrawn('d', '2026-03-16 03:00')
    expect(stateOf(corrected, '2026-03-17 10:00')?.status).toBe('running')
  })
})

test('the review of a notice that failed keeps its deadline while the plan keeps the ladder still', () => {
  const stepKey = '1/2026-04-01/service-instalment-reminder.p-1/1'
  const review = agreed.at('2026-03-29 10:00').add('taskOpened', {
    ...{ taskId: `${accountId}/${stepKey}/review`, kind: 'review', stepKey },
    ...{ dueAt: local('2026-03-31 18:00'), defaultOutcome: 'retry' },
  })
  const view = viewOf(review.facts, rules, local('2026-03-30 10:00'))
  expect(view && tasksOf(view).map(({ dueAt }) => dueAt !== null && shown(dueAt))).toEqual([
    '2026-03-31 18:00',
  ])
})
