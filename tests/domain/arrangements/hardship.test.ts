// Hardship from the application to its end (D4): who may do what and when, what stands in the facts, which work it gives
// to people and how that escalates, and when the ladder waits for it.
import { factsOf } from '../../../domain/facts'
import { hardshipStandstills } from '../../../domain/arrangements/hardship'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'
import { after, judged, refusalOf, tasksBeside, toldBy } from './asking'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const statement = {
  adults: 1,
  children: 0,
  incomeCents: { salary: 4_000_00 },
  expenseCents: { housing: 1_500_00 },
  otherDebtCents: 300_00,
}
const application = {
  kind: 'applyHardship',
  applicationId: 'h1',
  cause: 'illness',
  statement,
  documents: [{ kind: 'medical', documentId: 'doc/17' }],
}
const assessment = { kind: 'assessHardship', applicationId: 'h1' }
const grant = {
  kind: 'decideHardship',
  applicationId: 'h1',
  outcome: 'granted',
  from: '2026-03-12',
  until: '2026-07-31',
  reviewOn: '2026-06-01',
}
const refuse = { kind: 'decideHardship', applicationId: 'h1', outcome: 'refused', reasons: ['canPay'] }
const agreement = {
  kind: 'agreeHardship',
  agreementId: 'a1',
  applicationId: 'h1',
  from: '2026-03-12',
  until: '2026-07-31',
  evidence: 'doc/18',
}

const applied = after(opened, '2026-03-11 10:00', 'operator:lin', application)
const assessed = after(applied, '2026-03-12 10:00', 'operator:lin', assessment)
const granted = after(assessed, '2026-03-12 15:00', 'supervisor:qian', grant)
const refused = after(assessed, '2026-03-12 15:00', 'supervisor:qian', refuse)
const agreed = after(granted, '2026-03-13 10:00', 'operator:lin', agreement)

test('the review that was decided counts when the agreement names none', () => {
  const [fact] = factsOf(agreed.facts, 'hardshipAgreed')
  expect(fact?.payload.reviewOn).toBe(grant.reviewOn)
})

test('an assessment keeps what was stated, the formula and every figure with its calculation', () => {
  expect(factsOf(assessed.facts, 'hardshipAssessed').at(-1)?.payload).toMatchObject({
    statement,
    formula: 'household@2026.1',
    incomeCents: 4_000_00,
    essentialCents: 2_950_00,
    disposableCents: 750_00,
    payableCents: 450_00,
    lines: expect.arrayContaining([
      {
        item: 'payable',
        amountCents: 450_00,
        calculation: '60 % of 750.00, rounded down to the cent: 450.00',
      },
    ]),
  })
})

test('an assessment with a checked statement takes the place of the one before', () => {
  const again = after(assessed, '2026-03-12 11:00', 'operator:he', {
    ...assessment,
    statement: { ...statement, otherDebtCents: 1_050_00 },
  })
  expect(factsOf(again.facts, 'hardshipAssessed').map(({ payload }) => payload.payableCents)).toEqual([
    450_00, 0,
  ])
})

