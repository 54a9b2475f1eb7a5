// A plan from proposal to its end: which limits refuse it, who approves, what a missed instalment and a new version do,
// and when collection goes on after a breach.
import { planStates } from '../../../domain/arrangements/plan'
import { debtOf } from '../../../domain/arrangements/plan-debt'
import { proposalOf } from '../../../domain/arrangements/plan-proposal'
import { planTerms } from '../../../domain/arrangements/plan-terms'
import { type Command, type Judgement, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import type { Rules } from '../../../domain/ladder/decide'
import { factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'

const rules: Rules = {
  ...testRules,
  strategy: {
    ...testRules.strategy,
    arrangements: {
      ...testRules.strategy.arrangements,
      plan: planTerms.parse({ mostMonths: 36, graceDays: 3, cureDays: 5, offerDays: 7, firstWithinDays: 45 }),
    },
  },
}
const opened = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 24_000_00 })] })
const now = '2026-03-10 10:00'

type Wish = { kind: Command['kind'] } & Record<string, unknown>

function judged(story: CaseBuilder, wish: Wish, by = 'operator:lin', moment = now): Judgement {
  const command = commandSchema.parse({ commandId: `c-${wish.kind}-${String(wish['planId'])}`, by, ...wish })
  return judgeCommand(story.facts, command, { accountId, asOf: local(moment), zone, rules })
}

/** The story with what the command records. @throws when it is refused */
function did(story: CaseBuilder, wish: Wish, by = 'operator:lin', moment = now): CaseBuilder {
  const answer = judged(story, wish, by, moment)
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
  return story.at(moment).append(answer.facts)
}

const propose = (parts: number, change: object = {}): Wish => ({
  kind: 'proposePlan',
  planId: 'p-1',
  schedule: { parts, ...change },
})
const statusOf = (story: CaseBuilder, moment = now) =>
  proposalOf(story.facts, 'p-1', { asOf: local(moment), zone })?.status

