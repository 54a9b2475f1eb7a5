// A dispute of a bill or of the whole debt: the disputed part stops, the rest goes on, the days past due do not change;
// answered in writing with an explanation or a correction, or taken over by the next level when nobody answers.
import { type Command, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { factsOf } from '../../../domain/facts'
import { decide } from '../../../domain/ladder/decide'
import { collectableAt } from '../../../domain/money/collectable'
import { positionAt } from '../../../domain/money/position'
import { balanceCollected } from '../../../domain/protection/dispute-balance'
import { bureauDisputes, disputesOf } from '../../../domain/protection/dispute-state'
import { addDays } from '../../../domain/calendar-date'
import { tasksBeside } from '../arrangements/asking'
import { type CaseBuilder, aCase, anAccount, bill } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'

const by = 'operator:lin'
const three = [bill('2026-02-01'), bill('2026-03-01'), bill('2026-04-01')]
const [first = '', second = '', third = ''] = three.map(({ billId }) => billId)
const story = aCase({ openedOn: '2026-04-10', bills: three })

function judged(to: CaseBuilder, wish: object, at: string, commandId = 'c-1') {
  const command: Command = commandSchema.parse({ commandId, by, ...wish })
  return judgeCommand(to.facts, command, { accountId, asOf: local(at), zone, rules: testRules })
}

/** The story with the command carried out. @throws when it is refused */
function after(to: CaseBuilder, wish: object, at: string, commandId?: string): CaseBuilder {
  const judgement = judged(
    to,
    wish,
    at,
    commandId ?? `${JSON.stringify(wish)}`.replace(/[^a-z0-9]/gi, '').slice(0, 99),
  )
  if (!judgement.ok) throw new Error(judgement.message)
  return to.at(at).append(judgement.facts)
}

const raise = (bills: string[], change: object = {}) => ({
  ...{ kind: 'raiseDispute', disputeId: 'd-1', ground: 'amount', bills, channel: 'letter' },
  ...change,
})
const answer = (outcome: string, corrections: object[] = []) => ({
  ...{ kind: 'answerDispute', disputeId: 'd-1', outcome, document: 'letters/answer-1', corrections },
  by: 'supervisor:wu',
})
const withdraw = { kind: 'withdrawDispute', disputeId: 'd-1', evidence: 'recordings/7', by: 'supervisor:wu' }

describe('raising', () => {
  test("marks the debt and gives somebody the task to verify it, due on the bank's own day", () => {
    const judgement = judged(story, raise([second]), '2026-04-10 15:00')
    expect(judgement).toMatchObject({
      ok: true,
      facts: [
        // 15 days are Saturday, 25 April: planned for Friday.
        {
          kind: 'disputeRaised',
          payload: { bills: [second], answerBy: '2026-04-25', targetOn: '2026-04-24' },
        },
        { kind: 'bureauMarked', payload: { disputed: true } },
        {
          kind: 'taskOpened',
          payload: { kind: 'verification', stepKey: 'dispute/d-1/1', dueAt: local('2026-04-24 18:00') },
        },
      ],
    })
  })

  test('card fraud goes to card operations at once', () => {
    const disputed = after(story, raise([third], { ground: 'fraud' }), '2026-04-10 15:00')
    expect(factsOf(disputed.facts, 'taskOpened').at(-1)?.payload).toMatchObject({
      ...{ kind: 'cardOperations', stepKey: 'fraud/d-1/1', dueAt: local('2026-04-10 19:00') },
    })
    const done = { kind: 'completeTask', taskId: `${accountId}/fraud/d-1/1`, outcome: 'cardBlocked' }
    expect(judged(disputed, done, '2026-04-10 16:00', 'c-2')).toMatchObject({ ok: true })
  })

  const disputed = after(story, raise([second]), '2026-04-10 15:00')
  test.each<[string, CaseBuilder, object, RegExp]>([
    ['DISPUTE_KNOWN', disputed, raise([first]), /d-1 exists/],
    ['DISPUTED_ALREADY', disputed, raise([first, second], { disputeId: 'd-2' }), /d-1 is open about it/],
    [
      'DISPUTED_ALREADY',
      after(story, raise([]), '2026-04-10 15:00'),
      raise([first], { disputeId: 'd-2' }),
      /d-1/,
    ],
    ['UNKNOWN_BILL', story, raise(['B-9']), /no unpaid bill B-9; unpaid are bill-2026-02-01/],
    ['RAISED_IN_FUTURE', story, raise([first], { raisedOn: '2026-04-12' }), /today is 2026-04-11/],
    ['NOTHING_OWED', anAccount('2026-04-01', { bills: [] }), raise([]), /no unpaid bill/],
    ['NOTHING_OWED', story.at('2026-04-11 03:00').exited('paid').closed(), raise([]), /no unpaid bill/],
  ])('%s', (code, to, wish, message) => {
    const refused = { ok: false, code, message: expect.stringMatching(message) }
    expect(judged(to, wish, '2026-04-11 10:00', 'c-9')).toEqual(refused)
  })

  test('twice is once', () => {
    const once = after(story, raise([second]), '2026-04-10 15:00', 'c-1')
    expect(judged(once, raise([second]), '2026-05-20 10:00')).toEqual({ ok: true, facts: [] })
  })
})

describe('answering', () => {
  const disputed = after(story, raise([second, third]), '2026-04-10 15:00')

  test.each<[string, object, object[]]>([
    ['rejected: nothing comes off', answer('rejected'), []],
    [
      'upheld: the whole of the bills',
      answer('upheld'),
      [
        { billId: second, amountCents: 500_00 },
        { billId: third, amountCents: 500_00 },
      ],
    ],
    [
      'right in part',
      answer('partlyUpheld', [{ billId: second, amountCents: 20_00 }]),
      [{ billId: second, amountCents: 20_00 }],
    ],
  ])('%s', (_title, wish, corrections) => {
    const answered = after(disputed, wish, '2026-04-20 10:00')
    expect(disputesOf(answered.facts)).toMatchObject([{ endedAt: local('2026-04-20 10:00'), corrections }])
    expect(factsOf(answered.facts, 'taskEnded')).toMatchObject([
      { payload: { outcome: 'answered', expired: false } },
    ])
    expect(bureauDisputes(disputed.facts)).toHaveLength(1)
    expect(bureauDisputes(answered.facts)).toHaveLength(corrections.length === 0 ? 0 : 1)
    expect(judged(answered, wish, '2026-04-21 10:00', 'c-9')).toMatchObject({
      ok: false,
      code: 'DISPUTE_ENDED',
    })
  })

  test.each<[string, object, RegExp]>([
    ['UNKNOWN_DISPUTE', { ...answer('rejected'), disputeId: 'd-9' }, /no dispute d-9/],
    ['CORRECTION_NOT_EXPECTED', answer('rejected', [{ billId: second, amountCents: 1 }]), /corrects nothing/],
    ['CORRECTION_MISSING', answer('partlyUpheld'), /what comes off/],
    ['CORRECTION_TOO_LARGE', answer('upheld', [{ billId: second, amountCents: 500_01 }]), /is 500.00/],
    ['UNKNOWN_BILL', answer('upheld', [{ billId: first, amountCents: 1 }]), /not part of the dispute/],
  ])('%s', (code, wish, message) => {
    const refused = { ok: false, code, message: expect.stringMatching(message) }
    expect(judged(disputed, wish, '2026-04-20 10:00')).toEqual(refused)
  })

  const tenOff = [{ billId: second, amountCents: 10_00 }]
  const raisedBySupervisor = after(story, raise([second], { by: 'supervisor:wu' }), '2026-04-10 15:00')
  const large = aCase({ openedOn: '2026-04-10', bills: [bill('2026-02-01', { totalCents: 5000_01 })] })
  test.each<[string, CaseBuilder, object]>([
    ['DUPLICATE_BILL', disputed, answer('partlyUpheld', [...tenOff, ...tenOff])],
    ['AUTHORITY_EXCEEDED', disputed, { ...answer('partlyUpheld', tenOff), by: 'operator:wang' }],
    ['AUTHORITY_EXCEEDED', after(large, raise([]), '2026-04-10 15:00'), answer('upheld')],
    ['SAME_PERSON', raisedBySupervisor, answer('partlyUpheld', tenOff)],
    ['SAME_PERSON', raisedBySupervisor, answer('upheld')],
  ])('a correction is refused: %s', (code, to, wish) => {
    expect(judged(to, wish, '2026-04-20 10:00')).toMatchObject({ ok: false, code })
  })

  test.each([answer('rejected'), withdraw])('a team lead who entered it does not end it: $kind', (wish) => {
    const refused = { ok: false, code: 'SAME_PERSON', message: expect.stringMatching(/somebody else/) }
    expect(judged(raisedBySupervisor, wish, '2026-04-20 10:00')).toEqual(refused)
    const other = { ...wish, by: 'manager:zhao' }
    expect(judged(raisedBySupervisor, other, '2026-04-20 10:00').ok).toBe(true)
  })

  test.each([answer('rejected'), withdraw])(
    'a collector, and whoever is on no level, cannot end it: $kind',
    (wish) => {
      for (const who of [by, 'agent:north-1'])
        expect(judged(disputed, { ...wish, by: who }, '2026-04-20 10:00')).toMatchObject({
          ok: false,
          code: 'NO_AUTHORITY',
        })
    },
  )

  test('of a bill that was corrected before only the rest comes off, until the books show it', () => {
    const most = answer('partlyUpheld', [{ billId: second, amountCents: 400_00 }])
    const before = after(disputed, most, '2026-04-12 10:00')
    const again = after(before, raise([second], { disputeId: 'd-2' }), '2026-04-13 10:00')
    const second100 = (amountCents: number) => ({
      ...answer('partlyUpheld', [{ billId: second, amountCents }]),
      disputeId: 'd-2',
    })
    expect(judged(again, second100(100_01), '2026-04-14 10:00')).toMatchObject({
      code: 'CORRECTION_TOO_LARGE',
    })
    expect(judged(again, second100(100_00), '2026-04-14 10:00').ok).toBe(true)
    expect(judged(again, { ...answer('upheld'), disputeId: 'd-2' }, '2026-04-14 10:00')).toMatchObject({
      facts: [{ payload: { corrections: [{ billId: second, amountCents: 100_00 }] } }, {}],
    })
  })

  test('a dispute that was taken back is over', () => {
    const over = after(disputed, withdraw, '2026-04-12 10:00')
    expect(disputesOf(over.facts)).toMatchObject([{ outcome: 'withdrawn' }])
    expect(judged(over, withdraw, '2026-04-13 10:00', 'c-9')).toMatchObject({
      ok: false,
      code: 'DISPUTE_ENDED',
    })
    expect(judged(disputed, { ...withdraw, disputeId: 'x' }, '2026-04-13 10:00')).toMatchObject({
      code: 'UNKNOWN_DISPUTE',
    })
  })
})

describe('what is collected, and what is owed by contract', () => {
  const on = '2026-04-15'
  const amounts = (to: CaseBuilder, date = on) => {
    const part = collectableAt(to.facts, date)
    const whole = positionAt(to.facts, date)
    return [part?.overdueCents, part?.oldestUnpaidDueOn, whole?.overdueCents, whole?.daysPastDue]
  }
  const disputed = (bills: string[]) => after(story, raise(bills), '2026-04-10 15:00')

  test.each<[string, CaseBuilder, unknown[]]>([
    ['nothing is disputed', story, [1500_00, '2026-02-01', 1500_00, 73]],
    ['a bill in the middle', disputed([second]), [1000_00, '2026-02-01', 1500_00, 73]],
    ['the oldest bill', disputed([first]), [1000_00, '2026-03-01', 1500_00, 73]],
    ['every bill', disputed([first, second, third]), [0, null, 1500_00, 73]],
    ['the whole debt', disputed([]), [0, null, 1500_00, 73]],
    [
      'and it was rejected',
      after(disputed([first]), answer('rejected'), '2026-04-12 10:00'),
      [1500_00, '2026-02-01', 1500_00, 73],
    ],
    [
      'and 200.00 were wrong',
      after(
        disputed([first]),
        answer('partlyUpheld', [{ billId: first, amountCents: 200_00 }]),
        '2026-04-12 10:00',
      ),
      [1300_00, '2026-02-01', 1500_00, 73],
    ],
    [
      'and the customer was right',
      after(disputed([first]), answer('upheld'), '2026-04-12 10:00'),
      [1000_00, '2026-03-01', 1500_00, 73],
    ],
  ])('%s', (_title, to, expected) => {
    expect(amounts(to)).toEqual(expected)
  })

  test('a correction counts until the books show a lower bill, and from then on they are the truth', () => {
    const wish = answer('partlyUpheld', [{ billId: first, amountCents: 200_00 }])
    const answered = after(disputed([first]), wish, '2026-04-12 10:00')
    const later = (cents: number) => [bill('2026-02-01', { minimumDueCents: cents }), ...three.slice(1)]
    const grown = answered.at('2026-04-14 03:00').reported('2026-04-13', later(505_00))
    expect(amounts(grown)[0]).toBe(1305_00)
    const booked = grown.at('2026-04-15 03:00').reported('2026-04-14', later(310_00))
    expect(amounts(booked)[0]).toBe(1310_00)
  })

  describe('a correction of a loan whose interest is booked each night', () => {
    const parts = (principalCents: number, interestCents: number, penaltyFeeCents: number) => ({
      ...{ principalCents, interestCents, penaltyFeeCents, otherFeeCents: 0 },
    })
    const night = (principal: number, interest: number, fee: number) => {
      const totalCents = principal + interest + fee
      return [
        bill('2026-02-01', {
          totalCents,
          minimumDueCents: totalCents,
          parts: parts(principal, interest, fee),
        }),
      ]
    }
    const loan = after(
      aCase({ openedOn: '2026-04-10', bills: night(400_00, 60_00, 40_00) }),
      raise([first]),
      '2026-04-10 15:00',
    )
    const answered = (cents: number) =>
      after(loan, answer('partlyUpheld', [{ billId: first, amountCents: cents }]), '2026-04-12 10:00')
    const next = (to: CaseBuilder, day: number, bills: ReturnType<typeof night>) =>
      to.at(`2026-04-${day + 1} 03:00`).reported(`2026-04-${day}`, bills)
    const asked = (to: CaseBuilder) => amounts(to)[0]

    test('is booked though the bill grows by more than it: it is not taken off twice', () => {
      const booked = next(answered(1_00), 12, night(399_00, 64_00, 40_00))
      expect(asked(booked)).toBe(503_00)
    })

    test('is not booked by what was put right for another reason', () => {
      const other = next(answered(200_00), 12, night(400_00, 61_00, 35_00))
      expect(asked(other)).toBe(496_00 - 195_00)
      expect(asked(next(other, 13, night(205_00, 61_50, 35_00)))).toBe(301_50)
    })

    test('is booked on fees, and in parts', () => {
      const half = next(answered(60_00), 12, night(400_00, 61_00, 0))
      expect(asked(half)).toBe(461_00 - 20_00)
      expect(asked(next(half, 13, night(380_00, 62_00, 0)))).toBe(442_00)
    })

    test('is not booked by what fell before it was answered', () => {
      const before = next(loan, 11, night(390_00, 60_00, 40_00))
      const wish = answer('partlyUpheld', [{ billId: first, amountCents: 10_00 }])
      expect(asked(after(before, wish, '2026-04-12 10:00'))).toBe(480_00)
    })
  })

  test('who pays what they do not dispute is not asked for it again', () => {
    const paid = disputed([first]).at('2026-04-12 10:00').paid(1000_00)
    expect(amounts(paid).slice(0, 2)).toEqual([0, null])
  })

  test('the balance in a notice leaves the disputed bill out, and its parts still add up to it', () => {
    const parts = { principalCents: 450_00, interestCents: 40_00, penaltyFeeCents: 10_00, otherFeeCents: 0 }
    const bills = three.map((one) => ({ ...one, parts }))
    const open = after(aCase({ openedOn: '2026-04-10', bills }), raise([second]), '2026-04-10 15:00')
    const reported = {
      reportedOn: '2026-04-09',
      balanceCents: 1500_00,
      principalCents: 1350_00,
      interestCents: 120_00,
      penaltyFeeCents: 30_00,
      otherFeeCents: 0,
    }
    expect(balanceCollected(reported, open.facts)).toEqual({
      ...{ reportedOn: '2026-04-09', balanceCents: 1000_00, principalCents: 900_00, interestCents: 80_00 },
      ...{ penaltyFeeCents: 20_00, otherFeeCents: 0 },
    })
  })
})

describe('the ladder', () => {
  const asOf = '2026-04-10 16:00'
  const disputed = (bills: string[]) => after(story, raise(bills), '2026-04-10 15:00')
  const reasons = (to: CaseBuilder, at: string) =>
    decide(to.facts, testRules, local(at)).reasons.map(({ ruleId }) => ruleId)

  test('goes on under the oldest bill when another one is disputed', () => {
    expect(nextAt(disputed([second]), asOf)).toBe(nextAt(story, asOf))
    expect(decide(disputed([second]).facts, testRules, local(asOf)).debt).toMatchObject({
      ...{ overdueCents: 1500_00, collectableCents: 1000_00, daysPastDue: 68 },
    })
  })

  test('begins anew for the next bill when the oldest is disputed, and comes back to it', () => {
    const reminded = story.at('2026-04-10 10:00').took('calls').ended('calls', 'refused')
    const open = after(reminded, raise([first]), '2026-04-10 15:00')
    const { next } = decide(open.facts, testRules, local(asOf))
    expect(next).toMatchObject({ kind: 'step', key: '1/2026-03-01/reminder/1' })
    const over = after(open, answer('rejected'), '2026-04-20 10:00')
    expect(decide(over.facts, testRules, local('2026-04-20 10:00')).next).toMatchObject({
      kind: 'step',
      key: '1/2026-02-01/letter/1',
    })
  })

  test('keeps the rest of a wait under a bill that was disputed', () => {
    const called = story.at('2026-04-10 10:00').took('calls').ended('calls', 'refused')
    expect(nextAt(called, '2026-04-10 11:00')).toBe('letter/1 at 2026-04-13 10:00')
    const open = after(called, raise([first]), '2026-04-11 10:00')
    const over = after(open, answer('rejected'), '2026-04-20 10:00')
    expect(nextAt(over, '2026-04-20 11:00')).toBe('letter/1 at 2026-04-22 10:00')
  })

  test.each<[string, string[]]>([
    ['the whole debt', []],
    ['every bill', [first, second, third]],
  ])("stands still when %s is disputed, until the owner's deadline and beyond", (_title, bills) => {
    const open = disputed(bills)
    expect(nextAt(open, asOf)).toBe('wait for standstill until 2026-04-21 09:00')
    expect(reasons(open, asOf)).toContain('DISPUTE')
    const late = open.at('2026-04-24 18:00').settle()
    expect(reasons(late, '2026-04-24 18:00')).toContain('DISPUTE')
  })

  test('wakes when a bill that is not disputed falls due', () => {
    const young = aCase({ openedOn: '2026-03-05', bills: three })
    const open = after(young, raise([first, second]), '2026-03-05 15:00')
    const rested = open.at('2026-03-31 10:00').settle()
    const woken = decide(rested.facts, testRules, local('2026-03-31 10:00'))
    expect(woken.standstill).toBe('dispute')
    expect(decide(rested.facts, testRules, local('2026-04-02 10:00')).next).toMatchObject({
      kind: 'step',
      key: '1/2026-04-01/reminder/1',
    })
  })

  test('does not close a case because what is left of it is disputed', () => {
    const settled = disputed([]).at('2026-04-11 10:00').settle()
    expect(factsOf(settled.facts, 'episodeClosed')).toEqual([])
  })
})

describe('what an answer took off is booked by somebody', () => {
  const disputed = after(story, raise([second]), '2026-04-10 15:00')
  const some = answer('partlyUpheld', [{ billId: second, amountCents: 200_00 }])
  const answered = after(disputed, some, '2026-04-13 10:00').settle()
  const shownIn = (to: CaseBuilder, at: string, cents: number) =>
    to.at(`${at} 03:00`).reported(
      addDays(at, -1),
      three.map((one) => (one.billId === second ? bill('2026-03-01', { minimumDueCents: cents }) : one)),
    )
  const open = (to: CaseBuilder) => tasksBeside(to)
  const marked = (to: CaseBuilder) => bureauDisputes(to.facts).map(({ disputeId }) => disputeId)

  test('the task goes from level to level until the books show it, and the bureau shows the debt as disputed', () => {
    expect(open(answered)).toEqual(['correction/d-1/1 teamLead until 2026-04-18 18:00'])
    const late = answered.at('2026-04-18 18:00').settle()
    expect(open(late)).toEqual(['correction/d-1/2 manager until 2026-04-23 18:00'])
    expect(marked(late)).toEqual(['d-1'])
    const booked = shownIn(late, '2026-04-20', 300_00).settle()
    expect([open(booked), marked(booked)]).toEqual([[], []])
    expect(factsOf(booked.facts, 'taskEnded').at(-1)?.payload).toMatchObject({ outcome: 'booked' })
  })

  test('somebody who has looked says that the books show it, of this dispute alone', () => {
    const both = after(
      after(answered, raise([second], { disputeId: 'd-2' }), '2026-04-13 11:00'),
      { ...answer('partlyUpheld', [{ billId: second, amountCents: 50_00 }]), disputeId: 'd-2' },
      '2026-04-13 12:00',
    ).settle()
    const said = { kind: 'completeTask', taskId: `${accountId}/correction/d-1/1`, outcome: 'booked' }
    const done = after(both, said, '2026-04-14 10:00').settle()
    expect(open(done)).toEqual(['correction/d-2/1 teamLead until 2026-04-18 18:00'])
    expect(marked(done)).toEqual(['d-2'])
    expect(collectableAt(done.facts, '2026-04-14')?.overdueCents).toBe(1450_00)
  })

  test('a debt that is corrected as a whole does not stand still unseen', () => {
    const whole = after(after(story, raise([]), '2026-04-10 15:00'), answer('upheld'), '2026-04-13 10:00')
    const late = whole.at('2027-04-13 10:00').settle()
    expect(decide(late.facts, testRules, local('2027-04-13 10:00')).standstill).toBe('dispute')
    expect(open(late)).toHaveLength(1)
  })

  test('nothing is to be booked after an answer that takes nothing off, or when the debt has left the books', () => {
    expect(open(after(disputed, answer('rejected'), '2026-04-13 10:00').settle())).toEqual([])
    const sold = answered.at('2026-04-15 03:00').exited('sold').closed('exited:sold').settle()
    expect([open(sold), marked(sold)]).toEqual([[], []])
  })
})

describe('nobody answers', () => {
  const open = after(story, raise([second]), '2026-04-10 15:00')
  const told = (to: CaseBuilder) =>
    to.facts
      .filter(({ actor }) => actor === 'case')
      .map((fact) =>
        `${shown(fact.effectiveAt)} ${fact.kind} ${fact.kind === 'taskOpened' ? String(fact.payload.detail?.['level']) : ''}`.trim(),
      )

  test('the next level is warned, then each takes over at its own instant, the last one again and again', () => {
    const moments = [
      '2026-04-21 09:00',
      '2026-04-24 18:00',
      '2026-04-26 18:00',
      '2026-04-28 18:00',
      '2026-05-03 18:00',
    ]
    const story1 = moments.reduce((so, moment) => so.at(moment).settle(), open)
    expect(told(story1)).toEqual([
      '2026-04-21 09:00 taskOpened teamLead',
      // The warning, too.
      '2026-04-24 18:00 taskEnded',
      '2026-04-24 18:00 taskEnded',
      '2026-04-24 18:00 taskOpened teamLead',
      '2026-04-26 18:00 taskEnded',
      '2026-04-26 18:00 taskOpened manager',
      '2026-04-28 18:00 taskEnded',
      '2026-04-28 18:00 taskOpened compliance',
      '2026-05-03 18:00 taskEnded',
      '2026-05-03 18:00 taskOpened compliance',
    ])
    expect(disputesOf(story1.facts)).toMatchObject([{ endedAt: null }])
    const answered = after(story1, answer('rejected'), '2026-05-04 13:00').at('2026-06-01 12:00').settle()
    expect(
      factsOf(answered.facts, 'taskOpened').filter(({ payload }) => payload.kind === 'verification'),
    ).toHaveLength(5)
  })

  test('after an outage one level takes over, with its days before it', () => {
    const late = open.at('2026-06-10 12:00').settle()
    expect(factsOf(late.facts, 'taskOpened').at(-1)).toMatchObject({
      ...{ effectiveAt: local('2026-04-24 18:00'), payload: { dueAt: local('2026-06-12 18:00') } },
    })
  })
})