describe('work for people', () => {
  test.each<[string, CaseBuilder, string[]]>([
    [
      'an application is to be decided in time',
      applied,
      ['hardship/h1/decision/1 collector until 2026-03-18 18:00'],
    ],
    [
      'the next level is warned before the deadline',
      applied.at('2026-03-16 18:00').settle(),
      [
        'hardship/h1/decision/1 collector until 2026-03-18 18:00',
        'warning/hardship/h1/decision/1 teamLead until 2026-03-18 18:00',
      ],
    ],
    [
      'at the deadline the next level has it',
      applied.at('2026-03-18 18:00').settle(),
      ['hardship/h1/decision/2 teamLead until 2026-03-25 18:00'],
    ],
    [
      'the highest level is asked again and again',
      ['2026-03-18', '2026-03-25', '2026-04-01', '2026-04-08', '2026-04-15'].reduce(
        (story, day) => story.at(`${day} 18:00`).settle(),
        applied,
      ),
      ['hardship/h1/decision/6 committee until 2026-04-22 18:00'],
    ],
    [
      'after a long outage the next level has it, with the whole time',
      applied.at('2026-05-16 10:00').settle(),
      ['hardship/h1/decision/2 teamLead until 2026-05-23 18:00'],
    ],
    ['a decision ends the task; a notice tells the customer', refused, []],
    [
      'and a person where it has not left in two days',
      refused.at('2026-03-14 15:00').settle(),
      ['hardship/h1/answer/1 collector until 2026-03-17 18:00'],
    ],
    [
      'so it is with what was granted',
      granted.at('2026-03-14 15:00').settle(),
      ['hardship/h1/answer/1 collector until 2026-03-17 18:00'],
    ],
    [
      'not when the notice has left',
      toldBy(refused, '2026-03-12 16:00', 'hardship-refused.h1', '2026-03-12')
        .at('2026-04-14 15:00')
        .settle(),
      [],
    ],
    ['what was agreed needs nobody', agreed, []],
    [
      'until its review',
      agreed.at('2026-06-01 00:00').settle(),
      ['hardship/a1/review until 2026-06-06 18:00'],
    ],
    [
      'a case that has closed awaits nothing',
      applied.at('2026-03-12 12:00').paid(2000_00).settle().settle(),
      [],
    ],
  ])('%s', (_, story, tasks) => {
    expect(tasksBeside(story)).toEqual(tasks)
  })

  test('the customer was told: nobody needs to do it again', () => {
    const late = refused.at('2026-03-14 15:00').settle()
    const told = after(late, '2026-03-15 10:00', 'operator:lin', {
      kind: 'completeTask',
      taskId: `${accountId}/hardship/h1/answer/1`,
      outcome: 'given',
    })
    expect(tasksBeside(told)).toEqual([])
    expect(tasksBeside(told.at('2026-04-13 10:00').settle())).toEqual([])
  })

  test('a decision is made by the command that decides, not by ending its task', () => {
    const done = { kind: 'completeTask', taskId: `${accountId}/hardship/h1/decision/1`, outcome: 'decided' }
    expect(refusalOf(applied, '2026-03-12 10:00', 'operator:lin', done)).toMatch(/^NO_OPEN_TASK/)
  })
})

describe('what waits', () => {
  const spans = (story: CaseBuilder) =>
    hardshipStandstills(story.facts, zone).map(
      ({ id, from, until, only = 'all' }) =>
        `${id} ${only} ${shown(from)} - ${until === undefined ? '' : shown(until)}`,
    )

  test.each<[string, CaseBuilder, string[]]>([
    ['from the application on', applied, ['h1 escalation 2026-03-11 10:00 - ']],
    ['until it is refused', refused, ['h1 escalation 2026-03-11 10:00 - 2026-03-12 15:00']],
    [
      'for the days in which what was granted can be agreed',
      granted,
      ['h1 escalation 2026-03-11 10:00 - 2026-03-18 00:00'],
    ],
    [
      'and while the agreement lasts',
      agreed,
      ['h1 escalation 2026-03-11 10:00 - 2026-03-13 10:00', 'a1 all 2026-03-12 00:00 - 2026-08-01 00:00'],
    ],
  ])('%s', (_, story, expected) => {
    expect(spans(story)).toEqual(expected)
  })

  test.each([
    ['escalation', ['h1 escalation 2026-03-11 10:00 - '], 'reminder/1 at 2026-03-12 09:00'],
    ['everything', ['h1 all 2026-03-11 10:00 - '], 'wait for standstill'],
    ['nothing', [], 'reminder/1 at 2026-03-12 09:00'],
  ] as const)('as the strategy says: %s', (holdsBack, expected, next) => {
    const { hardship } = testRules.strategy.arrangements
    const arrangements = { ...testRules.strategy.arrangements, hardship: { ...hardship, holdsBack } }
    const rules = { ...testRules, strategy: { ...testRules.strategy, arrangements } }
    const story = after(opened, '2026-03-11 10:00', 'operator:lin', application, rules)
    expect(spans(story)).toEqual(expected)
    expect(nextAt(story, '2026-03-11 10:01', rules)).toContain(next)
  })
})