describe('a proposal', () => {
  test('within the own authority is open to the customer at once, with all terms and the six contents', () => {
    const small = did(opened, propose(12, { amountCents: 12_000_00 }))
    const [proposal] = factsOf(small.facts, 'planProposed')
    expect(proposal?.payload).toMatchObject({
      amountCents: 12_000_00,
      termMonths: 12,
      validUntil: '2026-03-17',
      needsLevel: null,
      offer: {
        toleranceCents: 0,
        graceDays: 3,
        cureDays: 5,
        remindDaysBefore: 3,
        basis: 'ordinary',
        contents: {
          debt: { balanceCents: 24_000_00, currency: 'CNY' },
          repayment: { rhythm: 'monthly', method: 'transferOrBranch' },
          accrues: { interest: true, fees: false },
          noNewCard: true,
          onBreach: 'collectionResumes',
          other: [],
        },
      },
    })
    expect(proposal?.payload.offer.instalments).toHaveLength(12)
    expect(statusOf(small)).toBe('approved')
  })

  const big = did(opened, propose(12))

  test('beyond it waits for a level that may, with a task that does not stop the ladder', () => {
    expect(statusOf(big)).toBe('proposed')
    const [task] = factsOf(big.facts, 'taskOpened')
    expect(task?.payload).toMatchObject({
      stepKey: 'plan/p-1',
      kind: 'approval',
      dueAt: local('2026-03-18'),
      detail: { level: 'teamLead', amountCents: 24_000_00, termMonths: 12 },
    })
  })

  test('is approved by somebody else of that level, and the task is done', () => {
    const approved = did(big, { kind: 'approvePlan', planId: 'p-1' }, 'supervisor:qian')
    expect(statusOf(approved)).toBe('approved')
    expect(factsOf(approved.facts, 'taskEnded')[0]?.payload).toMatchObject({ outcome: 'approved' })
  })

  test('is good until its last day and no longer', () => {
    expect(statusOf(big, '2026-03-17 23:59')).toBe('proposed')
    expect(statusOf(big, '2026-03-18 00:00')).toBe('expired')
    expect(factsOf(big.at('2026-03-18 00:00').settle(rules).facts, 'planProposalEnded')[0]?.payload).toEqual({
      planId: 'p-1',
      outcome: 'expired',
      on: '2026-03-17',
    })
  })

  const gone = did(big, { kind: 'declinePlan', planId: 'p-1', because: 'declined' })

  test.each<[string, CaseBuilder, Wish, string, string]>([
    [
      'one that needs nobody else',
      did(opened, propose(12), 'supervisor:qian'),
      { kind: 'approvePlan', planId: 'p-1' },
      'manager:wu',
      'PLAN_NOT_PROPOSED',
    ],
    ['the proposer', big, { kind: 'approvePlan', planId: 'p-1' }, 'operator:lin', 'SAME_PERSON'],
    ['another collector', big, { kind: 'approvePlan', planId: 'p-1' }, 'operator:zhou', 'AUTHORITY_EXCEEDED'],
    ['a system', big, { kind: 'approvePlan', planId: 'p-1' }, 'system:portal', 'NO_AUTHORITY'],
    [
      'one that was never made',
      opened,
      { kind: 'approvePlan', planId: 'p-1' },
      'supervisor:qian',
      'UNKNOWN_PLAN',
    ],
    [
      'one that was declined',
      gone,
      { kind: 'approvePlan', planId: 'p-1' },
      'supervisor:qian',
      'PLAN_NOT_PROPOSED',
    ],
    [
      'declining it twice',
      gone,
      { kind: 'declinePlan', planId: 'p-1', because: 'refused' },
      'operator:lin',
      'PLAN_NOT_PROPOSED',
    ],
  ])('%s: refused, and nothing changes', (_title, story, wish, by, code) => {
    expect(judged(story, { ...wish, commandId: 'another' }, by)).toMatchObject({ ok: false, code })
  })

  test.each<[string, Wish, string]>([
    ['PLAN_TERM_TOO_LONG', propose(37), 'at most 36 months: this one 37'],
    ['INSTALMENT_TOO_SMALL', propose(2, { amountCents: 99_98 }), '50.00 at least'],
    ['FIRST_PAYMENT_TOO_LATE', propose(2, { firstOn: '2026-04-25' }), '2026-04-24 at the latest'],
    ['INSTALMENT_PAST', propose(2, { firstOn: '2026-03-09' }), 'in the past'],
    ['PLAN_EXCEEDS_DEBT', propose(2, { amountCents: 24_000_01 }), 'the debt is 24,000.00'],
    ['SCHEDULE_MISSING', { kind: 'proposePlan', planId: 'p-1' }, 'equal parts'],
    ['PLAN_NOT_RUNNING', { ...propose(2), replaces: 'other' }, 'no running plan other'],
    ['PLAN_UNLAWFUL', { ...propose(12), basis: 'article70' }, 'inabilityEvidence, willingnessEvidence'],
  ])('refused as %s, whoever proposes it', (code, wish, says) => {
    const answer = judged(opened, wish, 'committee:one')
    expect(answer).toMatchObject({ ok: false, code })
    expect(answer).toHaveProperty('message', expect.stringContaining(says))
  })

  test('article 70, with evidence of both, may run five years', () => {
    const evidence = { inabilityEvidence: 'doc-1', willingnessEvidence: 'call-1' }
    expect(judged(opened, { ...propose(60), basis: 'article70', ...evidence })).toMatchObject({ ok: true })
    expect(judged(opened, { ...propose(61), basis: 'article70', ...evidence })).toMatchObject({
      code: 'PLAN_TERM_TOO_LONG',
    })
  })

  test('the same command again records nothing', () => {
    expect(judged(big, propose(12))).toEqual({ ok: true, facts: [] })
  })
})

