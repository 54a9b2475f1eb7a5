// What is asked for under an agreement when the debt is no longer what it was about: paid before and learnt after,
// corrected, taken back by the books; and what a corrected drop, which records the same anew, does not change.
import { planStates } from '../../../domain/arrangements/plan'
import { debtOf } from '../../../domain/arrangements/plan-debt'
import { promiseStates } from '../../../domain/arrangements/promise'
import { reliefs } from '../../../domain/arrangements/relief'
import { agendaOf } from '../../../domain/ladder/agenda'
import { liveFacts, viewOf } from '../../../domain/ladder/case-view'
import type { ServiceNotice } from '../../../domain/ladder/service-notice'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { decidedAt } from '../journey'
import { local } from '../log'
import { testRules, zone } from '../test-strategy'
import { after, judged, refusalOf } from './asking'

const lin = 'operator:lin'
const parts = { principalCents: 1000_00, interestCents: 100_00, penaltyFeeCents: 100_00, otherFeeCents: 0 }
const nothing = { principalCents: 0, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }

/** A loan of 1,200.00, all of it overdue. */
const loan = aCase({
  bills: [bill('2026-02-01', { minimumDueCents: 1200_00, parts })],
  parts,
  product: 'personalLoan',
})

const planned = after(loan, '2026-03-10 10:00', lin, {
  kind: 'agreePlan',
  planId: 'v1',
  instalments: [
    { dueOn: '2026-03-20', amountCents: 600_00 },
    { dueOn: '2026-04-20', amountCents: 600_00 },
  ],
  evidence: 'call/v1',
})

const promised = after(loan, '2026-03-10 10:00', lin, {
  ...{ kind: 'makePromise', promiseId: 'a', amountCents: 1200_00, dueOn: '2026-03-20' },
})

/** An offer that waives the fee of 50.00 of whoever pays the rest. */
function offered(payBy: string): CaseBuilder {
  const waivedCents = { fees: 50_00, interest: 0, principal: 0 }
  const wish = { kind: 'proposeOffer', reliefId: 'o1', payBy, waivedCents }
  const proposed = after(loan, '2026-03-10 08:00', lin, wish)
  const approve = { kind: 'approveRelief', reliefId: 'o1' }
  const consent = { kind: 'signedDocument', id: 'doc/1' }
  const approved = after(proposed, '2026-03-10 08:10', 'supervisor:q', approve)
  return after(approved, '2026-03-10 08:20', lin, { kind: 'agreeRelief', reliefId: 'o1', consent })
}

/** "I paid yesterday": before the agreement of 10 March, known after it. */
const yesterday = { id: 'early', valueOn: '2026-03-09', postedOn: '2026-03-10' }
const paidYesterday = (story: CaseBuilder, amountCents: number) =>
  story.at('2026-03-11 03:00').paid(amountCents, yesterday).settle()

/** What may be asked for at a moment: `instalment-reminder 200`. */
function asked(story: CaseBuilder, at: string): string[] {
  const { facts } = story.at(at).settle()
  const view = viewOf(facts, testRules, local(at))
  if (!view) throw new Error('no view')
  return agendaOf(view)
    .filter((item): item is ServiceNotice => item.kind === 'notice' && item.at <= view.asOf)
    .filter(({ agreed }) => agreed.amountCents !== undefined)
    .map(({ name, agreed }) => `${name} ${(agreed.amountCents ?? 0) / 100}`)
}

const statuses = (story: CaseBuilder, at: string) =>
  planStates(liveFacts(story.at(at).settle().facts), zone, local(at)).map(({ status }) => status)

function withdrawn(story: CaseBuilder, kind: 'paymentPosted' | 'positionReported'): CaseBuilder {
  const seqs = story.facts.filter((fact) => fact.kind === kind).map(({ seq }) => seq)
  return story.add('dropWithdrawn', { dropId: 'drop-1', seqs })
}

