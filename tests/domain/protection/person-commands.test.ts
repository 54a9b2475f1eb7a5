// What may be recorded of the person behind the account, and what follows from it: circumstances, parties, representatives,
// restricted data. Each refusal with its code changes nothing; each acceptance twice is one.
import fc from 'fast-check'
import { type Command, type Judgement, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { statusesOf } from '../../../domain/contact/person-standing'
import { decide } from '../../../domain/ladder/decide'
import { circumstancesOf, heirsOf, isVulnerable } from '../../../domain/protection/circumstance'
import { circumstanceKinds } from '../../../domain/protection/circumstance-facts'
import { guaranteedCents, partyStanding } from '../../../domain/protection/party'
import { representationsOf } from '../../../domain/protection/representation'
import { fingerprintOf } from '../../../domain/privacy/fingerprint'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'

type Wish = {
  [K in Command['kind']]: Omit<Extract<Command, { kind: K }>, 'commandId' | 'by'>
}[Command['kind']]
type Act = Wish & { by?: string; id?: string }

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const now = local('2026-03-21 11:00')

function judged(
  story: CaseBuilder,
  { by = 'operator:lin', id = 'c-1', ...wish }: Act,
  asOf = now,
): Judgement {
  const command = commandSchema.parse({ ...wish, commandId: id, by })
  return judgeCommand(story.facts, command, { accountId, asOf, zone, rules: testRules })
}

/** The case after these commands, each at its time. @throws when one is refused */
function after(...acts: [moment: string, act: Act][]): CaseBuilder {
  return acts.reduce((story, [moment, act], index) => {
    const judgement = judged(story, { id: `setup-${index}`, ...act }, local(moment))
    if (!judgement.ok) throw new Error(`${judgement.code}: ${judgement.message}`)
    return story.at(moment).append(judgement.facts)
  }, opened)
}

const hash = 'a'.repeat(64)
const lead = 'supervisor:wu'
const death = { kind: 'recordCircumstance', circumstanceId: 'd1', circumstance: 'deceased' } as const
const certificate = { kind: 'deathCertificate', id: 'doc-1' } as const
const letter = {
  kind: 'recordRepresentation',
  representationId: 'r1',
  channel: 'letter',
  senderHash: hash,
} as const
const asked = (verdict: 'confirmed' | 'denied' | 'notReached') =>
  ({
    kind: 'verifyRepresentation',
    representationId: 'r1',
    verdict,
    pointId: 'P-1',
    recording: 'rec-1',
  }) as const
const heir = {
  kind: 'nameRelated',
  relatedId: 'h1',
  role: 'heir',
  evidence: { kind: 'estateDocument', id: 'e' },
} as const
const joint = {
  kind: 'askJointDebt',
  requestId: 'j1',
  partyId: 'S-1',
  grounds: 'householdUse',
  evidence: 'doc',
} as const
const guarantee = {
  kind: 'recordGuarantee',
  partyId: 'G-1',
  contractId: 'k1',
  scope: 'wholeDebt',
  from: '2025-01-01',
} as const

const reported = after(['2026-03-10 10:00', death])
const claimed = after(['2026-03-10 10:00', letter])
const denied = after(['2026-03-10 10:00', letter], ['2026-03-10 11:00', asked('denied')])
const confirmed = after(['2026-03-10 10:00', letter], ['2026-03-10 11:00', asked('confirmed')])
const withHeir = after(['2026-03-10 10:00', death], ['2026-03-11 10:00', heir])
const jointly = after(['2026-03-10 10:00', joint])
const guaranteed = after(['2026-03-10 10:00', guarantee])
const restricted = after([
  '2026-03-10 10:00',
  { kind: 'restrictData', restrictionId: 'x1', reason: 'request' },
])
const policed = after(
  ['2026-03-10 10:00', letter],
  ['2026-03-10 11:00', asked('denied')],
  [
    '2026-03-10 12:00',
    { kind: 'askPoliceReport', representationId: 'r1', evidence: ['e'], by: 'operator:lin' },
  ],
)

const accepted: [string, CaseBuilder, Act, string[]][] = [
  [
    'a death without a paper: it counts, a person finds out, a person looks after the executor',
    opened,
    death,
    ['circumstanceRecorded', 'taskOpened circumstanceCheck', 'taskOpened personalCare'],
  ],
  [
    'a death with its certificate needs no finding out',
    opened,
    { ...death, evidence: certificate },
    ['circumstanceRecorded', 'taskOpened personalCare'],
  ],
  [
    'somebody ill is cared for, and nobody takes their place',
    opened,
    { kind: 'recordCircumstance', circumstanceId: 'i1', circumstance: 'seriouslyIll' },
    ['circumstanceRecorded', 'taskOpened circumstanceCheck'],
  ],
  [
    'a proof ends the finding out',
    reported,
    { kind: 'confirmCircumstance', circumstanceId: 'd1', evidence: certificate },
    ['circumstanceConfirmed', 'taskEnded proven'],
  ],
  [
    'the first who says that it does not hold only asks',
    reported,
    {
      ...{ kind: 'withdrawCircumstance', circumstanceId: 'd1', by: lead },
      evidence: { kind: 'ownStatement', id: 'rec' },
    },
    ['circumstanceWithdrawalAsked'],
  ],
  [
    'an heir is named and states what was inherited',
    withHeir,
    {
      kind: 'stateHeir',
      relatedId: 'h1',
      inheritedCents: 30_000_00,
      renounced: false,
      evidence: { kind: 'estateDocument', id: 'e' },
    },
    ['heirStated'],
  ],
  ['a guarantee within its contract', opened, guarantee, ['guaranteeRecorded']],
  ['a guarantee ends', guaranteed, { kind: 'endGuarantee', contractId: 'k1' }, ['guaranteeEnded']],
  [
    'somebody says that they act for the customer: the customer is called',
    opened,
    letter,
    ['representationClaimed', 'taskOpened representationCheck'],
  ],
  [
    'the customer confirms it',
    claimed,
    asked('confirmed'),
    ['representationVerified', 'taskEnded confirmed'],
  ],
  [
    'the customer is not reached: another attempt',
    claimed,
    asked('notReached'),
    ['representationVerified', 'taskEnded notReached', 'taskOpened representationCheck'],
  ],
  [
    'a report to the police is asked for',
    denied,
    { kind: 'askPoliceReport', representationId: 'r1', evidence: ['e'] },
    ['policeReportAsked'],
  ],
  [
    'authority ends',
    confirmed,
    { kind: 'endRepresentation', representationId: 'r1' },
    ['representationEnded'],
  ],
  [
    'a paper is forged',
    denied,
    { kind: 'markForged', representationId: 'r1', documentId: 'd', evidence: 'e' },
    ['paperForged'],
  ],
  [
    'data is restricted',
    opened,
    { kind: 'restrictData', restrictionId: 'x1', reason: 'retention' },
    ['dataRestricted'],
  ],
  [
    'data is used again',
    restricted,
    { kind: 'liftRestriction', restrictionId: 'x1', reason: 'newBusiness', by: lead },
    ['dataRestrictionLifted'],
  ],
]

describe('accepted', () => {
  test.each(accepted)('%s', (_, story, act, expected) => {
    const judgement = judged(story, act)
    expect(judgement).toMatchObject({ ok: true })
    const facts = judgement.ok ? judgement.facts : []
    const shown = facts.map((fact) => {
      if (fact.kind === 'taskOpened') return `taskOpened ${fact.payload.kind}`
      return fact.kind === 'taskEnded' ? `taskEnded ${fact.payload.outcome}` : fact.kind
    })
    expect(shown).toEqual(expected)
    expect(facts.every(({ actor }) => actor === (act.by ?? 'operator:lin'))).toBe(true)
  })

  test.each(accepted)('twice is once: %s', (_, story, act) => {
    const first = judged(story, act)
    const again = judged(story.at(now).append(first.ok ? first.facts : []), act)
    expect(again).toEqual({ ok: true, facts: [] })
  })
})

describe('refused, each with its code', () => {
  const statement = (kind: 'ownStatement' | 'thirdPartyStatement') => ({ kind, id: 'rec-3' }) as const
  const wrong = {
    kind: 'withdrawCircumstance',
    circumstanceId: 'd1',
    evidence: statement('ownStatement'),
  } as const

  test.each(['operator:lin', 'agent:north-1'])(
    '%s withdraws nothing that stops, and lifts no restriction',
    (by) => {
      expect(judged(reported, { ...wrong, by })).toMatchObject({ ok: false, code: 'NO_AUTHORITY' })
      const lift = { kind: 'liftRestriction', restrictionId: 'x1', reason: 'mistake', by } as const
      expect(judged(restricted, lift)).toMatchObject({ ok: false, code: 'NO_AUTHORITY' })
    },
  )

  test('hearsay shows neither that the customer has died nor that they live', () => {
    const hearsay = { ...wrong, by: lead, evidence: statement('thirdPartyStatement') }
    expect(judged(reported, hearsay)).toMatchObject({ ok: false, code: 'NO_PROOF' })
  })

  test('who asked before the death was proven has asked for nothing', () => {
    const story = after(
      ['2026-03-10 10:00', death],
      ['2026-03-11 10:00', { ...wrong, by: lead }],
      ['2026-03-12 10:00', { kind: 'confirmCircumstance', circumstanceId: 'd1', evidence: certificate }],
    )
    const next = judged(story, { ...wrong, by: 'supervisor:qian' })
    expect(next).toMatchObject({ ok: true, facts: [{ kind: 'circumstanceWithdrawalAsked' }] })
  })

  test.each(['deceased', 'minor', 'noCapacity', 'limitedCapacity'] as const)(
    '%s has no end that one person knows',
    (kind) => {
      const until = now + 86_400_000
      expect(judged(opened, { ...death, circumstance: kind, until })).toMatchObject({
        ok: false,
        code: 'END_NOT_KNOWN',
      })
    },
  )

  test('on what it was withdrawn is on record', () => {
    const ill = after(['2026-03-10 10:00', { ...death, circumstance: 'seriouslyIll' }])
    const done = judged(ill, wrong)
    expect(done.ok && done.facts[0]?.payload).toMatchObject({ evidence: wrong.evidence })
  })

  test.each<[string, CaseBuilder, Act]>([
    ['CIRCUMSTANCE_KNOWN', reported, death],
    ['FROM_IN_FUTURE', opened, { ...death, from: now + 1 }],
    ['DATES_REVERSED', opened, { ...death, from: now - 10, until: now - 10 }],
    [
      'UNKNOWN_CIRCUMSTANCE',
      opened,
      { kind: 'confirmCircumstance', circumstanceId: 'd1', evidence: certificate },
    ],
    [
      'NO_PROOF',
      reported,
      {
        kind: 'confirmCircumstance',
        circumstanceId: 'd1',
        evidence: { kind: 'thirdPartyStatement', id: 'x' },
      },
    ],
    ['RELATED_KNOWN', withHeir, heir],
    ['NO_PROOF', opened, { ...heir, role: 'guardian' }],
    ['UNKNOWN_RELATED', opened, { kind: 'endRelated', relatedId: 'h1' }],
    [
      'UNKNOWN_RELATED',
      opened,
      {
        kind: 'stateHeir',
        relatedId: 'h1',
        inheritedCents: 1,
        renounced: false,
        evidence: { kind: 'estateDocument', id: 'e' },
      },
    ],
    [
      'NO_PROOF',
      withHeir,
      {
        kind: 'stateHeir',
        relatedId: 'h1',
        inheritedCents: 0,
        renounced: true,
        evidence: { kind: 'estateDocument', id: 'e' },
      },
    ],
    [
      'RENOUNCED',
      withHeir,
      {
        kind: 'stateHeir',
        relatedId: 'h1',
        inheritedCents: 1,
        renounced: true,
        evidence: { kind: 'renunciation', id: 'e' },
      },
    ],
    ['GUARANTEE_KNOWN', guaranteed, guarantee],
    ['SCOPE_UNCLEAR', opened, { ...guarantee, scope: 'capped' }],
    ['SCOPE_UNCLEAR', opened, { ...guarantee, capCents: 1 }],
    ['DATES_REVERSED', opened, { ...guarantee, until: '2024-12-31' }],
    ['UNKNOWN_GUARANTEE', opened, { kind: 'endGuarantee', contractId: 'k1' }],
    ['REQUEST_KNOWN', jointly, joint],
    ['REQUEST_OPEN', jointly, { ...joint, requestId: 'j2' }],
    ['UNKNOWN_REQUEST', opened, { kind: 'approveJointDebt', requestId: 'j1' }],
    ['UNKNOWN_REQUEST', opened, { kind: 'revokeJointDebt', requestId: 'j1' }],
    ['SAME_PERSON', jointly, { kind: 'approveJointDebt', requestId: 'j1' }],
    ['REPRESENTATION_KNOWN', claimed, letter],
    ['FROM_IN_FUTURE', opened, { ...letter, receivedAt: now + 1 }],
    ['UNKNOWN_REPRESENTATION', opened, asked('denied')],
    ['ALREADY_VERIFIED', denied, asked('confirmed')],
    ['NOT_CONFIRMED', denied, { kind: 'endRepresentation', representationId: 'r1' }],
    ['CONFIRMED', confirmed, { kind: 'markForged', representationId: 'r1', documentId: 'd', evidence: 'e' }],
    ['NO_GROUNDS', claimed, { kind: 'askPoliceReport', representationId: 'r1', evidence: ['e'] }],
    ['NO_GROUNDS', confirmed, { kind: 'askPoliceReport', representationId: 'r1', evidence: ['e'] }],
    ['REPORT_KNOWN', policed, { kind: 'askPoliceReport', representationId: 'r1', evidence: ['e'] }],
    ['NOT_ASKED', denied, { kind: 'approvePoliceReport', representationId: 'r1' }],
    ['SAME_PERSON', policed, { kind: 'approvePoliceReport', representationId: 'r1' }],
    ['RESTRICTION_KNOWN', restricted, { kind: 'restrictData', restrictionId: 'x1', reason: 'request' }],
    ['ALREADY_RESTRICTED', restricted, { kind: 'restrictData', restrictionId: 'x2', reason: 'request' }],
    ['UNKNOWN_RESTRICTION', opened, { kind: 'liftRestriction', restrictionId: 'x1', reason: 'mistake' }],
  ])('%s', (code, story, act) => expect(judged(story, act)).toMatchObject({ ok: false, code }))

  test('what stops collection is withdrawn by two people, never by one', () => {
    const statement = { kind: 'ownStatement', id: 'rec-2' } as const
    const about = { circumstanceId: 'd1', evidence: statement, by: lead } as const
    const withdraw = { kind: 'withdrawCircumstance', ...about } as const
    const askedFor = after(['2026-03-10 10:00', death], ['2026-03-12 10:00', withdraw])
    expect(judged(askedFor, { ...withdraw, id: 'c-2' })).toMatchObject({ ok: false, code: 'SAME_PERSON' })
    expect(decide(askedFor.facts, testRules, now).standstill).toBe('circumstance')
    const agreed = judged(askedFor, { ...withdraw, by: 'supervisor:qian' })
    const gone = askedFor.at(now).append(agreed.ok ? agreed.facts : [])
    expect(decide(gone.facts, testRules, now).standstill).toBeNull()
  })

  test.each<[string, string]>([
    ['2026-03-26 09:59', 'circumstanceWithdrawn'],
    ['2026-03-26 10:00', 'circumstanceWithdrawalAsked'],
  ])('who agrees at %s, after fourteen days begins anew: %s', (moment, kind) => {
    const statement = { kind: 'ownStatement', id: 'rec-2' } as const
    const about = { circumstanceId: 'd1', evidence: statement, by: lead } as const
    const withdraw = { kind: 'withdrawCircumstance', ...about } as const
    const askedFor = after(['2026-03-10 10:00', death], ['2026-03-12 10:00', withdraw])
    const second = judged(askedFor, { ...withdraw, by: 'supervisor:qian' }, local(moment))
    expect(second.ok && second.facts[0]?.kind).toBe(kind)
    const again = judged(askedFor, { ...withdraw, id: 'c-2' }, local('2026-03-26 10:00'))
    expect(again).toMatchObject({ ok: true, facts: [{ kind: 'circumstanceWithdrawalAsked' }] })
  })

  test('care that was withdrawn, or has ended, is care no more', () => {
    const until = local('2026-03-20')
    const ill = after(['2026-03-10 10:00', { ...death, circumstance: 'seriouslyIll', until }])
    expect([isVulnerable(ill.facts, until - 1), isVulnerable(ill.facts, until)]).toEqual([true, false])
    const held = opened.at('2026-03-10 10:00').hold('h', { reason: 'vulnerable' })
    const lifted = held.at('2026-03-12 10:00').lifted('h')
    expect([isVulnerable(held.facts, now), isVulnerable(lifted.facts, now)]).toEqual([true, false])
  })

  test('care is withdrawn by one person', () => {
    const ill = after(['2026-03-10 10:00', { ...death, circumstance: 'seriouslyIll' }])
    const evidence = { kind: 'ownStatement', id: 'rec-2' } as const
    const judgement = judged(ill, { kind: 'withdrawCircumstance', circumstanceId: 'd1', evidence })
    expect(judgement.ok && judgement.facts[0]?.kind).toBe('circumstanceWithdrawn')
  })
})

describe('what follows from a circumstance', () => {
  test.each(circumstanceKinds)(
    '%s stands on record for the rule packs; only what stops makes the ladder stand',
    (kind) => {
      const story = after(['2026-03-10 10:00', { ...death, circumstance: kind }])
      const { effect } = testRules.terms.circumstances.kinds[kind]
      const [status] = statusesOf(
        story.facts.flatMap((fact) => (fact.kind === 'circumstanceRecorded' ? [fact] : [])),
        [],
        zone,
      )
      expect(status).toMatchObject({ from: local('2026-03-10 10:00'), until: Infinity })
      expect(decide(story.facts, testRules, now).standstill).toBe(effect === 'stop' ? 'circumstance' : null)
      expect(isVulnerable(story.facts, now)).toBe(effect === 'care')
    },
  )

  test('a death learnt late stands still from its own day on, and a party is not the customer', () => {
    const late = after(['2026-03-10 10:00', { ...death, from: local('2026-03-04') }])
    expect(circumstancesOf(late.facts)).toMatchObject([{ from: local('2026-03-04'), proven: false }])
    const child = after(['2026-03-10 10:00', { ...death, circumstance: 'minor', partyId: 'K-1' }])
    expect(decide(child.facts, testRules, now).standstill).toBeNull()
    const on = { at: now, on: '2026-03-21' }
    expect(partyStanding(child.facts, 'K-1', on).flags).toEqual(['minor'])
    expect(partyStanding(child.facts, 'K-2', on).flags).toEqual([])
  })

  test('what an heir inherited is stated anew from the same paper, and the new figure counts', () => {
    const stated = (inheritedCents: number) =>
      ({
        kind: 'stateHeir',
        relatedId: 'h1',
        inheritedCents,
        renounced: false,
        evidence: { kind: 'estateDocument', id: 'e' },
      }) as const
    const first = judged(withHeir, stated(30_000_00), now)
    const once = withHeir.append(first.ok ? first.facts : [])
    const second = judged(once, { ...stated(20_000_00), id: 'c-2' }, now)
    const twice = once.append(second.ok ? second.facts : [])
    expect(heirsOf(twice.facts)).toMatchObject([{ inheritedCents: 20_000_00 }])
  })

  test('nobody finds out in time: a supervisor gets the task, and again, until there is a proof', () => {
    const level = (story: CaseBuilder) =>
      story.facts.flatMap((fact) =>
        fact.kind === 'taskOpened' && fact.payload.kind === 'circumstanceCheck'
          ? [fact.payload.detail?.['level']]
          : [],
      )
    const later = reported.at('2026-04-01 09:00').settle()
    expect(level(later)).toEqual(['operator', 'supervisor'])
    const evenLater = later.at('2026-05-05 09:00').settle()
    expect(level(evenLater)).toEqual(['operator', 'supervisor', 'supervisor'])
    const proven = judged(
      evenLater,
      { kind: 'confirmCircumstance', circumstanceId: 'd1', evidence: certificate },
      local('2026-05-05 10:00'),
    )
    const settled = evenLater.at('2026-05-05 10:00').append(proven.ok ? proven.facts : [])
    expect(level(settled.at('2026-06-15 09:00').settle())).toHaveLength(3)
  })
})

describe('a party', () => {
  const on = { at: now, on: '2026-03-21' }

  test('a spouse is an unrelated third party until a paper and two people beside the one who asks say otherwise', () => {
    const approve = (by: string) => ({ kind: 'approveJointDebt', requestId: 'j1', by }) as const
    const once = after(['2026-03-10 10:00', joint], ['2026-03-10 11:00', approve('supervisor:qian')])
    expect(partyStanding(once.facts, 'S-1', on)).toMatchObject({ documents: [], approvals: 0 })
    const twice = after(
      ['2026-03-10 10:00', joint],
      ['2026-03-10 11:00', approve('supervisor:qian')],
      ['2026-03-10 12:00', approve('supervisor:sun')],
    )
    expect(partyStanding(twice.facts, 'S-1', on)).toMatchObject({
      documents: ['jointDebtEvidence'],
      approvals: 2,
    })
    expect(judged(twice, { ...approve('supervisor:sun'), id: 'c-9' })).toMatchObject({ code: 'SAME_PERSON' })
    const revoked = after(
      ['2026-03-10 10:00', joint],
      ['2026-03-10 11:00', approve('supervisor:qian')],
      ['2026-03-10 12:00', approve('supervisor:sun')],
      ['2026-03-11 12:00', { kind: 'revokeJointDebt', requestId: 'j1' }],
    )
    expect(partyStanding(revoked.facts, 'S-1', on)).toMatchObject({ documents: [], approvals: 0 })
  })

  test.each([
    ['within it', {}, true],
    ['before it begins', { from: '2026-03-22' }, false],
    ['on its last day', { until: '2026-03-21' }, true],
    ['after its last day', { until: '2026-03-20' }, false],
  ])('a guarantee binds %s', (_, changes, binds) => {
    const story = after(['2026-03-10 10:00', { ...guarantee, ...changes }])
    expect(partyStanding(story.facts, 'G-1', on).documents).toEqual(binds ? ['guaranteeContract'] : [])
    expect(partyStanding(story.facts, 'G-2', on).documents).toEqual([])
  })

  test.each([
    ['wholeDebt', undefined, 80_000_00],
    ['principal', undefined, 60_000_00],
    ['capped', 50_000_00, 50_000_00],
    ['capped', 90_000_00, 80_000_00],
  ] as const)('%s with a cap of %s is %d cents of a debt of 80,000', (scope, capCents, expected) => {
    const terms = { partyId: 'G', contractId: 'k', scope, from: '2025-01-01', until: null }
    const whole = capCents === undefined ? terms : { ...terms, capCents }
    expect(guaranteedCents(whole, { totalCents: 80_000_00, principalCents: 60_000_00 })).toBe(expected)
  })
})

describe('somebody who says that they act for the customer', () => {
  const stateOf = (story: CaseBuilder) => representationsOf(story.facts)[0]?.state

  test.each([
    [claimed, 'open', []],
    [denied, 'denied', []],
    [confirmed, 'confirmed', ['represented']],
  ] as const)('case %#: %s, the packs are told %j', (story, state, statuses) => {
    expect(stateOf(story)).toBe(state)
    const said = story.facts.flatMap((fact) =>
      fact.kind === 'representationClaimed' || fact.kind === 'representationVerified' ? [fact] : [],
    )
    expect(statusesOf(said, [], zone).map(({ status }) => status)).toEqual(statuses)
  })

  test('the customer cannot be reached: three attempts, then nothing is confirmed, and the ladder never stood still', () => {
    const missed = claimed.at('2026-03-14 09:00').settle().at('2026-03-18 09:00').settle()
    expect(stateOf(missed)).toBe('open')
    const given = missed.at('2026-03-22 09:00').settle()
    expect(stateOf(given)).toBe('unverified')
    expect(decide(given.facts, testRules, local('2026-03-22 09:00')).standstill).toBeNull()
  })

  test('two people beside the one who asks make it a task to tell the police', () => {
    const approve = (by: string) => ({ kind: 'approvePoliceReport', representationId: 'r1', by }) as const
    const once = judged(policed, approve('supervisor:qian'))
    expect(once.ok && once.facts.map(({ kind }) => kind)).toEqual(['policeReportApproved'])
    const story = policed.at(now).append(once.ok ? once.facts : [])
    const twice = judged(story, { ...approve('compliance:zhou'), id: 'c-2' })
    expect(twice.ok && twice.facts.map(({ kind }) => kind)).toEqual(['policeReportApproved', 'taskOpened'])
  })

  test("the customer's own complaint, dispute and proposal are taken whatever is said of an intermediary", () => {
    const own: Act[] = [
      { kind: 'placeHold', holdId: 'own', reason: 'complaint' },
      {
        kind: 'stateWish',
        wishId: 'w',
        topic: 'inconvenientHours',
        channels: 'all',
        accounts: [],
        givenTo: 'bank',
        hours: [{ from: '08:00', to: '12:00' }],
      },
    ]
    for (const story of [claimed, denied, confirmed, policed])
      for (const act of own) expect(judged(story, act)).toMatchObject({ ok: true })
    const complained = after(
      ['2026-03-09 10:00', own[0] ?? death],
      ['2026-03-10 10:00', letter],
      ['2026-03-10 11:00', asked('denied')],
    )
    const said = complained.facts.flatMap((fact) => (fact.kind === 'holdPlaced' ? [fact] : []))
    expect(statusesOf(said, [accountId], zone)).toMatchObject([{ status: 'complaintOpen', until: Infinity }])
  })

  test('the text is kept as a fingerprint, never as words', () => {
    const text = 'We act for the customer and demand that you cease all contact and waive every fee. '.repeat(
      2,
    )
    const fingerprint = fingerprintOf(text) ?? ''
    const story = after(['2026-03-10 10:00', { ...letter, fingerprint }])
    expect(JSON.stringify(story.facts)).not.toContain('waive')
    expect(representationsOf(story.facts)[0]?.claim.fingerprint).toBe(fingerprint)
  })
})

test('restricted data stands still until it is lifted, however often somebody asks', () => {
  expect(decide(restricted.facts, testRules, now).standstill).toBe('restriction')
  fc.assert(
    fc.property(fc.array(fc.constantFrom('restrict', 'lift'), { maxLength: 8 }), (acts) => {
      const end = acts.reduce((story, act, index) => {
        const judgement = judged(
          story,
          act === 'restrict'
            ? { kind: 'restrictData', restrictionId: `x${index}`, reason: 'request', id: `p${index}` }
            : {
                kind: 'liftRestriction',
                restrictionId: lastId(story),
                reason: 'clarified',
                id: `p${index}`,
                by: lead,
              },
          now + index,
        )
        return judgement.ok ? story.at(now + index).append(judgement.facts) : story
      }, opened)
      const isRestricted = acts.lastIndexOf('restrict') > acts.lastIndexOf('lift')
      expect(decide(end.facts, testRules, now + 100).standstill).toBe(isRestricted ? 'restriction' : null)
    }),
    { numRuns: 50 },
  )
})

function lastId(story: CaseBuilder): string {
  const ids = story.facts.flatMap((fact) =>
    fact.kind === 'dataRestricted' ? [fact.payload.restrictionId] : [],
  )
  return ids.at(-1) ?? 'none'
}