describe('ended before its day', () => {
  const end = { kind: 'endHardship', agreementId: 'a1' }
  const wish = { ...end, because: 'customerWish', evidence: 'call-3' }
  const until = (story: CaseBuilder) => {
    const at = hardshipStandstills(story.facts, zone).find(({ id }) => id === 'a1')?.until
    return at === undefined ? null : shown(at)
  }

  test('by the bank only with the authority for what is left of it', () => {
    expect(refusalOf(agreed, '2026-03-20 10:00', 'operator:lin', end)).toContain(
      'AUTHORITY_EXCEEDED: operator:lin (collector) may go to 3 months: this is for 5',
    )
    expect(judged(agreed, '2026-05-20 10:00', 'operator:lin', end).ok).toBe(true)
  })

  test('and the ladder goes on when the customer was told, or when it would have ended', () => {
    const ended = after(agreed, '2026-03-20 10:00', 'supervisor:qian', end)
    expect(until(ended)).toBe('2026-08-01 00:00')
    expect(until(toldBy(ended, '2026-03-22 10:00', 'hardship-ended.a1', '2026-03-20'))).toBe(
      '2026-03-22 10:00',
    )
    expect(tasksBeside(ended.at('2026-03-22 10:00').settle())).toEqual([
      'hardship/a1/told/1 collector until 2026-03-25 18:00',
    ])
  })

  test("at the customer's wish with its evidence, and at the end of the day", () => {
    const { evidence: _, ...unproven } = wish
    expect(refusalOf(agreed, '2026-03-20 10:00', 'operator:lin', unproven)).toMatch(/^EVIDENCE_MISSING/)
    const ended = after(agreed, '2026-03-20 10:00', 'operator:lin', wish)
    expect(until(ended)).toBe('2026-03-21 00:00')
    expect(factsOf(ended.facts, 'hardshipEnded')[0]?.payload).toEqual({
      ...{ agreementId: 'a1', on: '2026-03-20', reason: 'customerWish', evidence: 'call-3' },
    })
  })

  test('AGREEMENT_ENDED: not after its last day', () => {
    expect(refusalOf(agreed, '2026-08-01 10:00', 'supervisor:qian', end)).toContain('ended on 2026-07-31')
  })
})

describe('agreements in a row are one chain', () => {
  const alone = { ...agreement, applicationId: undefined, reviewOn: undefined }
  const first = after(opened, '2026-03-11 10:00', 'operator:lin', { ...alone, until: '2026-05-31' })
  const second = { ...alone, agreementId: 'a2', from: '2026-06-01', until: '2026-07-31' }

  test('authority is asked for all of it', () => {
    expect(refusalOf(first, '2026-05-20 10:00', 'operator:lin', second)).toContain(
      'AUTHORITY_EXCEEDED: operator:lin (collector) may go to 3 months: this is for 5',
    )
    expect(judged(first, '2026-05-20 10:00', 'supervisor:qian', second).ok).toBe(true)
    const apart = { ...second, from: '2026-06-02' }
    expect(judged(first, '2026-05-20 10:00', 'operator:lin', apart).ok).toBe(true)
  })

  test('so is the length, also where they overlap', () => {
    const long = { ...second, from: '2026-04-01', until: '2027-03-12' }
    expect(refusalOf(first, '2026-04-01 10:00', 'committee:one', long)).toBe(
      'HARDSHIP_TOO_LONG: at most 12 months in a row: this makes 13',
    )
  })

  test('what was granted is held against it again when it is agreed', () => {
    const meanwhile = after(granted, '2026-03-12 16:00', 'committee:one', {
      ...alone,
      agreementId: 'a0',
      from: '2026-01-27',
      until: '2026-03-12',
    })
    expect(refusalOf(meanwhile, '2026-03-13 10:00', 'operator:lin', agreement)).toBe(
      'AUTHORITY_EXCEEDED: it was decided by a teamLead, who may go to 6 months: this is for 7; a manager may',
    )
  })
})