describe('what was paid before the agreement and becomes known after it', () => {
  test('is paid under it: of a plan the rest is asked for', () => {
    const story = paidYesterday(planned, 1000_00)
    expect(asked(story, '2026-03-17 10:00')).toEqual([])
    expect(asked(story, '2026-04-17 10:00')).toEqual(['instalment-reminder 200'])
    expect(statuses(story, '2026-03-29 10:00')).toEqual(['running'])
  })

  test('of a promise the rest is asked for', () => {
    expect(asked(promised, '2026-03-19 10:00')).toEqual(['promise-reminder 1200'])
    expect(asked(paidYesterday(promised, 1000_00), '2026-03-19 10:00')).toEqual(['promise-reminder 200'])
  })

  test('of an offer the rest is asked for', () => {
    expect(asked(offered('2026-03-20'), '2026-03-17 10:00')).toEqual(['relief-reminder 1150'])
    expect(asked(paidYesterday(offered('2026-03-20'), 1000_00), '2026-03-17 10:00')).toEqual([
      'relief-reminder 150',
    ])
  })

  test('with the rest paid the plan is kept: nothing is missed and nothing breaks', () => {
    const paid = paidYesterday(planned, 1000_00).at('2026-03-18 03:00').paid(200_00).settle()
    expect(statuses(paid, '2026-03-18 04:00')).toEqual(['kept'])
    for (const at of ['2026-03-24 10:00', '2026-03-29 10:00']) expect(asked(paid, at)).toEqual([])
  })

  test('counts no more when it comes back', () => {
    const back = paidYesterday(planned, 1000_00).at('2026-03-14 03:00').reversed('early', 1000_00).settle()
    expect(asked(back, '2026-03-17 10:00')).toEqual(['instalment-reminder 600'])
  })

  test('a payment that the log never knew and that comes back takes nothing off what is paid', () => {
    const back = planned.at('2026-03-14 03:00').reversed('of-last-year', 100_00).settle()
    expect(asked(back, '2026-03-17 10:00')).toEqual(['instalment-reminder 600'])
  })
})

describe('no more is asked for than is owed', () => {
  test('when the answer to a dispute has found that nothing is', () => {
    const raise = { kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills: [], channel: 'letter' }
    const answer = { kind: 'answerDispute', disputeId: 'd1', outcome: 'upheld', document: 'l/1' }
    const disputed = after(planned, '2026-03-11 10:00', lin, raise)
    const upheld = after(disputed, '2026-03-25 10:00', 'manager:wu', answer)
    for (const at of ['2026-03-25 11:00', '2026-04-03 10:00']) expect(asked(upheld, at)).toEqual([])
    expect(statuses(upheld, '2026-05-03 10:00')).toEqual(['settled'])
  })

  test('when a corrected drop lowers the debt', () => {
    const small = { ...nothing, principalCents: 100_00 }
    const bills = [bill('2026-02-01', { minimumDueCents: 100_00, parts: small })]
    const corrected = withdrawn(planned.at('2026-03-12 03:00'), 'positionReported')
      .reported('2026-03-04', bills, { balanceCents: 100_00, parts: small })
      .settle()
    expect(asked(corrected, '2026-03-17 10:00')).toEqual(['instalment-reminder 100'])
  })

  test('when a part of it is disputed by the name of its bill', () => {
    const two = aCase({
      bills: [
        bill('2026-02-01', { minimumDueCents: 900_00 }),
        bill('2026-03-01', { minimumDueCents: 300_00 }),
      ],
    })
    const instalments = [{ dueOn: '2026-03-20', amountCents: 600_00 }]
    const plan = after(two, '2026-03-10 10:00', lin, {
      ...{ kind: 'agreePlan', planId: 'v1', instalments, evidence: 'e' },
    })
    const bills = ['bill-2026-02-01']
    const disputed = after(plan, '2026-03-11 10:00', lin, {
      ...{ kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills, channel: 'letter' },
    })
    expect(asked(disputed, '2026-03-17 10:00')).toEqual(['instalment-reminder 300'])
  })
})

