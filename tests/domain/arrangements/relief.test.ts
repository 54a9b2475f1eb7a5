// Debt relief and incentive offers (D5, D8): who may do what, what is waived of which bill, kept and broken by value dates,
// what that does to the statement, and the work until the bank's books show it.
import { daysFreeByAgreement } from '../../../domain/arrangements/free-days'
import { factsOf } from '../../../domain/facts'
import { openSideTasks } from '../../../domain/ladder/side-tasks'
import { decidedIn } from '../../../domain/money/decided'
import { statementOf } from '../../../domain/money/statement'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { decidedAt, nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'
import { after, judged, refusalOf, tasksBeside, toldBy } from './asking'

const parts = {
  principalCents: 25_000_00,
  interestCents: 5_000_00,
  penaltyFeeCents: 600_00,
  otherFeeCents: 0,
}
const laterParts = {
  principalCents: 15_000_00,
  interestCents: 4_000_00,
  penaltyFeeCents: 0,
  otherFeeCents: 400_00,
}
const wholeParts = {
  principalCents: 40_000_00,
  interestCents: 9_000_00,
  penaltyFeeCents: 600_00,
  otherFeeCents: 400_00,
}
const bills = [
  bill('2025-09-01', { minimumDueCents: 30_600_00, parts }),
  bill('2025-10-01', { minimumDueCents: 19_400_00, parts: laterParts }),
]
const opened = aCase({ openedOn: '2026-03-05', bills, parts: wholeParts })

const statement = {
  adults: 2,
  children: 1,
  incomeCents: { salary: 9_000_00, benefits: 300_00 },
  expenseCents: { housing: 2_500_00, food: 2_600_00, education: 800_00 },
  otherDebtCents: 1_200_00,
}
const documents = [
  { kind: 'incomeProof', documentId: 'doc/1' },
  { kind: 'bankStatement', documentId: 'doc/2' },
]
const assessment = {
  kind: 'assessRelief',
  assessmentId: 's1',
  statement,
  documents,
  netAssetsCents: 0,
  stability: 'reduced',
}
const proposal = { kind: 'proposeRelief', reliefId: 'r1', assessmentId: 's1', firstOn: '2026-04-01' }
const approval = { kind: 'approveRelief', reliefId: 'r1' }
const consent = { kind: 'signedDocument', id: 'doc/9' }
const agreement = { kind: 'agreeRelief', reliefId: 'r1', consent }

const assessed = after(opened, '2026-03-11 10:00', 'operator:lin', assessment)
const proposed = after(assessed, '2026-03-11 11:00', 'operator:lin', proposal)
const approved = after(proposed, '2026-03-12 10:00', 'committee:one', approval)
const agreed = after(approved, '2026-03-13 10:00', 'operator:lin', agreement)
const kept = agreed.at('2026-03-30 15:00').paid(39_600_00, { id: 'all' }).settle()
const broken = agreed.at('2026-04-12 00:00').settle()

const owed = (story: CaseBuilder, on = '2026-04-30') =>
  statementOf(story.facts, testRules.terms.money, on, decidedIn(story.facts, testRules.terms, zone))
    ?.totalCents
const told = ({ facts }: CaseBuilder) =>
  facts.flatMap((fact) =>
    fact.kind === 'reliefEnded' || fact.kind === 'reliefReopened' || fact.kind.startsWith('debt')
      ? [
          `${shown(fact.effectiveAt)} ${fact.kind}${fact.kind === 'reliefEnded' ? ` ${fact.payload.outcome}` : ''}`,
        ]
      : [],
  )

test('the assessment reckons with the debt of the day, and keeps every input and every line', () => {
  expect(factsOf(assessed.facts, 'reliefAssessed')[0]?.payload).toMatchObject({
    owedOn: '2026-03-11',
    affordability: { payableCents: 660_00 },
    circumstances: {
      owedCents: { fees: 1_000_00, interest: 9_000_00, principal: 40_000_00 },
      dependants: 1,
      daysPastDue: 191,
    },
    proposal: { points: 85, remainingCents: 39_600_00, months: 60, bearable: true },
  })
})

test('what is waived has its place in each bill, the oldest first; the instalments are the rest, to the cent', () => {
  const { waivedCents, waived, instalments } = factsOf(proposed.facts, 'reliefProposed')[0]?.payload ?? {}
  expect(waivedCents).toEqual({ fees: 1_000_00, interest: 9_000_00, principal: 400_00 })
  expect(waived).toEqual([
    { billId: 'bill-2025-09-01', part: 'penaltyFee', amountCents: 600_00 },
    { billId: 'bill-2025-10-01', part: 'otherFee', amountCents: 400_00 },
    { billId: 'bill-2025-09-01', part: 'interest', amountCents: 5_000_00 },
    { billId: 'bill-2025-10-01', part: 'interest', amountCents: 4_000_00 },
    { billId: 'bill-2025-09-01', part: 'principal', amountCents: 400_00 },
  ])
  expect(instalments?.length).toBe(60)
  expect(instalments?.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(39_600_00)
  expect(instalments?.slice(0, 2)).toEqual([
    { dueOn: '2026-04-01', amountCents: 660_00 },
    { dueOn: '2026-05-01', amountCents: 660_00 },
  ])
})

test('what is paid at once out of assets comes with the first instalment: sixty months stay sixty', () => {
  const papers = [...documents, { kind: 'vehicle', documentId: 'doc/3' }]
  const owner = { ...assessment, netAssetsCents: 1_000_00, documents: papers }
  const looked = after(opened, '2026-03-11 10:00', 'operator:lin', owner)
  const offered = after(looked, '2026-03-11 11:00', 'operator:lin', proposal)
  const [fact] = factsOf(offered.facts, 'reliefProposed')
  const amounts = fact?.payload.instalments.map(({ amountCents }) => amountCents) ?? []
  expect({ months: amounts.length, term: fact?.payload.termMonths }).toEqual({ months: 60, term: 60 })
  expect(amounts.slice(0, 2)).toEqual([1_660_00, 660_00])
  expect(judged(offered, '2026-03-12 10:00', 'committee:one', approval)).toMatchObject({ ok: true })
})

test('on a card it is not booked when a new statement takes over what was left of the bill, until somebody says so', () => {
  const whole = { principalCents: 1_000_00, interestCents: 100_00, penaltyFeeCents: 0, otherFeeCents: 0 }
  const statementOn = '2026-03-15'
  const only = (principalCents: number) => ({ ...whole, principalCents, interestCents: 0 })
  const old = bill('2026-02-01', { billId: 'A', minimumDueCents: 200_00, totalCents: 1_100_00, parts: whole })
  const offer = {
    ...{ kind: 'proposeOffer', reliefId: 'o1', payBy: '2026-04-10' },
    waivedCents: { fees: 0, interest: 50_00, principal: 0 },
  }
  const card = aCase({ openedOn: '2026-03-05', product: 'card', bills: [old], parts: whole })
  const offered = after(card, '2026-03-11 11:00', 'operator:lin', offer)
  const allowed = after(offered, '2026-03-11 15:00', 'manager:wu', { kind: 'approveRelief', reliefId: 'o1' })
  const taken = after(allowed, '2026-03-12 10:00', 'operator:lin', { ...agreement, reliefId: 'o1' })
  const newBill = (paidCents: number) =>
    bill('2026-04-01', { billId: 'B', statementOn, minimumDueCents: 900_00, paidCents, parts: only(900_00) })
  const rest = { minimumDueCents: 200_00, totalCents: 200_00, parts: { ...whole, principalCents: 100_00 } }
  const books = taken
    .at('2026-03-16 03:00')
    .reported(statementOn, [bill('2026-02-01', { billId: 'A', ...rest }), newBill(0)])
    .at('2026-04-09 15:00')
    .paid(1_050_00)
    .settle()
    .at('2026-04-10 03:00')
    .reported('2026-04-09', [newBill(850_00)], { balanceCents: 50_00, parts: only(50_00) })
    .settle()
  expect(tasksBeside(books)).toEqual(['relief/o1/booking/1 collector until 2026-04-19 18:00'])
  expect(decidedAt(books, '2026-04-10 09:00').standstill).toBe('relief')
  const [task] = openSideTasks(books.facts)
  const report = { kind: 'completeTask', taskId: task?.taskId, outcome: 'booked' }
  expect(
    decidedAt(after(books, '2026-04-13 10:00', 'supervisor:qian', report), '2026-04-13 11:00').standstill,
  ).toBe(null)
})

test('while it runs the ladder stands still, and what is waived is still owed', () => {
  expect(decidedAt(agreed, '2026-03-20 10:00').standstill).toBe('relief')
  expect(owed(agreed, '2026-03-20')).toBe(50_000_00)
})

describe('kept', () => {
  test('what was waived is gone from the statement, and the whole is nothing', () => {
    expect(told(kept)).toEqual(['2026-03-30 15:00 debtWaived', '2026-03-30 15:00 reliefEnded kept'])
    expect(owed(kept)).toBe(0)
  })

  test("the ladder waits until the bank's books show it, and somebody is to see to that", () => {
    expect(decidedAt(kept, '2026-03-31 10:00').standstill).toBe('relief')
    expect(tasksBeside(kept)).toEqual(['relief/r1/booking/1 teamLead until 2026-04-09 18:00'])
    const booked = kept.at('2026-04-07 03:00').reported('2026-04-06', []).settle()
    expect(factsOf(booked.facts, 'episodeClosed').map(({ payload }) => payload.reason)).toEqual(['cured'])
    expect(tasksBeside(booked.settle())).toEqual([])
  })

  test('a payment that comes back restores the debt with the record of what was waived', () => {
    const back = kept.at('2026-04-20 09:00').reversed('all', 39_600_00).settle()
    expect(told(back).slice(2)).toEqual([
      '2026-04-20 09:00 debtRestored',
      '2026-04-20 09:00 reliefEnded broken',
    ])
    expect(factsOf(back.facts, 'debtRestored')[0]?.payload.waived).toEqual(
      factsOf(back.facts, 'debtWaived')[0]?.payload.waived,
    )
    expect(owed(back)).toBe(50_000_00)
  })
})

describe('broken', () => {
  test('at the end of grace and cure, to the minute: the whole debt is owed, less what was paid', () => {
    expect(told(broken)).toEqual(['2026-04-12 00:00 debtRestored', '2026-04-12 00:00 reliefEnded broken'])
    const partly = agreed.at('2026-03-25 10:00').paid(500_00).at('2026-04-12 00:00').settle()
    expect(owed(partly)).toBe(49_500_00)
  })

  test('the ladder goes on when the customer was told of it', () => {
    expect(decidedAt(broken, '2026-04-20 00:00').standstill).toBe('relief')
    const told = toldBy(broken, '2026-04-12 10:00', 'relief-broken.r1', '2026-04-01')
    expect(decidedAt(told, '2026-04-12 10:01').standstill).toBeNull()
  })

  test('by a person where no notice can leave', () => {
    const late = broken.at('2026-05-12 00:00').settle()
    expect(tasksBeside(late)).toEqual(['relief/r1/told/2026-04-01/1 teamLead until 2026-05-15 18:00'])
    const done = after(late, '2026-05-12 10:00', 'supervisor:qian', {
      ...{ kind: 'completeTask', outcome: 'given' },
      taskId: `${accountId}/relief/r1/told/2026-04-01/1`,
    })
    expect(decidedAt(done, '2026-05-12 10:01').standstill).toBeNull()
    expect(tasksBeside(done.at('2026-06-12 10:00').settle())).toEqual([])
  })

  test('a payment learnt late but made in time heals it', () => {
    const healed = broken.at('2026-04-13 09:00').paid(39_600_00, { valueOn: '2026-04-10' }).settle()
    expect(told(healed).slice(2)).toEqual([
      '2026-04-13 09:00 debtWaived',
      '2026-04-13 09:00 reliefEnded kept',
    ])
    expect(owed(healed)).toBe(0)
  })
})

test('interest is frozen from the day of the debt on while it is kept, and a breach takes that back', () => {
  const running = aCase({ openedOn: '2026-03-05', bills, parts: wholeParts, dailyRate: '0.0005' })
  const steps = after(
    after(
      after(
        after(running, '2026-03-11 10:00', 'operator:lin', assessment),
        '2026-03-11 11:00',
        'operator:lin',
        proposal,
      ),
      '2026-03-12 10:00',
      'committee:one',
      approval,
    ),
    '2026-03-13 10:00',
    'operator:lin',
    agreement,
  )
  expect(owed(steps, '2026-03-11')).toBe(owed(steps, '2026-03-31'))
  const breach = steps.at('2026-04-12 00:00').settle()
  expect(owed(breach, '2026-03-31')).toBeGreaterThan(owed(breach, '2026-03-11') ?? Infinity)
})

describe('an offer', () => {
  const offer = {
    kind: 'proposeOffer',
    reliefId: 'o1',
    waivedCents: { fees: 1_000_00, interest: 4_000_00, principal: 0 },
    payBy: '2026-03-31',
  }
  const offered = after(opened, '2026-03-11 10:00', 'operator:lin', offer)

  test('is relief with one instalment: the rest by its day', () => {
    expect(factsOf(offered.facts, 'reliefProposed')[0]?.payload).toMatchObject({
      purpose: 'offer',
      instalments: [{ dueOn: '2026-03-31', amountCents: 45_000_00 }],
    })
  })

  test('ends at its own instant when nobody agrees', () => {
    const ready = after(offered, '2026-03-12 10:00', 'manager:zhou', { ...approval, reliefId: 'o1' })
    expect(told(ready.at('2026-03-26 00:00').settle())).toEqual(['2026-03-26 00:00 reliefEnded expired'])
  })

  test.each([
    [
      'OVER_STRATEGY: an offer waives at most 4,500.00 of the interest (50 %): this is 4,500.01',
      { waivedCents: { fees: 0, interest: 4_500_01, principal: 0 } },
    ],
    [
      'OVER_STRATEGY: an offer waives at most 0.00 of the principal',
      { waivedCents: { fees: 0, interest: 0, principal: 1 } },
    ],
    ['NOTHING_WAIVED', { waivedCents: { fees: 0, interest: 0, principal: 0 } }],
    ['FIRST_TOO_LATE: the payment is due on 2026-04-10 at the latest', { payBy: '2026-04-11' }],
    ['INSTALMENT_PAST', { payBy: '2026-03-10' }],
  ])('refused: %s', (message, change) => {
    expect(refusalOf(opened, '2026-03-11 10:00', 'operator:lin', { ...offer, ...change })).toContain(message)
  })

  test('refused: OFFERS_TOO_MANY', () => {
    const second = after(offered, '2026-03-11 12:00', 'operator:lin', { ...offer, reliefId: 'o2' })
    expect(refusalOf(second, '2026-03-12 10:00', 'operator:lin', { ...offer, reliefId: 'o3' })).toBe(
      'OFFERS_TOO_MANY: at most 2 offers within 365 days',
    )
  })
})

describe('refused, and nothing changed', () => {
  test.each<[string, CaseBuilder, string, { kind: string } & Record<string, unknown>]>([
    ['ASSESSMENT_KNOWN', assessed, 'operator:lin', assessment],
    [
      'DOCUMENTS_MISSING: name the papers: bankStatement',
      opened,
      'operator:lin',
      { ...assessment, documents: documents.slice(0, 1) },
    ],
    [
      'DOCUMENTS_MISSING: stated assets need one of property, vehicle',
      opened,
      'operator:lin',
      { ...assessment, netAssetsCents: 1 },
    ],
    ['NO_OPEN_CASE', opened.at('2026-03-10 10:00').closed('withdrawn'), 'operator:lin', assessment],
    [
      'UNKNOWN_ASSESSMENT: there is no assessment s9',
      assessed,
      'operator:lin',
      { ...proposal, assessmentId: 's9' },
    ],
    [
      'DEBT_CHANGED: the debt has changed since assessment s1',
      assessed.at('2026-03-11 12:00').paid(100_00),
      'operator:lin',
      proposal,
    ],
    ['RELIEF_KNOWN', proposed, 'operator:lin', proposal],
    ['RELIEF_RUNNING: r1 runs', agreed, 'operator:lin', { ...proposal, reliefId: 'r2' }],
    [
      'PLAN_RUNNING: plan p1 runs',
      assessed.at('2026-03-12 09:00').plan('p1', [['2026-04-01', 100_00]]),
      'operator:lin',
      proposal,
    ],
    [
      'OVER_FORMULA: the formula waives at most 400.00 of the principal: this is 400.01',
      assessed,
      'operator:lin',
      { ...proposal, waivedCents: { fees: 1_000_00, interest: 9_000_00, principal: 400_01 } },
    ],
    [
      'NOTHING_WAIVED',
      assessed,
      'operator:lin',
      { ...proposal, waivedCents: { fees: 0, interest: 0, principal: 0 } },
    ],
    [
      'NOT_BEARABLE',
      assessed,
      'operator:lin',
      { ...proposal, waivedCents: { fees: 1_000_00, interest: 0, principal: 0 } },
    ],
    [
      'NOT_BEARABLE: the household needs 60 months: not 59',
      assessed,
      'operator:lin',
      { ...proposal, months: 59 },
    ],
    ['INSTALMENT_PAST', assessed, 'operator:lin', { ...proposal, firstOn: '2026-03-12' }],
    [
      'FIRST_TOO_LATE: the first instalment is due on 2026-04-27 at the latest',
      assessed,
      'operator:lin',
      { ...proposal, firstOn: '2026-04-28' },
    ],
    ['UNKNOWN_RELIEF', assessed, 'committee:one', approval],
    [
      'SAME_PERSON',
      after(assessed, '2026-03-11 11:00', 'committee:one', proposal),
      'committee:one',
      approval,
    ],
    [
      'AUTHORITY_EXCEEDED: manager:zhou (manager) may go to 12 months: this is for 60; a committee may',
      proposed,
      'manager:zhou',
      approval,
    ],
    ['APPROVED_ALREADY', approved, 'committee:two', approval],
    [
      'NOT_APPROVED: r1 is not approved: a committee must approve it first',
      proposed,
      'operator:lin',
      agreement,
    ],
    ['AGREED_ALREADY', agreed, 'operator:lin', { ...agreement, commandId: 'again' }],
    [
      'DEBT_CHANGED: the debt has changed since it was proposed',
      approved.at('2026-03-13 09:00').paid(1_00),
      'operator:lin',
      agreement,
    ],
    [
      'UNKNOWN_OUTCOME: r1 can be cancelled',
      agreed,
      'operator:lin',
      { kind: 'cancelRelief', reliefId: 'r1', outcome: 'declined' },
    ],
    [
      'UNKNOWN_OUTCOME: r1 can be refused or declined',
      proposed,
      'committee:one',
      { kind: 'cancelRelief', reliefId: 'r1', outcome: 'cancelled' },
    ],
    [
      'AUTHORITY_EXCEEDED',
      agreed,
      'manager:zhou',
      { kind: 'cancelRelief', reliefId: 'r1', outcome: 'cancelled' },
    ],
  ])('%s', (message, story, by, wish) => {
    expect(refusalOf(story, '2026-03-13 11:00', by, wish)).toContain(message)
  })

  test('OFFER_EXPIRED and RELIEF_ENDED: nobody agrees to what has ended', () => {
    expect(judged(approved, '2026-03-25 23:00', 'operator:lin', agreement).ok).toBe(true)
    expect(refusalOf(approved, '2026-03-26 10:00', 'operator:lin', agreement)).toContain('OFFER_EXPIRED')
    const over = approved.at('2026-03-26 10:00').settle()
    expect(refusalOf(over, '2026-03-26 10:00', 'operator:lin', agreement)).toBe(
      'RELIEF_ENDED: r1 is expired since 2026-03-25',
    )
    expect(refusalOf(kept, '2026-04-02 10:00', 'operator:lin', agreement)).toBe('RELIEF_ENDED: r1 is kept')
  })
})

describe('DEBT_CHANGED: what was agreed is about the debt that was looked at', () => {
  const early = opened.at('2026-03-06 03:00').paid(10_000_00, { id: 'early' })
  const offer = {
    kind: 'proposeOffer',
    reliefId: 'r1',
    waivedCents: { fees: 100_00, interest: 0, principal: 0 },
    payBy: '2026-03-31',
  }
  const known = after(
    after(early, '2026-03-11 10:00', 'operator:lin', offer),
    '2026-03-11 11:00',
    'committee:one',
    approval,
  ).at('2026-03-12 03:00')
  const correction = {
    ...{ disputeId: 'x1', at: local('2026-03-12 03:00'), outcome: 'upheld' as const, document: 'doc/2' },
    corrections: [{ billId: 'bill-2025-10-01', amountCents: 300_00 }],
  }

  test.each<[string, CaseBuilder]>([
    ['a payment was voided', known.voided('early')],
    ['a drop was taken back', known.withdrawn('drop-1', '2026-03-06 03:00')],
    ['a dispute was answered with a correction', known.add('disputeAnswered', correction)],
    [
      'another relief waived some of it',
      known.add('debtWaived', {
        ...{ reliefId: 'r0', on: '2026-03-12' },
        waived: [{ billId: 'bill-2025-09-01', part: 'interest', amountCents: 200_00 }],
      }),
    ],
    [
      'the bank reports another bill',
      known.reported('2026-03-11', [...bills, bill('2026-03-10', { minimumDueCents: 700_00 })]),
    ],
  ])('%s', (_, story) => {
    expect(judged(known, '2026-03-13 10:00', 'operator:lin', agreement).ok).toBe(true)
    expect(refusalOf(story, '2026-03-13 10:00', 'operator:lin', agreement)).toContain('DEBT_CHANGED')
  })

  test('also between the assessment and the proposal', () => {
    const looked = after(early, '2026-03-11 10:00', 'operator:lin', assessment)
    const voided = looked.at('2026-03-12 03:00').voided('early')
    expect(refusalOf(voided, '2026-03-12 10:00', 'operator:lin', proposal)).toContain('DEBT_CHANGED')
  })

  test('interest of the days between is no change: it is frozen from the day of the debt on', () => {
    const daily = aCase({ openedOn: '2026-03-05', bills, parts: wholeParts, dailyRate: '0.0005' })
    const looked = after(daily, '2026-03-11 10:00', 'operator:lin', assessment)
    const late = after(looked, '2026-03-20 10:00', 'operator:lin', proposal)
    const { owedOn, owedCents, waived, waivedCents } = factsOf(late.facts, 'reliefProposed')[0]?.payload ?? {}
    expect([owedOn, owedCents]).toEqual([
      '2026-03-11',
      factsOf(late.facts, 'reliefAssessed')[0]?.payload.circumstances.owedCents,
    ])
    const placed = waived?.reduce((sum, { amountCents }) => sum + amountCents, 0)
    expect(placed).toBe(Object.values(waivedCents ?? {}).reduce((sum, cents) => sum + cents, 0))
  })
})

describe('agreeing puts an end to what was under way', () => {
  test('open promises are asked for no more', () => {
    const promised = approved.at('2026-03-12 11:00').promise('pr1', 100_00, '2026-03-20')
    const done = after(promised, '2026-03-13 10:00', 'operator:lin', agreement)
    expect(factsOf(done.facts, 'promiseEnded').map(({ payload }) => payload)).toEqual([
      { promiseId: 'pr1', outcome: 'cancelled', on: '2026-03-13', because: 'reliefAgreed' },
    ])
  })

  test('what is placed with an agency is recalled', () => {
    const placed = approved.at('2026-03-12 11:00').took('agency')
    const done = after(placed, '2026-03-13 10:00', 'operator:lin', agreement)
    const [recalled] = factsOf(done.facts, 'placementRecalled').map(({ payload }) => payload)
    expect(recalled).toMatchObject({ because: 'reliefAgreed', on: '2026-03-13' })
    expect(factsOf(done.facts, 'taskEnded').at(-1)?.payload.outcome).toBe('recalled')
  })
})

describe('what was checked when it was proposed is checked again when it is agreed', () => {
  const waivedCents = { fees: 500_00, interest: 1_000_00, principal: 0 }
  const offered = (reliefId: string, payBy = '2026-03-30', story = opened, at = '10') => {
    const offer = { kind: 'proposeOffer', reliefId, waivedCents, payBy }
    const made = after(story, `2026-03-11 ${at}:00`, 'operator:lin', offer)
    return after(made, `2026-03-11 ${at}:30`, 'committee:one', { kind: 'approveRelief', reliefId })
  }
  const agree = (reliefId: string) => ({ kind: 'agreeRelief', reliefId, consent })

  test('RELIEF_RUNNING: of two offers about one debt one is agreed', () => {
    const both = offered('o2', '2026-03-30', offered('o1'), '11')
    const first = after(both, '2026-03-12 10:00', 'operator:lin', agree('o1'))
    expect(refusalOf(first, '2026-03-12 11:00', 'operator:lin', agree('o2'))).toContain('RELIEF_RUNNING')
  })

  test('PLAN_RUNNING: not beside a plan', () => {
    const instalments = [{ dueOn: '2026-04-01', amountCents: 15_300_00 }]
    const plan = { kind: 'agreePlan', planId: 'p1', instalments, evidence: 'e1' }
    const planned = after(offered('o1'), '2026-03-11 12:00', 'committee:one', plan)
    expect(refusalOf(planned, '2026-03-12 11:00', 'operator:lin', agree('o1'))).toContain('PLAN_RUNNING')
  })

  test('INSTALMENT_PAST: not when the first day to pay has passed', () => {
    const early = offered('o1', '2026-03-12')
    expect(judged(early, '2026-03-12 23:00', 'operator:lin', agree('o1')).ok).toBe(true)
    expect(refusalOf(early, '2026-03-13 10:00', 'operator:lin', agree('o1'))).toContain('INSTALMENT_PAST')
  })
})

test('an approval that nobody gives goes to the next level, and the offer ends at its own instant', () => {
  expect(tasksBeside(proposed)).toEqual(['relief/r1/approval/1 committee until 2026-03-16 18:00'])
  const expired = proposed.at('2026-03-26 00:00').settle()
  expect(told(expired)).toEqual(['2026-03-26 00:00 reliefEnded expired'])
})

test('cancelled by the committee: nothing was waived', () => {
  const wish = { kind: 'cancelRelief', reliefId: 'r1', outcome: 'cancelled' }
  const cancelled = after(agreed, '2026-03-20 10:00', 'committee:one', wish)
  expect(told(cancelled)).toEqual(['2026-03-20 10:00 reliefEnded cancelled'])
  expect(owed(cancelled)).toBe(50_000_00)
  expect(decidedAt(cancelled, '2026-03-21 10:00').standstill).toBe('relief')
  const hears = toldBy(cancelled, '2026-03-21 10:00', 'relief-cancelled.r1', '2026-03-20')
  expect(decidedAt(hears, '2026-03-21 10:01').standstill).toBeNull()
})

test('cancelled at the wish of the customer, with evidence, by anybody: nobody has to be told', () => {
  const wish = { kind: 'cancelRelief', reliefId: 'r1', outcome: 'cancelled', because: 'customerWish' }
  expect(refusalOf(agreed, '2026-03-20 10:00', 'operator:lin', wish)).toMatch(/^EVIDENCE_MISSING/)
  const done = after(agreed, '2026-03-20 10:00', 'operator:lin', { ...wish, evidence: 'call-3' })
  expect(decidedAt(done, '2026-03-20 10:01').standstill).toBeNull()
})

test.each<[CaseBuilder, string, { kind: string }]>([
  [opened, 'operator:lin', assessment],
  [assessed, 'operator:lin', proposal],
  [proposed, 'committee:one', approval],
  [approved, 'operator:lin', agreement],
])('accepted twice is accepted once', (story, by, wish) => {
  const once = after(story, '2026-03-13 10:00', by, wish)
  expect(judged(once, '2026-03-13 10:00', by, wish)).toEqual({ ok: true, facts: [] })
})

test('it does not break while the customer is dead', () => {
  const died = {
    circumstanceId: 'd1',
    kind: 'deceased',
    effect: 'stop',
    evidence: null,
    proven: false,
  } as const
  const from = local('2026-03-15 10:00')
  const dead = agreed.at('2026-03-15 10:00').add('circumstanceRecorded', { ...died, from })
  expect(told(dead.at('2026-04-12 00:00').settle())).toEqual([])
})

test('of an account that was sold it does not break, and nobody is reminded', () => {
  const sold = agreed.at('2026-03-16 03:00').exited('sold').closed('exited:sold').settle()
  expect(nextAt(sold, '2026-03-27 09:00')).not.toContain('service')
  expect(told(sold.at('2026-04-12 00:00').settle())).toEqual(['2026-03-16 03:00 reliefEnded settled'])
})

test('in the next case nothing is restored of it, and interest stays frozen for its days', () => {
  const sold = agreed.at('2026-03-16 03:00').exited('sold').closed('exited:sold').settle()
  const anew = sold
    .at('2026-12-05 03:00')
    .reported('2026-12-04', [bill('2026-12-01')])
    .opened(2)
    .settle()
  expect(told(anew)).toEqual(['2026-03-16 03:00 reliefEnded settled'])
  expect(decidedAt(anew, '2026-12-05 09:00').standstill).toBeNull()
  expect(daysFreeByAgreement(anew.facts, zone).interest).toMatchObject([{ until: '2026-03-16' }])
})