test('an application that nobody decided lapses when the case begins anew', () => {
  const closed = applied.at('2026-03-12 10:00').paid(2000_00).settle().settle()
  const anew = closed
    .at('2026-06-05 03:00')
    .reported('2026-06-04', [bill('2026-06-01', { minimumDueCents: 1000_00 })])
    .opened(2)
    .settle()
  expect(tasksBeside(anew)).toEqual([])
  expect(hardshipStandstills(anew.facts, zone)[0]?.until).toBe(local('2026-06-05 03:00'))
  expect(refusalOf(anew, '2026-06-05 10:00', 'operator:lin', assessment)).toMatch(/^APPLICATION_LAPSED/)
  const next = { ...application, applicationId: 'h2' }
  expect(judged(anew, '2026-06-05 10:00', 'operator:lin', next).ok).toBe(true)
})

describe('refused, and nothing changed', () => {
  const day = '2026-03-13 11:00'
  test.each<[string, CaseBuilder, string, Record<string, unknown> & { kind: string }]>([
    ['APPLICATION_KNOWN: application h1 exists', applied, 'operator:lin', application],
    [
      'APPLICATION_OPEN: application h1 is not decided',
      applied,
      'operator:lin',
      { ...application, applicationId: 'h2' },
    ],
    ['NO_OPEN_CASE', opened.at('2026-03-05 10:00').paid(2000_00).settle(), 'operator:lin', application],
    [
      'UNKNOWN_APPLICATION: there is no application h9',
      applied,
      'operator:lin',
      { ...assessment, applicationId: 'h9' },
    ],
    ['APPLICATION_DECIDED: application h1 was refused', refused, 'operator:lin', assessment],
    ['APPLICATION_DECIDED: application h1 was granted', granted, 'supervisor:qian', refuse],
    ['NOT_ASSESSED', applied, 'supervisor:qian', grant],
    [
      'REASONS_MISSING: say why: one or more of canPay',
      assessed,
      'supervisor:qian',
      { ...refuse, reasons: [] },
    ],
    ['SPAN_MISSING', assessed, 'supervisor:qian', { ...grant, until: undefined }],
    ['DATES_REVERSED', assessed, 'supervisor:qian', { ...grant, until: '2026-03-01' }],
    [
      'REVIEW_OUTSIDE: the review is between 2026-03-12 and 2026-07-31',
      assessed,
      'supervisor:qian',
      { ...grant, reviewOn: '2026-08-01' },
    ],
    [
      'HARDSHIP_TOO_LONG: at most 12 months in a row: this makes 13',
      assessed,
      'committee:one',
      { ...grant, until: '2027-03-12' },
    ],
    [
      'HARDSHIP_PAST',
      opened,
      'committee:one',
      { ...agreement, applicationId: undefined, from: '2019-01-01' },
    ],
    [
      'HARDSHIP_PAST',
      opened,
      'committee:one',
      { ...agreement, applicationId: undefined, reviewOn: undefined, until: '2026-03-12' },
    ],
    [
      'HARDSHIP_TOO_FAR: it begins on 2026-04-27 at the latest',
      opened,
      'committee:one',
      {
        ...agreement,
        applicationId: undefined,
        from: '2030-01-01',
        until: '2030-02-01',
        reviewOn: undefined,
      },
    ],
    ['NO_OPEN_CASE', granted.at('2026-03-13 10:00').paid(2000_00).settle(), 'operator:lin', agreement],
    ['SAME_PERSON: operator:lin proposed it', assessed, 'operator:lin', grant],
    [
      'AUTHORITY_EXCEEDED: operator:he (collector) may go to 3 months: this is for 5',
      assessed,
      'operator:he',
      grant,
    ],
    ['NO_AUTHORITY: visitor:one stands on no level', assessed, 'visitor:one', refuse],
    ['NOT_GRANTED', refused, 'operator:lin', agreement],
    [
      'OVER_GRANTED: granted is from 2026-03-12 until 2026-07-31',
      granted,
      'operator:lin',
      { ...agreement, until: '2026-08-01', reviewOn: undefined },
    ],
    ['AGREED_ALREADY', agreed, 'operator:lin', { ...agreement, agreementId: 'a2' }],
    ['AGREEMENT_KNOWN', agreed, 'operator:lin', agreement],
    [
      'AUTHORITY_EXCEEDED: operator:lin (collector) may go to 3 months',
      opened,
      'operator:lin',
      { ...agreement, applicationId: undefined },
    ],
  ])('%s', (message, story, by, wish) => {
    expect(refusalOf(story, day, by, wish)).toContain(message)
  })

  test('OFFER_EXPIRED: what was granted can be agreed for some days only', () => {
    const lapsed = granted.at('2026-03-18 10:00').settle()
    expect(refusalOf(lapsed, '2026-03-18 10:00', 'operator:lin', agreement)).toBe(
      'OFFER_EXPIRED: it could be agreed until 2026-03-17; let it be decided anew',
    )
  })

  test('APPLICATIONS_TOO_MANY: a third one within a year', () => {
    const second = { ...application, applicationId: 'h2' }
    const decided = after(
      after(after(refused, '2026-04-01 10:00', 'operator:lin', second), '2026-04-02 10:00', 'operator:lin', {
        ...assessment,
        applicationId: 'h2',
      }),
      '2026-04-03 10:00',
      'supervisor:qian',
      { ...refuse, applicationId: 'h2' },
    )
    const third = { ...application, applicationId: 'h3' }
    expect(refusalOf(decided, '2026-05-01 10:00', 'operator:lin', third)).toBe(
      'APPLICATIONS_TOO_MANY: at most 2 applications within 365 days',
    )
    expect(judged(decided, '2027-03-12 10:00', 'operator:lin', third).ok).toBe(true)
  })

  test('FORMULA_CURRENCY: an account in another currency needs a formula of its own', () => {
    const inDollars = aCase({ openedOn: '2026-03-02', currency: 'USD' })
    const story = after(inDollars, '2026-03-11 10:00', 'operator:lin', application)
    expect(refusalOf(story, '2026-03-12 10:00', 'operator:lin', assessment)).toBe(
      'FORMULA_CURRENCY: the formula household is for CNY, and the account is in USD',
    )
  })
})

test.each<[CaseBuilder, string, { kind: string }]>([
  [opened, 'operator:lin', application],
  [applied, 'operator:lin', assessment],
  [assessed, 'supervisor:qian', grant],
  [granted, 'operator:lin', agreement],
])('accepted twice is accepted once', (story, by, wish) => {
  const once = after(story, '2026-03-13 10:00', by, wish)
  expect(judged(once, '2026-03-13 10:00', by, wish)).toEqual({ ok: true, facts: [] })
})

test('the customer may withdraw; nobody needs to be asked', () => {
  const withdrawn = after(applied, '2026-03-12 10:00', 'operator:lin', {
    kind: 'decideHardship',
    applicationId: 'h1',
    outcome: 'withdrawn',
  })
  expect(tasksBeside(withdrawn)).toEqual([])
  expect(hardshipStandstills(withdrawn.facts, zone)[0]?.until).toBe(local('2026-03-12 10:00'))
})