describe('what a corrected drop records anew was known before', () => {
  test('relief that the books have shown as booked stays booked', () => {
    const dates = { id: 'p', valueOn: '2026-03-15', postedOn: '2026-03-15' }
    const kept = offered('2026-03-20').at('2026-03-16 03:00').paid(1150_00, dates).settle()
    const books = kept.at('2026-03-20 03:00').reported('2026-03-19', [], { balanceCents: 0, parts: nothing })
    const booked = books.settle()
    expect(decidedAt(booked, '2026-03-21 10:00').standstill).toBe(null)
    const again = withdrawn(booked.at('2026-04-02 03:00'), 'paymentPosted').paid(1150_00, dates).settle()
    expect(decidedAt(again, '2026-04-03 10:00').standstill).toBe(null)
  })

  test('a plan over a debt that the books took back is settled', () => {
    const [bills = []] = planned.facts.flatMap((fact) =>
      fact.kind === 'positionReported' ? [fact.payload.bills] : [],
    )
    const again = withdrawn(planned.at('2026-03-11 03:00'), 'positionReported').reported('2026-03-04', bills)
    const gone = again
      .settle()
      .at('2026-03-13 03:00')
      .reported('2026-03-12', [], {
        ...{ balanceCents: 0, parts: nothing },
      })
    expect(statuses(gone.settle(), '2026-03-14 10:00')).toEqual(['settled'])
  })

  test('what lowered the debt before a plan was agreed is not paid under it', () => {
    const before = loan.at('2026-03-09 03:00').paid(600_00, { id: 'p', valueOn: '2026-03-08' }).settle()
    const instalments = [{ dueOn: '2026-03-20', amountCents: 600_00 }]
    const plan = after(before, '2026-03-10 10:00', lin, {
      ...{ kind: 'agreePlan', planId: 'v1', instalments, evidence: 'e' },
    })
    const again = withdrawn(plan.at('2026-03-12 03:00'), 'paymentPosted').paid(600_00, {
      ...{ id: 'p', valueOn: '2026-03-08', postedOn: '2026-03-09' },
    })
    expect(statuses(again.settle(), '2026-03-13 10:00')).toEqual(['running'])
    expect(asked(again.settle(), '2026-03-17 10:00')).toEqual(['instalment-reminder 600'])
  })
})

describe('relief that was kept and is not yet booked', () => {
  const kept = offered('2026-03-15').at('2026-03-14 10:00').paid(1150_00).settle()
  const promise = { kind: 'makePromise', promiseId: 'a', amountCents: 50_00, dueOn: '2026-03-20' }
  const instalments = [{ dueOn: '2026-03-25', amountCents: 50_00 }]
  const wishes = [
    promise,
    { kind: 'agreePlan', planId: 'v1', instalments, evidence: 'e' },
    { kind: 'proposePlan', planId: 'v1', schedule: { parts: 1 } },
    {
      kind: 'proposeOffer',
      reliefId: 'o2',
      payBy: '2026-03-25',
      waivedCents: { fees: 1, interest: 0, principal: 0 },
    },
  ]

  test.each(wishes)('leaves nothing for $kind', (wish) => {
    expect(refusalOf(kept, '2026-03-15 10:00', lin, wish)).toMatch(/^RELIEF_NOT_BOOKED: o1 was kept/)
  })

  test('what was waived is not owed, also by the balance that the bank still reports', () => {
    const left = { ...nothing, penaltyFeeCents: 50_00 }
    const bills = [bill('2026-02-01', { minimumDueCents: 1200_00, paidCents: 1150_00, parts })]
    const reported = kept.at('2026-03-16 03:00').reported('2026-03-15', bills, {
      ...{ balanceCents: 50_00, parts: left },
    })
    for (const { facts } of [kept, reported]) expect(debtOf(facts)?.balanceCents).toBe(0)
    const back = reported.at('2026-03-18 03:00').reversed('pay-1', 1150_00).settle()
    expect(debtOf(back.facts)?.balanceCents).toBe(1200_00)
  })

  test('once it is booked what else is owed can be promised', () => {
    const bills = [bill('2026-03-10', { minimumDueCents: 300_00 })]
    const booked = kept
      .at('2026-03-16 03:00')
      .reported('2026-03-15', bills, { balanceCents: 300_00 })
      .settle()
    expect(debtOf(booked.facts)?.balanceCents).toBe(300_00)
    expect(judged(booked, '2026-03-16 10:00', lin, promise)).toMatchObject({ ok: true })
  })
})

