// A customer's own proposal is answered within its deadline or goes to the next level (D7).
import { addDays } from '../../../domain/calendar-date'
import { factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { nextAt } from '../journey'
import { after, judged, refusalOf, tasksBeside, toldBy } from './asking'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const proposal = {
  kind: 'recordProposal',
  proposalId: 'p1',
  wish: 'promise',
  channel: 'call',
  amountCents: 500_00,
  firstOn: '2026-03-20',
}
const accepting = { kind: 'answerProposal', proposalId: 'p1', answer: 'accepted' }
const refusing = { kind: 'answerProposal', proposalId: 'p1', answer: 'refused', reasons: ['tooLittle'] }
const countering = {
  kind: 'answerProposal',
  proposalId: 'p1',
  answer: 'countered',
  reasons: ['tooLate'],
  counter: { amountCents: 800_00, firstOn: '2026-03-18' },
}

const received = after(opened, '2026-03-11 10:00', 'operator:lin', proposal)
const refused = after(received, '2026-03-12 10:00', 'operator:lin', refusing)

test.each<[string, CaseBuilder, string[]]>([
  ['it is to be answered in time', received, ['proposal/p1/answer/1 collector until 2026-03-16 18:00']],
  [
    'the next level is warned before',
    received.at('2026-03-14 18:00').settle(),
    [
      'proposal/p1/answer/1 collector until 2026-03-16 18:00',
      'warning/proposal/p1/answer/1 teamLead until 2026-03-16 18:00',
    ],
  ],
  [
    'and has it at the deadline',
    received.at('2026-03-16 18:00').settle(),
    ['proposal/p1/answer/2 teamLead until 2026-03-21 18:00'],
  ],
  ['an answer ends the task', refused, []],
  [
    'somebody tells the customer when no notice could leave',
    refused.at('2026-03-14 18:00').settle(),
    ['proposal/p1/told/1 collector until 2026-03-17 18:00'],
  ],
  [
    'for good',
    toldBy(refused, '2026-03-12 11:00', 'proposal-refused.p1', '2026-03-12').at('2026-04-16 18:00').settle(),
    [],
  ],
  [
    'a case that has closed needs no answer',
    received.at('2026-03-12 10:00').paid(2000_00).settle().settle(),
    [],
  ],
])('%s', (_, story, tasks) => {
  expect(tasksBeside(story)).toEqual(tasks)
})

test('an accepted promise is made by the answer', () => {
  const accepted = after(received, '2026-03-12 10:00', 'operator:lin', accepting)
  expect(factsOf(accepted.facts, 'promiseMade')[0]?.payload).toMatchObject({
    promiseId: 'p1',
    amountCents: 500_00,
    dueOn: '2026-03-20',
  })
})

describe('what was accepted is proposed by the same answer, with its own limits and authority', () => {
  const asked = (wish: string, terms: object, story = opened) =>
    after(story, '2026-03-11 10:00', 'operator:lin', {
      ...{ kind: 'recordProposal', proposalId: 'p1', wish, channel: 'call' },
      ...terms,
    })
  const accept = (story: CaseBuilder, given: object = {}) =>
    after(story, '2026-03-12 10:00', 'operator:lin', { ...accepting, ...given })

  test('a plan: so many months of so much, and nobody needs to approve what the acceptor may decide', () => {
    const planned = accept(asked('plan', { amountCents: 500_00, months: 4, firstOn: '2026-04-01' }))
    const [proposed] = factsOf(planned.facts, 'planProposed').map(({ payload }) => payload)
    expect(proposed).toMatchObject({ planId: 'p1', amountCents: 2000_00, needsLevel: null })
    expect(proposed?.offer.instalments.map(({ dueOn }) => dueOn)).toEqual([
      ...['2026-04-01', '2026-05-01', '2026-06-01', '2026-07-01'],
    ])
  })

  test('a deferral: for the cause that the bank has papers of, and somebody has to approve it', () => {
    const paper = { cause: 'illness', evidence: [{ kind: 'medical', documentId: 'doc/1' }] }
    const put = accept(asked('deferral', { months: 2, firstOn: '2026-03-15' }), paper)
    expect(factsOf(put.facts, 'deferralProposed').map(({ payload }) => payload)).toMatchObject([
      { deferralId: 'p1', cause: 'illness', from: '2026-03-15', until: '2026-05-14', level: 'teamLead' },
    ])
    expect(tasksBeside(put)).toContain('deferral/p1/approval/1 teamLead until 2026-03-17 18:00')
  })

  describe('who proposed it hears of it when it is certain', () => {
    const lin = 'operator:lin'
    const paper = { cause: 'illness', evidence: [{ kind: 'medical', documentId: 'doc/1' }] }
    const put = accept(asked('deferral', { months: 2, firstOn: '2026-03-15' }), paper)
    const told = (story: CaseBuilder, at: string) =>
      tasksBeside(story.at(at).settle()).filter((task) => task.startsWith('proposal/p1/told'))
    const by = (who: string, kind: string, change: object = {}) =>
      after(put, '2026-03-14 10:00', who, { kind, deferralId: 'p1', ...change })

    test('nothing while it waits for an approval', () => {
      expect(told(put, '2026-03-15 18:00')).toEqual([])
      expect(nextAt(put, '2026-03-12 10:00')).not.toContain('proposal')
    })

    test('that it was accepted after the approval', () => {
      const approved = by('supervisor:wu', 'approveDeferral')
      expect(nextAt(approved, '2026-03-14 10:00')).toContain('proposal-accepted')
      expect(told(approved, '2026-03-17 18:00')).toHaveLength(1)
    })

    test('that it was refused when what it led to is refused, or when nobody approved it in time', () => {
      const refusal = by('supervisor:wu', 'endDeferral', { outcome: 'refused' })
      expect(nextAt(refusal, '2026-03-14 10:00')).toContain('proposal-refused')
      const validUntil = factsOf(put.facts, 'deferralProposed')[0]?.payload.validUntil ?? ''
      const late = `${addDays(validUntil, 1)} 10:00`
      expect(nextAt(put.at(late).settle(), late)).toContain('proposal-refused')
    })

    test('nothing when the customer declined it meanwhile', () => {
      const declined = by(lin, 'endDeferral', { outcome: 'declined' })
      expect(told(declined, '2026-03-17 18:00')).toEqual([])
      expect(nextAt(declined, '2026-03-14 10:00')).not.toContain('proposal')
    })
  })

  test('a settlement: an offer that waives what the payment leaves', () => {
    const parts = { principalCents: 1800_00, interestCents: 150_00, penaltyFeeCents: 50_00, otherFeeCents: 0 }
    const bills = [bill('2026-03-01', { minimumDueCents: 2000_00, parts })]
    const split = aCase({ openedOn: '2026-03-02', bills, parts })
    const settledBy = accept(asked('settlement', { amountCents: 1975_00, firstOn: '2026-03-31' }, split))
    const [proposed] = factsOf(settledBy.facts, 'reliefProposed').map(({ payload }) => payload)
    expect(proposed).toMatchObject({
      reliefId: 'p1',
      purpose: 'offer',
      instalments: [{ dueOn: '2026-03-31', amountCents: 1975_00 }],
    })
    expect(proposed?.waivedCents.principal).toBe(0)
  })

  test('what the limits forbid is not accepted either', () => {
    const refusal = (story: CaseBuilder, given: object = {}) =>
      refusalOf(story, '2026-03-12 10:00', 'operator:lin', { ...accepting, ...given })
    const tooMuch = asked('plan', { amountCents: 900_00, months: 4 })
    expect(refusal(tooMuch)).toMatch(/^PLAN_EXCEEDS_DEBT/)
    expect(refusal(asked('plan', { amountCents: 500_00 }))).toMatch(/^TERMS_MISSING/)
    expect(refusal(asked('deferral', { months: 2 }))).toMatch(/^TERMS_MISSING/)
    expect(refusal(asked('deferral', { months: 2 }), { cause: 'illness' })).toMatch(/^EVIDENCE_MISSING/)
    expect(refusal(asked('relief', { firstOn: '2026-04-01' }))).toMatch(/^TERMS_MISSING/)
    const unknown = { assessmentId: 's9' }
    expect(refusal(asked('relief', { firstOn: '2026-04-01' }), unknown)).toMatch(/^UNKNOWN_ASSESSMENT/)
    expect(refusal(asked('settlement', { amountCents: 100_00 }))).toMatch(/^TERMS_MISSING/)
    const little = asked('settlement', { amountCents: 100_00, firstOn: '2026-03-31' })
    expect(refusal(little)).toMatch(/^OVER_STRATEGY/)
  })
})

test('PROPOSAL_LAPSED: one that nobody answered is over when the case begins anew', () => {
  const anew = received
    .at('2026-03-12 10:00')
    .paid(2000_00)
    .settle()
    .settle()
    .at('2026-06-05 03:00')
    .reported('2026-06-04', [bill('2026-06-01', { minimumDueCents: 1000_00 })])
    .opened(2)
    .settle()
  expect(tasksBeside(anew)).toEqual([])
  expect(refusalOf(anew, '2026-06-05 10:00', 'operator:lin', accepting)).toMatch(/^PROPOSAL_LAPSED/)
})

describe('refused, and nothing changed', () => {
  test.each<[string, CaseBuilder, string, { kind: string } & Record<string, unknown>]>([
    ['PROPOSAL_KNOWN', received, 'operator:lin', proposal],
    ['NO_OPEN_CASE', opened.at('2026-03-05 10:00').closed(), 'operator:lin', proposal],
    ['UNKNOWN_PROPOSAL', opened, 'operator:lin', accepting],
    ['PROPOSAL_ANSWERED: proposal p1 was refused already', refused, 'operator:lin', accepting],
    [
      'REASONS_MISSING: say why: one or more of tooLittle',
      received,
      'operator:lin',
      { ...refusing, reasons: [] },
    ],
    ['COUNTER_MISSING', received, 'operator:lin', { ...countering, counter: undefined }],
    ['COUNTER_MISSING', received, 'operator:lin', { ...countering, counter: {} }],
    ['COUNTER_MISSING', received, 'operator:lin', { ...refusing, counter: { months: 3 } }],
    ['NO_AUTHORITY', received, 'visitor:one', accepting],
    [
      'PROMISE_TOO_FAR',
      after(opened, '2026-03-11 10:00', 'operator:lin', { ...proposal, firstOn: '2026-09-01' }),
      'operator:lin',
      accepting,
    ],
    [
      'TERMS_MISSING',
      after(opened, '2026-03-11 10:00', 'operator:lin', { ...proposal, firstOn: undefined }),
      'operator:lin',
      accepting,
    ],
    [
      'AUTHORITY_EXCEEDED: operator:lin (collector) may go to 12 months',
      after(opened, '2026-03-11 10:00', 'operator:lin', { ...proposal, wish: 'plan', months: 13 }),
      'operator:lin',
      accepting,
    ],
  ])('%s', (message, story, by, wish) => {
    expect(refusalOf(story, '2026-03-12 11:00', by, wish)).toContain(message)
  })
})

test.each<[CaseBuilder, { kind: string }]>([
  [opened, proposal],
  [received, accepting],
  [received, countering],
])('accepted twice is accepted once', (story, wish) => {
  const once = after(story, '2026-03-12 11:00', 'operator:lin', wish)
  expect(judged(once, '2026-03-12 11:00', 'operator:lin', wish)).toEqual({ ok: true, facts: [] })
})