describe('the agreement', () => {
  const approved = did(opened, propose(12, { amountCents: 12_000_00 }))
  const consent: Wish = {
    kind: 'agreePlan',
    planId: 'p-1',
    evidence: 'doc-9',
    evidenceKind: 'signedDocument',
  }

  test('takes the proposal as it is, whoever records the consent', () => {
    const agreed = did(approved, consent, 'system:portal')
    expect(factsOf(agreed.facts, 'planAgreed')[0]).toMatchObject({
      actor: 'system:portal',
      payload: {
        planId: 'p-1',
        cureDays: 5,
        evidence: 'doc-9',
        evidenceKind: 'signedDocument',
        contents: { noNewCard: true },
      },
    })
    expect(statusOf(agreed)).toBe('agreed')
  })

  test('ends promises that were open and calls back what an agency has', () => {
    const promised = approved.at('2026-03-10 09:00').promise('w-1', 300_00, '2026-03-20')
    const placed = promised.took('agency')
    const agreed = did(placed, consent)
    expect(factsOf(agreed.facts, 'promiseEnded')[0]?.payload).toMatchObject({
      promiseId: 'w-1',
      outcome: 'cancelled',
    })
    expect(factsOf(agreed.facts, 'taskEnded')[0]?.payload).toMatchObject({ outcome: 'recalled' })
    expect(factsOf(agreed.facts, 'placementRecalled')).toHaveLength(1)
  })

  const without = (change: object): Wish => ({
    kind: 'agreePlan',
    planId: 'q',
    instalments: [{ dueOn: '2026-04-01', amountCents: 300_00 }],
    evidence: 'doc-9',
    ...change,
  })
  test.each<[string, CaseBuilder, Wish, string, string]>([
    [
      'PLAN_NOT_APPROVED',
      did(opened, propose(12)),
      consent,
      'operator:lin',
      'is proposed: a teamLead must approve it first',
    ],
    ['PLAN_NOT_APPROVED', approved, consent, 'operator:lin@late', 'is expired: propose it anew'],
    [
      'CONSENT_KIND_MISSING',
      approved,
      { ...consent, evidenceKind: undefined },
      'operator:lin',
      'recordedCall',
    ],
    ['PLAN_DIFFERS', approved, { ...consent, graceDays: 0 }, 'operator:lin', 'propose it anew'],
    ['PLAN_KNOWN', did(approved, consent), { ...consent, commandId: 'x' }, 'operator:lin', 'plan p-1 exists'],
    ['PLAN_RUNNING', did(approved, consent), without({}), 'operator:lin', 'plan p-1 runs'],
    ['NO_OPEN_CASE', opened.closed(), without({}), 'operator:lin', 'no open case'],
    [
      'INSTALMENTS_MISSING',
      opened,
      without({ instalments: undefined }),
      'operator:lin',
      'no proposal of plan q',
    ],
    ['GRACE_TOO_LONG', opened, without({ graceDays: 4 }), 'operator:lin', '3 days of grace at most'],
    ['TOLERANCE_TOO_LARGE', opened, without({ toleranceCents: 1 }), 'operator:lin', '0.00 at most'],
    ['NO_AUTHORITY', opened, without({}), 'system:portal', 'stands on no level'],
    [
      'AUTHORITY_EXCEEDED',
      opened,
      without({ instalments: [{ dueOn: '2026-04-01', amountCents: 20_000_01 }] }),
      'operator:lin',
      'may go to 20,000.00',
    ],
    [
      'PLANS_BROKEN',
      opened
        .plan('a', [['2026-03-06', 1]])
        .at('2026-03-07 10:00')
        .plan('b', [['2026-03-08', 1]]),
      without({}),
      'operator:lin',
      '2 plans were broken',
    ],
  ])('refused as %s', (code, story, wish, who, says) => {
    const [by = '', late] = who.split('@')
    const answer = judged(story, wish, by, late === undefined ? now : '2026-03-18 10:00')
    expect(answer).toMatchObject({ ok: false, code })
    expect(answer).toHaveProperty('message', expect.stringContaining(says))
  })
})