describe('a promise fits the part of the debt that is collected', () => {
  const two = aCase({
    bills: [
      bill('2026-02-01', { minimumDueCents: 10_000_00 }),
      bill('2026-03-01', { minimumDueCents: 500_00 }),
    ],
  })
  const bills = ['bill-2026-02-01']
  const disputed = after(two, '2026-03-10 10:00', lin, {
    ...{ kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills, channel: 'letter' },
  })
  const promise = (amountCents: number) => {
    return { kind: 'makePromise', promiseId: 'a', amountCents, dueOn: '2026-03-20' }
  }

  test('whoever disputes the one bill may promise the whole of the other', () => {
    expect(judged(disputed, '2026-03-10 11:00', lin, promise(500_00))).toMatchObject({ ok: true })
  })

  test.each<[string, CaseBuilder, number, string]>([
    ['what is not disputed', disputed, 500_01, 'of which 10,000.00 is disputed (d1)'],
    ['what is owed', loan, 1200_01, 'a promise of 1,200.01: the debt is 1,200.00'],
  ])('no more than %s is promised', (_, story, amountCents, words) => {
    const answer = refusalOf(story, '2026-03-10 11:00', lin, promise(amountCents))
    expect(answer).toMatch(/^PROMISE_EXCEEDS_DEBT: /)
    expect(answer).toContain(words)
  })
})

describe('when nothing is owed any more', () => {
  const raise = { kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills: [], channel: 'letter' }
  const answer = { kind: 'answerDispute', disputeId: 'd1', outcome: 'upheld', document: 'l/1' }
  const upheld = (story: CaseBuilder, day: string) =>
    after(after(story, `${day} 10:00`, lin, raise), `${day} 11:00`, 'manager:wu', answer)

  test.each<[string, CaseBuilder, (story: CaseBuilder) => string[]]>([
    ['a plan', planned, (story) => statuses(story, '2026-05-03 10:00')],
    [
      'a promise',
      promised,
      ({ facts }) => promiseStates(facts, zone, local('2026-05-03 10:00')).map(({ status }) => status),
    ],
    [
      'an offer',
      offered('2026-03-20'),
      ({ facts }) =>
        reliefs(facts, zone, local('2026-05-03 10:00')).map(({ fulfilment }) => fulfilment?.status ?? '-'),
    ],
  ])('%s is settled', (_, story, statusesOf) => {
    expect(statusesOf(upheld(story, '2026-03-12'))).toEqual(['settled'])
    const partly = { ...answer, corrections: [{ billId: 'bill-2026-02-01', amountCents: 1199_99 }] }
    const rest = after(after(story, '2026-03-12 10:00', lin, raise), '2026-03-12 11:00', 'manager:wu', partly)
    expect(statusesOf(rest)).toEqual(['broken'])
  })

  test('what was paid, and comes back, is owed again: the plan goes on', () => {
    const early = paidYesterday(planned, 200_00)
    const partly = { ...answer, corrections: [{ billId: 'bill-2026-02-01', amountCents: 1000_00 }] }
    const gone = after(after(early, '2026-03-12 10:00', lin, raise), '2026-03-12 11:00', 'manager:wu', partly)
    expect(statuses(gone, '2026-03-13 10:00')).toEqual(['settled'])
    const back = gone.at('2026-03-14 03:00').reversed('early', 200_00).settle()
    expect(statuses(back, '2026-03-14 10:00')).toEqual(['running'])
    expect(asked(back, '2026-03-17 10:00')).toEqual(['instalment-reminder 200'])
  })

  test('of a breach nobody is told any more, and nobody waits for it', () => {
    const broken = planned.at('2026-03-29 00:00').settle()
    const [before] = planStates(broken.facts, zone, local('2026-03-29 09:00'))
    expect(before).toMatchObject({ status: 'broken', standsUntil: null, toTell: { notice: 'plan-broken' } })
    const gone = upheld(broken, '2026-03-30')
    const [plan] = planStates(gone.facts, zone, local('2026-03-30 12:00'))
    expect(plan).toMatchObject({ status: 'broken', standsUntil: local('2026-03-30 11:00'), toTell: null })
    expect(asked(gone, '2026-03-30 12:00')).toEqual([])
  })
})
