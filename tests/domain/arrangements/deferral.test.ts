// Deferrals (D3): for which causes and how long, who decides, when the ladder waits, on which days no interest runs, and
// that staff are told to offer one when they learn of a cause.
import { deferralFree, deferralStandstills } from '../../../domain/arrangements/deferral'
import { factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { linesOf } from '../journey'
import { shown } from '../log'
import { zone } from '../test-strategy'
import { after, judged, refusalOf, tasksBeside, toldBy } from './asking'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const proposal = {
  kind: 'proposeDeferral',
  deferralId: 'd1',
  cause: 'illness',
  evidence: [{ kind: 'medical', documentId: 'doc/1' }],
  from: '2026-03-12',
  until: '2026-05-31',
}
const approval = { kind: 'approveDeferral', deferralId: 'd1' }
const consent = { kind: 'recordedCall', id: 'recordings/1' }
const agreement = { kind: 'agreeDeferral', deferralId: 'd1', consent }

const reminded = opened.at('2026-03-09 10:00').took('reminder')
const proposed = after(reminded, '2026-03-11 10:00', 'operator:lin', proposal)
const approved = after(proposed, '2026-03-11 15:00', 'supervisor:qian', approval)
const agreed = after(approved, '2026-03-12 10:00', 'operator:lin', agreement)
const wished = {
  ...{ kind: 'endDeferral', deferralId: 'd1' },
  ...{ because: 'customerWish', evidence: 'call-3' },
}
const ofDisaster = { ...proposal, cause: 'disaster', interest: 'frozen' }

const spans = (story: CaseBuilder) =>
  deferralStandstills(story.facts, zone).map(
    ({ id, from, until = 0 }) => `${id} ${shown(from)} - ${shown(until)}`,
  )

test('the ladder waits for the days that were agreed, and for the first of them from the agreement on', () => {
  expect(spans(approved)).toEqual([])
  expect(spans(agreed)).toEqual(['d1 2026-03-12 10:00 - 2026-06-01 00:00'])
})

describe('ended by the bank', () => {
  const end = { kind: 'endDeferral', deferralId: 'd1' }

  test('with authority, and the ladder goes on when the customer was told', () => {
    expect(refusalOf(agreed, '2026-03-20 10:00', 'operator:lin', end)).toContain('AUTHORITY_EXCEEDED')
    const ended = after(agreed, '2026-03-20 10:00', 'supervisor:qian', end)
    expect(spans(ended)).toEqual(['d1 2026-03-12 10:00 - 2026-06-01 00:00'])
    const told = toldBy(ended, '2026-03-23 10:00', 'deferral-ended.d1', '2026-03-20')
    expect(spans(told)).toEqual(['d1 2026-03-12 10:00 - 2026-03-23 10:00'])
    expect(tasksBeside(ended.at('2026-03-22 10:00').settle())).toEqual([
      'deferral/d1/told/1 teamLead until 2026-03-25 18:00',
    ])
  })

  test('one that is not agreed yet is refused with authority, or by whoever proposed it', () => {
    const refuse = { ...end, outcome: 'refused' }
    expect(refusalOf(proposed, '2026-03-11 11:00', 'operator:he', refuse)).toContain('AUTHORITY_EXCEEDED')
    expect(judged(proposed, '2026-03-11 11:00', 'operator:lin', refuse).ok).toBe(true)
    expect(judged(proposed, '2026-03-11 11:00', 'supervisor:qian', refuse).ok).toBe(true)
    const decline = { ...end, outcome: 'declined' }
    expect(judged(proposed, '2026-03-11 11:00', 'operator:he', decline).ok).toBe(true)
  })

  test('DEFERRAL_ENDED: not after its last day', () => {
    expect(refusalOf(agreed, '2026-06-01 10:00', 'supervisor:qian', end)).toMatch(/^DEFERRAL_ENDED/)
  })
})

test('one that ends early ends with its day, and the ladder goes on with the rest of its wait', () => {
  const short = after(agreed, '2026-03-20 10:00', 'operator:lin', wished)
  expect(spans(short)).toEqual(['d1 2026-03-12 10:00 - 2026-03-21 00:00'])
  // The second reminder waits five days: three passed before the deferral, two are left after it.
  expect(linesOf(reminded, '2026-03-16 00:00')).toEqual(['2026-03-14 10:00 second-reminder/1'])
  expect(linesOf(short, '2026-03-24 00:00').at(-1)).toBe('2026-03-23 09:00 second-reminder/1')
})

const approvedFrozen = after(
  after(reminded, '2026-03-11 10:00', 'operator:lin', ofDisaster),
  '2026-03-11 15:00',
  'supervisor:qian',
  approval,
)

test('interest does not run on its days when that was agreed', () => {
  const frozen = after(approvedFrozen, '2026-03-12 10:00', 'operator:lin', agreement)
  expect(deferralFree(agreed.facts, zone).interest).toEqual([])
  expect(deferralFree(frozen.facts, zone).interest).toEqual([
    { from: '2026-03-12', until: '2026-05-31', why: 'payment is put off (d1, disaster)' },
  ])
})

test('days that had passed when the customer agreed are not free of interest', () => {
  const late = after(approvedFrozen, '2026-03-20 10:00', 'operator:lin', agreement)
  expect(deferralFree(late.facts, zone).interest.map(({ from }) => from)).toEqual(['2026-03-20'])
})

describe('deferrals in a row are one chain, whichever was agreed first', () => {
  const second = { ...proposal, deferralId: 'd2', from: '2026-04-21', until: '2026-07-20' }
  const short = after(reminded, '2026-03-11 10:00', 'operator:lin', { ...proposal, until: '2026-04-20' })
  const both = after(short, '2026-03-11 11:00', 'operator:lin', second)
  const asked = (story: CaseBuilder, wish: { kind: string }) =>
    refusalOf(story, '2026-03-12 11:00', 'supervisor:wu', wish)

  test('its length is asked again when the other one was agreed meanwhile', () => {
    const longer = { ...second, until: '2026-09-30' }
    const two = after(short, '2026-03-11 11:00', 'manager:zhou', longer)
    const first = after(
      after(two, '2026-03-11 15:00', 'supervisor:qian', approval),
      '2026-03-12 10:00',
      'operator:lin',
      agreement,
    )
    expect(asked(first, { ...agreement, deferralId: 'd2' } as { kind: string })).toBe(
      'DEFERRAL_TOO_LONG: at most 6 months in a row: this makes 7',
    )
  })

  test('and so is the authority: at the approval', () => {
    const first = after(
      after(both, '2026-03-11 15:00', 'supervisor:qian', approval),
      '2026-03-12 10:00',
      'operator:lin',
      agreement,
    )
    expect(asked(first, { ...approval, deferralId: 'd2' } as { kind: string })).toContain(
      'AUTHORITY_EXCEEDED: supervisor:wu (teamLead) may go to 3 months: this is for 5',
    )
  })

  test('and at the agreement, of the level that approved', () => {
    const approvedBoth = after(
      after(both, '2026-03-11 15:00', 'supervisor:qian', approval),
      '2026-03-11 16:00',
      'supervisor:qian',
      { ...approval, deferralId: 'd2' },
    )
    const later = after(approvedBoth, '2026-03-12 10:00', 'operator:lin', {
      ...agreement,
      deferralId: 'd2',
    })
    expect(asked(later, agreement)).toBe(
      'AUTHORITY_EXCEEDED: it was decided by a teamLead, who may go to 3 months: this is for 5; a manager may',
    )
  })

  test('one that begins before an agreed one lengthens it as well', () => {
    const later = agreed.settle()
    const before = { ...proposal, deferralId: 'd2', from: '2026-02-01', until: '2026-03-12' }
    const long = { ...before, until: '2026-08-31' }
    expect(refusalOf(later, '2026-03-12 11:00', 'operator:lin', long)).toContain('this makes 7')
    expect(judged(later, '2026-03-12 11:00', 'operator:lin', before).ok).toBe(true)
  })

  test('a day between them makes two', () => {
    const apart = { ...second, from: '2026-06-02', until: '2026-08-31' }
    expect(refusalOf(agreed, '2026-03-12 11:00', 'operator:lin', apart)).toContain('DEFERRAL_TOO_FAR')
    const near = after(agreed, '2026-05-20 11:00', 'supervisor:qian', apart)
    expect(factsOf(near.facts, 'deferralProposed').at(-1)?.payload.level).toBeNull()
  })
})

describe('work for people', () => {
  const heard = reminded
    .at('2026-03-10 11:00')
    .add('conversationCoded', {
      conversationId: 'c1',
      cause: 'illness',
      willingness: 'willing',
      capacity: 'unable',
    })
    .settle()

  test.each<[string, CaseBuilder, string[]]>([
    [
      'whoever may approve it has the task',
      proposed,
      ['deferral/d1/approval/1 teamLead until 2026-03-16 18:00'],
    ],
    ['an approved one needs nobody', approved, []],
    [
      'before its end somebody talks with the customer when no notice could leave',
      agreed.at('2026-05-26 00:00').settle(),
      ['deferral/d1/ending/1 teamLead until 2026-05-29 18:00'],
    ],
    ['staff who learn of a cause offer one', heard, ['deferral-offer/1/illness until 2026-03-15 18:00']],
    [
      'of each cause once',
      heard
        .at('2026-03-11 11:00')
        .add('conversationCoded', {
          conversationId: 'c2',
          cause: 'illness',
          willingness: 'willing',
          capacity: 'unable',
        })
        .settle(),
      ['deferral-offer/1/illness until 2026-03-15 18:00'],
    ],
    [
      'not of a cause for which there is none',
      reminded
        .at('2026-03-10 11:00')
        .add('conversationCoded', {
          conversationId: 'c1',
          cause: 'divorce',
          willingness: 'willing',
          capacity: 'unable',
        })
        .settle(),
      [],
    ],
    [
      'nor when one is under way already',
      proposed
        .at('2026-03-11 12:00')
        .add('conversationCoded', {
          conversationId: 'c1',
          cause: 'illness',
          willingness: 'willing',
          capacity: 'unable',
        })
        .settle(),
      ['deferral/d1/approval/1 teamLead until 2026-03-16 18:00'],
    ],
  ])('%s', (_, story, tasks) => {
    expect(tasksBeside(story)).toEqual(tasks)
  })

  const ill = {
    ...{ kind: 'recordCircumstance', circumstanceId: 'k1', circumstance: 'seriouslyIll' },
    evidence: { kind: 'medicalRecord', id: 'doc/1' },
  }
  const offersOf = (story: CaseBuilder) =>
    tasksBeside(story).filter((task) => task.startsWith('deferral-offer/'))

  test('a circumstance of the customer leads to the offer that the bank has for it', () => {
    const known = after(reminded, '2026-03-10 11:00', 'operator:lin', ill)
    expect(offersOf(known)).toEqual(['deferral-offer/1/illness until 2026-03-15 18:00'])
  })

  test('one for which there is none does not', () => {
    const old = { ...ill, circumstance: 'elderly', evidence: { kind: 'identityDocument', id: 'doc/1' } }
    expect(offersOf(after(reminded, '2026-03-10 11:00', 'operator:lin', old))).toEqual([])
  })

  test('an offer that nobody agrees to ends at its own instant', () => {
    const over = approved.at('2026-03-26 00:00').settle()
    expect(
      factsOf(over.facts, 'deferralEnded').map(({ payload, effectiveAt }) => [
        payload.outcome,
        shown(effectiveAt),
      ]),
    ).toEqual([['expired', '2026-03-26 00:00']])
  })
})

describe('refused, and nothing changed', () => {
  test.each<[string, CaseBuilder, string, { kind: string } & Record<string, unknown>]>([
    ['DEFERRAL_KNOWN', proposed, 'operator:lin', proposal],
    ['NO_OPEN_CASE', opened.at('2026-03-05 10:00').closed(), 'operator:lin', proposal],
    ['DATES_REVERSED', opened, 'operator:lin', { ...proposal, until: '2026-03-01' }],
    ['DEFERRAL_PAST', opened, 'operator:lin', { ...proposal, from: '2026-03-01', until: '2026-03-10' }],
    ['CAUSE_NOT_COVERED', opened, 'operator:lin', { ...proposal, cause: 'divorce' }],
    ['EVIDENCE_MISSING: illness must be proven', opened, 'operator:lin', { ...proposal, evidence: [] }],
    [
      'INTEREST_NOT_FROZEN: interest is frozen for disaster, forceMajeure: not for illness',
      opened,
      'operator:lin',
      { ...proposal, interest: 'frozen' },
    ],
    [
      'INTEREST_PAST: interest of days that have passed is owed: freeze it from 2026-03-12 on',
      opened,
      'operator:lin',
      { ...ofDisaster, from: '2026-03-11' },
    ],
    ['DEFERRAL_PAST', opened, 'operator:lin', { ...proposal, from: '2019-01-01' }],
    [
      'DEFERRAL_TOO_FAR: it begins on 2026-04-26 at the latest',
      opened,
      'operator:lin',
      { ...proposal, from: '2030-01-01', until: '2030-02-01' },
    ],
    [
      'DEFERRAL_TOO_LONG: at most 6 months in a row: this makes 7',
      opened,
      'operator:lin',
      { ...proposal, until: '2026-09-12' },
    ],
    [
      'DEFERRAL_TOO_LONG',
      agreed,
      'operator:lin',
      { ...proposal, deferralId: 'd2', from: '2026-06-01', until: '2026-09-30' },
    ],
    ['UNKNOWN_DEFERRAL', opened, 'supervisor:qian', approval],
    ['SAME_PERSON', proposed, 'operator:lin', approval],
    [
      'AUTHORITY_EXCEEDED: operator:he (collector) has no authority for a deferral',
      proposed,
      'operator:he',
      approval,
    ],
    ['APPROVED_ALREADY', approved, 'supervisor:wu', approval],
    ['NOT_APPROVED: a teamLead must approve', proposed, 'operator:lin', agreement],
    ['AGREED_ALREADY', agreed, 'operator:lin', agreement],
    ['NO_OPEN_CASE', approved.at('2026-03-12 09:00').closed(), 'operator:lin', agreement],
    [
      'UNKNOWN_OUTCOME: deferral d1 can be ended',
      agreed,
      'operator:lin',
      { kind: 'endDeferral', deferralId: 'd1', outcome: 'declined' },
    ],
    [
      'UNKNOWN_OUTCOME: deferral d1 can be declined or refused',
      proposed,
      'operator:lin',
      { kind: 'endDeferral', deferralId: 'd1' },
    ],
  ])('%s', (message, story, by, wish) => {
    expect(refusalOf(story, '2026-03-12 11:00', by, wish)).toContain(message)
  })

  test('OFFER_EXPIRED, DEFERRAL_ENDED and DEFERRALS_TOO_MANY', () => {
    expect(refusalOf(approved, '2026-03-26 10:00', 'operator:lin', agreement)).toContain('OFFER_EXPIRED')
    const over = approved.at('2026-03-26 10:00').settle()
    expect(refusalOf(over, '2026-03-26 10:00', 'operator:lin', agreement)).toContain('DEFERRAL_ENDED')
    const twice = agreed.add('deferralAgreed', { deferralId: 'd0', consent: { kind: 'portal', id: 'x' } })
    expect(refusalOf(twice, '2026-03-12 11:00', 'operator:lin', { ...proposal, deferralId: 'd3' })).toContain(
      'DEFERRALS_TOO_MANY',
    )
  })
})

test("what lies within the proposer's own authority needs no approval", () => {
  const own = after(opened, '2026-03-11 10:00', 'supervisor:qian', proposal)
  expect(spans(after(own, '2026-03-12 10:00', 'operator:lin', agreement))).toHaveLength(1)
})

test.each<[CaseBuilder, string, { kind: string }]>([
  [reminded, 'operator:lin', proposal],
  [proposed, 'supervisor:qian', approval],
  [approved, 'operator:lin', agreement],
  [agreed, 'operator:lin', wished],
])('accepted twice is accepted once', (story, by, wish) => {
  const once = after(story, '2026-03-12 11:00', by, wish)
  expect(judged(once, '2026-03-12 11:00', by, wish)).toEqual({ ok: true, facts: [] })
})