describe('a missed instalment', () => {
  const agreed = did(opened, {
    kind: 'agreePlan',
    planId: 'p-1',
    instalments: [
      { dueOn: '2026-04-01', amountCents: 300_00 },
      { dueOn: '2026-05-01', amountCents: 300_00 },
    ],
    evidence: 'doc-9',
  })
  const stateOf = (story: CaseBuilder, moment: string) => planStates(story.facts, zone, local(moment))[0]

  test.each([
    ['2026-04-04 23:59', 'running', null],
    ['2026-04-05 00:00', 'running', '2026-04-01'],
    ['2026-04-09 23:59', 'running', '2026-04-01'],
    ['2026-04-10 00:00', 'broken', null],
  ])('at %s the plan is %s, missed %s', (moment, status, missedOn) => {
    const state = stateOf(agreed, moment)
    expect([state?.status, state?.missed?.dueOn ?? null]).toEqual([status, missedOn])
  })

  test('made good on the last day of the cure period, the plan goes on', () => {
    const cured = agreed.at('2026-04-09 20:00').paid(300_00)
    expect(stateOf(cured, '2026-04-10 00:00')).toMatchObject({
      status: 'running',
      nextDueOn: '2026-05-01',
      missed: null,
    })
  })

  test('paid in part and early, the rest is what is left', () => {
    const part = agreed.at('2026-03-20 10:00').paid(350_00)
    expect(stateOf(part, '2026-03-20 10:00')?.instalments.map(({ paidCents }) => paidCents)).toEqual([
      300_00, 50_00,
    ])
  })

  test('of a broken plan the customer is told, and only then collection goes on', () => {
    const broken = agreed.at('2026-04-10 00:00').settle(rules)
    expect(nextAt(broken, '2026-04-10 00:00', rules)).toBe('service-plan-broken.p-1/1 at 2026-04-10 09:00')
    const stepKey = '1/2026-04-01/service-plan-broken.p-1/1'
    const told = broken
      .at('2026-04-10 09:00')
      .add('stepTaken', { stepKey, rung: 'service-plan-broken.p-1', outcome: 'done' })
      .add('contactMade', { contactKey: `${stepKey}/sms`, stepKey, channel: 'sms', outcome: 'sent' })
    // Late by more than a day: planned anew for the next.
    expect(nextAt(told, '2026-04-10 09:00', rules)).toBe('reminder/1 at 2026-04-11 09:00')
  })

  test('a notice that was planned does not leave when the payment is learnt of before', () => {
    const broken = agreed.at('2026-04-10 00:00').settle(rules)
    const healed = broken
      .at('2026-04-10 08:00')
      .paid(300_00, { valueOn: '2026-04-09', postedOn: '2026-04-09' })
    expect(nextAt(healed, '2026-04-10 08:00', rules)).not.toContain('plan-broken')
    expect(stateOf(healed, '2026-04-10 08:00')?.status).toBe('running')
  })

  test('told otherwise and with proof, collection goes on too', () => {
    const broken = agreed.at('2026-04-10 00:00').settle(rules)
    const tell: Wish = { kind: 'tellOfBreach', planId: 'p-1', evidence: 'letter-1' }
    const told = did(broken, tell, 'operator:lin', '2026-04-10 08:00')
    expect(stateOf(told, '2026-04-10 08:00')?.standsUntil).toBe(local('2026-04-10 08:00'))
    expect(judged(agreed, tell)).toMatchObject({ code: 'PLAN_NOT_BROKEN' })
    expect(judged(opened, tell)).toMatchObject({ code: 'UNKNOWN_PLAN' })
  })
})

describe('a new version', () => {
  const first = did(opened, {
    kind: 'agreePlan',
    planId: 'p-0',
    instalments: [
      { dueOn: '2026-04-01', amountCents: 600_00 },
      { dueOn: '2026-05-01', amountCents: 600_00 },
    ],
    evidence: 'doc-8',
  })
  const paid = first.at('2026-03-20 10:00').paid(500_00)
  const amended = did(
    paid,
    { ...propose(7, { firstOn: '2026-04-10' }), replaces: 'p-0' },
    'operator:lin',
    '2026-03-25 10:00',
  )
  const agreed = did(
    amended,
    { kind: 'agreePlan', planId: 'p-1', evidence: 'doc-9', evidenceKind: 'portal' },
    'operator:lin',
    '2026-03-26 10:00',
  )
  const states = (story: CaseBuilder, moment: string) => planStates(story.facts, zone, local(moment))

  test('divides what was left, and takes over what was paid', () => {
    expect(states(agreed, '2026-03-26 10:00')).toMatchObject([
      { planId: 'p-0', status: 'replaced' },
      { planId: 'p-1', status: 'running', paidCents: 0, nextDueOn: '2026-04-10' },
    ])
    const [, state] = states(agreed, '2026-03-26 10:00')
    expect(state?.instalments.reduce((sum, one) => sum + one.amountCents, 0)).toBe(700_00)
  })

  test('the old due dates break nothing any more', () => {
    expect(states(agreed, '2026-04-12 00:00').map(({ status }) => status)).toEqual(['replaced', 'running'])
  })

  test('what is paid after the proposal counts for it, also before the customer agreed', () => {
    const early = amended.at('2026-03-25 15:00').paid(100_00)
    const then = did(
      early,
      { kind: 'agreePlan', planId: 'p-1', evidence: 'd', evidenceKind: 'portal' },
      'operator:lin',
      '2026-03-26 10:00',
    )
    expect(states(then, '2026-03-26 10:00')[1]).toMatchObject({ paidCents: 100_00, nextDueOn: '2026-05-10' })
  })

  test('what was taken over and comes back is due again', () => {
    const back = agreed.at('2026-04-01 10:00').reversed('pay-1', 500_00)
    const then = back.at('2026-04-09 10:00').paid(100_00)
    expect(states(then, '2026-04-19 00:00')[1]?.status).toBe('broken')
    expect(states(agreed.at('2026-04-09 10:00').paid(100_00), '2026-04-19 00:00')[1]?.status).toBe('running')
  })

  test('of a plan that does not run there is none', () => {
    expect(judged(opened, { ...propose(2), replaces: 'p-0' })).toMatchObject({ code: 'PLAN_NOT_RUNNING' })
  })

  test('of a plan that is paid, a cent too much included, there is none', () => {
    const wish = { ...propose(2), replaces: 'p-0' }
    const overpaid = first.at('2026-03-20 10:00').paid(1_200_01)
    expect(judged(overpaid, wish, 'operator:lin', '2026-03-25 10:00')).toMatchObject({
      code: 'PLAN_NOT_RUNNING',
    })
  })
})

test('the months of a plan count from its first version, however often it is amended', () => {
  const instalments = ['2026-04-01', '2026-04-30'].map((dueOn) => ({ dueOn, amountCents: 6_000_00 }))
  const first = did(opened, { kind: 'agreePlan', planId: 'p-0', instalments, evidence: 'doc-8' })
  const amend = (parts: number) => {
    const wish = { ...propose(parts, { firstOn: '2026-04-30' }), replaces: 'p-0' }
    return judged(first, wish, 'committee:one', '2026-03-31 10:00')
  }
  expect(amend(35)).toMatchObject({ ok: true })
  // 36 months from 31 March, and a month more from 10 March.
  expect(amend(36)).toMatchObject({ code: 'PLAN_TERM_TOO_LONG' })
})

test('so do the months of the authority for it: a second twelve months are for the next level', () => {
  const instalments = ['2026-04-01', '2026-04-30'].map((dueOn) => ({ dueOn, amountCents: 6_000_00 }))
  const first = did(opened, { kind: 'agreePlan', planId: 'p-0', instalments, evidence: 'doc-8' })
  const amend = (parts: number) => {
    const wish = { ...propose(parts, { firstOn: '2026-04-30' }), replaces: 'p-0' }
    const answer = judged(first, wish, 'operator:lin', '2026-03-31 10:00')
    const [fact] = answer.ok ? answer.facts : []
    return fact?.kind === 'planProposed' ? fact.payload : undefined
  }
  // Until 28 February 2027 it is twelve months, begun ones counted whole; a part more is a month more.
  expect(amend(11)).toMatchObject({ termMonths: 12, needsLevel: null })
  expect(amend(12)).toMatchObject({ termMonths: 13, needsLevel: 'teamLead' })
})

test('a plan is about what is owed: less what was found not to be, and no more for a reversal of what never was', () => {
  const dispute = { disputeId: 'd', ground: 'amount' as const, channel: 'hotline' as const }
  const corrected = opened
    .at('2026-03-08 10:00')
    .add('disputeRaised', {
      ...{ ...dispute, bills: ['bill-2026-03-01'], raisedOn: '2026-03-08', from: local('2026-03-08 10:00') },
      ...{ answerBy: '2026-04-07', targetOn: '2026-04-07' },
    })
    .at('2026-03-09 10:00')
    .add('disputeAnswered', {
      ...{ disputeId: 'd', outcome: 'partlyUpheld', at: local('2026-03-09 10:00'), document: 'letters/d' },
      corrections: [{ billId: 'bill-2026-03-01', amountCents: 4_000_00 }],
    })
  expect(debtOf(corrected.facts)?.balanceCents).toBe(20_000_00)
  const voided = opened.at('2026-03-09 10:00').paid(500_00, { id: 'a' }).reversed('a', 500_00).voided('a')
  expect(debtOf(voided.facts)?.balanceCents).toBe(24_000_00)
})

describe('the agreement states balance and structure of the same day (CN-ART70-03)', () => {
  const parts = {
    principalCents: 22_000_00,
    interestCents: 1_500_00,
    penaltyFeeCents: 500_00,
    otherFeeCents: 0,
  }
  const bills = [bill('2026-03-01', { minimumDueCents: 24_000_00, parts })]
  const stated = (story: CaseBuilder) => {
    const proposed = did(story, propose(12, { amountCents: 12_000_00 }))
    return factsOf(proposed.facts, 'planProposed')[0]?.payload.offer.contents?.debt
  }
  const sumOf = (debt: ReturnType<typeof stated>) =>
    Object.values(debt?.parts ?? {}).reduce((sum, cents) => sum + cents, 0)

  test('as reported when nothing has happened since', () => {
    expect(stated(aCase({ bills, parts }))).toEqual({ balanceCents: 24_000_00, currency: 'CNY', parts })
  })

  test.each([
    ['a payment', aCase({ bills, parts }).at('2026-03-09 10:00').paid(2_000_00), 22_000_00],
    [
      'a payment that came back in part',
      aCase({ bills, parts })
        .at('2026-03-09 10:00')
        .paid(2_000_00, { id: 'a' })
        .at('2026-03-10 09:00')
        .reversed('a', 500_00),
      22_500_00,
    ],
  ])('adding up after %s', (_, story, balanceCents) => {
    const debt = stated(story)
    expect([debt?.balanceCents, sumOf(debt)]).toEqual([balanceCents, balanceCents])
  })

  test('with the interest of the days since', () => {
    const debt = stated(aCase({ bills, parts, product: 'card', dailyRate: '0.0005' }))
    expect(debt?.parts?.interestCents).toBeGreaterThan(parts.interestCents)
    expect(sumOf(debt)).toBe(debt?.balanceCents)
  })

  test('without a structure when the bank never said of what it consists', () => {
    expect(stated(opened.at('2026-03-09 10:00').paid(2_000_00))).toEqual({
      balanceCents: 22_000_00,
      currency: 'CNY',
    })
  })
})

test('an escalation is decided apart from the approval of a plan, which needs authority', () => {
  const proposed = did(opened, propose(12))
  expect(factsOf(proposed.facts, 'taskOpened').map(({ payload }) => payload.kind)).toEqual(['approval'])
  expect(judged(proposed, { kind: 'decideEscalation', outcome: 'approved' })).toMatchObject({
    code: 'NO_OPEN_TASK',
  })
})
