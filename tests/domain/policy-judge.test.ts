// Is the judge strict, exact and indifferent to order, whatever the packs, the person and the hour?
import fc from 'fast-check'
import { dayMs } from '../../domain/calendar-date'
import { judge, verdicts } from '../../domain/policy/judge'
import type { RulePack } from '../../domain/policy/pack-file'
import { type PastContact, type Situation, pastContact, situationWith } from '../../domain/policy/situation'
import { channels, contactOutcomes, roles, statuses } from '../../domain/policy/vocabulary'
import { cnBank, eu, judged, moment, packNamed, shipped, ukConc, usRegF } from './policy-packs'

const start = moment('2026-02-10')
const zones = [
  'Asia/Shanghai',
  'Asia/Urumqi',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
]
const minutes = fc.integer({ min: 0, max: 300 * 24 * 60 }).map((minute) => start + minute * 60_000)
const near = fc.integer({ min: -10 * 24 * 60, max: 3 * 24 * 60 })

const contacts = fc.array(
  fc.record({
    minutesOff: near,
    channel: fc.constantFrom('voice' as const, 'sms' as const, 'email' as const),
    outcome: fc.constantFrom(...contactOutcomes),
    direction: fc.constantFrom('outbound' as const, 'outbound' as const, 'inbound' as const),
    point: fc.constantFrom('A', 'B'),
    debts: fc.subarray(['D1', 'D2']),
  }),
  { maxLength: 30 },
)

/** Somebody who may be contacted if hours, counts and statuses allow it. */
const situations: fc.Arbitrary<Situation> = fc
  .record({
    at: minutes,
    channel: fc.constantFrom(...channels.filter((channel) => channel !== 'publicNotice')),
    role: fc.constantFrom(...roles, 'debtor' as const, 'debtor' as const, 'debtor' as const),
    actor: fc.constantFrom('bank' as const, 'agency' as const, 'purchaser' as const),
    country: fc.constantFrom('CN', 'US', 'GB', 'DE'),
    known: fc.subarray(zones, { maxLength: 2 }),
    areaCode: fc.subarray(zones, { maxLength: 1 }),
    statuses: fc.array(
      fc.record({
        // Those that only flag come as often as the many others together: else no situation would meet them.
        status: fc.oneof(
          fc.constantFrom(...statuses.filter((status) => status !== 'outOfContact')),
          fc.constantFrom('complaintOpen' as const, 'timeBarred' as const),
        ),
        begins: near,
        lasts: fc.integer({ min: 1, max: 5 * 24 * 60 }),
      }),
      { maxLength: 1 },
    ),
    consent: fc.option(
      fc.record({ topic: fc.constantFrom('hours' as const, 'frequency' as const), begins: near }),
    ),
    ledger: contacts,
    inconvenient: fc.subarray(
      [
        { from: '08:00', to: '12:00' },
        { from: '17:30', to: '24:00' },
      ],
      { maxLength: 1 },
    ),
  })
  .map(({ country, known, areaCode, statuses: dated, consent, ledger, ...rest }) => {
    const shift = (off: number) => rest.at + off * 60_000
    return situationWith({
      ...rest,
      customerIn: [country],
      debtUnder: ['CN'],
      location: { known, address: [], areaCode },
      statuses: dated.map(({ status, begins, lasts }) => ({
        status,
        from: shift(begins),
        until: shift(begins + lasts),
      })),
      consents: consent
        ? [
            {
              topic: consent.topic,
              channels: 'all',
              debts: [],
              hours: [],
              from: shift(consent.begins),
              until: shift(consent.begins + 600),
              revokedAt: Infinity,
              evidence: 'recording-1',
              givenTo: rest.actor,
            },
          ]
        : [],
      ledger: ledger.map(({ minutesOff, ...contact }): PastContact =>
        pastContact({ ...contact, at: shift(minutesOff) }),
      ),
      point: 'A',
      pointSource: 'contract',
      debts: ['D1'],
      recorder: 'up',
      agencyFlags: ['whiteListed'],
      feedAgeHours: 0,
      collectors: 2,
      approvals: 2,
      pointCheckedDaysAgo: 1,
      documents: ['transferNotice', 'homeConsent'],
      events: [{ event: 'assignmentNoticeDelivered', at: moment('2026-01-01') }],
    })
  })

/** A counterexample names its packs rather than printing them. */
const names = shipped.map(({ policy }) => policy)
const somePacks = fc.subarray(names, { minLength: 1 })
const rank = (situation: Situation, packs: readonly RulePack[]) =>
  verdicts.indexOf(judge(situation, packs).verdict)
const noPack = ({ reasons }: ReturnType<typeof judge>) => reasons.some(({ ruleId }) => ruleId === 'NO-PACK')

test('the situations that are tried meet every verdict', () => {
  const met = new Set(
    fc.sample(situations, { numRuns: 400, seed: 7 }).map((one) => judge(one, shipped).verdict),
  )
  expect([...met].sort()).toEqual(['ALLOW', 'BLOCK', 'DEFER', 'FLAG', 'NEEDS'])
})

test('another pack never makes a verdict milder, nor a wait shorter', () => {
  fc.assert(
    fc.property(situations, somePacks, fc.constantFrom(...names), (situation, some, another) => {
      const [packs, other] = [some.map(packNamed), packNamed(another)]
      const without = judge(situation, packs)
      if (noPack(without)) return
      const together = judge(situation, [...packs.filter((pack) => pack !== other), other])
      const fewer = judge(
        situation,
        packs.filter((pack) => pack !== other),
      )
      for (const less of [without, fewer]) {
        if (noPack(less)) continue
        expect(verdicts.indexOf(together.verdict)).toBeGreaterThanOrEqual(verdicts.indexOf(less.verdict))
        if (together.until !== null && less.until !== null)
          expect(together.until).toBeGreaterThanOrEqual(less.until)
      }
    }),
    { numRuns: 250, seed: 11 },
  )
})

test('the order of packs does not matter', () => {
  fc.assert(
    fc.property(situations, fc.shuffledSubarray(names, { minLength: 2 }), (situation, some) => {
      const packs = some.map(packNamed)
      const { packs: _, counters: __, ...one } = judge(situation, packs)
      const { packs: ___, counters: ____, ...other } = judge(situation, [...packs].reverse())
      expect(other).toEqual(one)
    }),
    { numRuns: 150, seed: 12 },
  )
})

test('the time to wait until is allowed itself, and nothing before it is', () => {
  let waits = 0
  fc.assert(
    fc.property(
      situations,
      somePacks,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (situation, some, share) => {
        const packs = some.map(packNamed)
        const { verdict, until } = judge(situation, packs)
        if (verdict !== 'DEFER' || until === null) return
        waits += 1
        // What is on record now is what is known then: a later moment makes no contact newly unknown.
        const then = (at: number) => rank(withLedgerKnown(situation, at), packs)
        expect(until).toBeGreaterThan(situation.at)
        expect(verdicts[then(until)]).toMatch(/ALLOW|FLAG/)
        const earlier = [until - 1, until - 60_000, situation.at + Math.floor((until - situation.at) * share)]
        for (const at of earlier)
          if (at > situation.at && at < until)
            expect(then(at)).toBeGreaterThanOrEqual(verdicts.indexOf('DEFER'))
      },
    ),
    { numRuns: 500, seed: 13 },
  )
  expect(waits).toBeGreaterThan(30)
})

/** Of what the ledger says by itself (out of contact, wrong number) nothing changes merely by waiting. */
function withLedgerKnown(situation: Situation, at: number): Situation {
  const flagged = situation.ledger.filter(
    (contact) => contact.at <= situation.at || contact.outcome !== 'wrongParty',
  )
  return { ...situation, at, ledger: flagged }
}

test('following the verdicts never breaks a count, whatever comes when', () => {
  const wish = fc.record({
    channel: fc.constantFrom('sms' as const, 'email' as const, 'voice' as const),
    minute: fc.integer({ min: 0, max: 14 * 24 * 60 - 1 }),
    point: fc.constantFrom('A', 'B'),
    outcome: fc.constantFrom(
      'effective' as const,
      'unanswered' as const,
      'unknown' as const,
      'sent' as const,
    ),
  })
  const base = moment('2026-03-01')
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 80 }), (wishes) => {
      const made: PastContact[] = []
      for (const { channel, minute, point, outcome } of wishes) {
        const situation = (at: number) =>
          situationWith({
            at,
            channel,
            point,
            pointSource: 'contract',
            recorder: 'up',
            debtUnder: ['CN'],
            ledger: made,
          })
        const first = judge(situation(base + minute * 60_000), [cnBank])
        const at = first.verdict === 'DEFER' && first.until !== null ? first.until : base + minute * 60_000
        if (judge(situation(at), [cnBank]).verdict === 'ALLOW')
          made.push(pastContact({ at, channel, point, outcome }))
      }
      for (const { at } of made) {
        const hour = new Date(at + 8 * 3_600_000).getUTCHours()
        expect(hour >= 8 && hour < 22).toBe(true)
      }
      const dayOf = ({ at }: PastContact) => Math.floor((at + 8 * 3_600_000) / dayMs)
      const perDay = (keyOf: (contact: PastContact) => string, counted: PastContact[]) => {
        const sizes = new Map<string, number>()
        for (const one of counted)
          sizes.set(`${dayOf(one)} ${keyOf(one)}`, (sizes.get(`${dayOf(one)} ${keyOf(one)}`) ?? 0) + 1)
        return Math.max(0, ...sizes.values())
      }
      const calls = made.filter(({ channel }) => channel === 'voice')
      const answered = (counted: string[]) => calls.filter(({ outcome }) => counted.includes(outcome))
      expect(perDay(() => '', answered(['effective', 'unknown']))).toBeLessThanOrEqual(3)
      expect(perDay(({ point }) => point ?? '', answered(['unanswered', 'unknown']))).toBeLessThanOrEqual(6)
      expect(
        perDay(
          ({ channel }) => channel,
          made.filter(({ channel }) => channel !== 'voice'),
        ),
      ).toBeLessThanOrEqual(1)
      for (const one of made) {
        const week = made.filter((other) => dayOf(other) >= dayOf(one) && dayOf(other) < dayOf(one) + 7)
        expect(week.length).toBeLessThanOrEqual(20)
      }
    }),
    { numRuns: 60, seed: 4 },
  )
})

describe('hours are local hours, also when the clocks change', () => {
  const open = (packs: readonly RulePack[], zone: string, at: string) =>
    judge(
      situationWith({
        at: moment(at, zone),
        channel: 'voice',
        location: { known: [zone], address: [], areaCode: [] },
        actor: packs[0] === ukConc ? 'bank' : 'purchaser',
        documents: ['transferNotice'],
        recorder: 'up',
      }),
      packs,
    )
  test.each([
    ['London in spring', ukConc, 'Europe/London', '2026-03-29', '+01:00'],
    ['London in autumn', ukConc, 'Europe/London', '2026-10-25', '+00:00'],
    ['New York in spring', usRegF, 'America/New_York', '2026-03-08', '-04:00'],
    ['New York in autumn', usRegF, 'America/New_York', '2026-11-01', '-05:00'],
    ['Berlin in spring', eu, 'Europe/Berlin', '2026-03-29', '+02:00'],
    ['Berlin in autumn', eu, 'Europe/Berlin', '2026-10-25', '+01:00'],
  ])('in %s', (_, pack, zone, day, offset) => {
    const eight = Date.parse(`${day}T08:00:00${offset}`)
    for (const time of ['00:00', '00:59', '01:30', '03:30', '07:59']) {
      expect(open([pack], zone, `${day} ${time}`)).toMatchObject({ verdict: 'DEFER', until: eight })
    }
    expect(open([pack], zone, `${day} 08:00`).verdict).toBe('ALLOW')
  })

  test('a repeated half past one is closed both times, a skipped half past two is no time of its own', () => {
    for (const instant of [
      '2026-11-01T01:30:00-04:00',
      '2026-11-01T01:30:00-05:00',
      '2026-03-08T02:30:00-05:00',
    ]) {
      expect(open([usRegF], 'America/New_York', instant).verdict).toBe('DEFER')
    }
  })
})

describe('holidays come from the calendar', () => {
  test.each([
    // The Spring Festival of 2026, and the Saturdays before and after it on which people work.
    ['2026-02-14 09:00', 'ALLOW'],
    ['2026-02-15 09:00', 'DEFER'],
    ['2026-02-23 09:00', 'DEFER'],
    ['2026-02-24 09:00', 'ALLOW'],
    ['2026-02-28 09:00', 'ALLOW'],
    // An ordinary weekend is no holiday.
    ['2026-03-07 09:00', 'ALLOW'],
    // National Day, and the Saturday that is worked for it.
    ['2026-10-01 09:00', 'DEFER'],
    ['2026-10-10 09:00', 'ALLOW'],
  ])('a call at %s: %s', (at, verdict) => {
    expect(judged({ at, channel: 'voice' }).verdict).toBe(verdict)
  })

  test('rules on days of rest know an adjusted working day from a weekend', () => {
    const strict: RulePack = {
      ...cnBank,
      windows: cnBank.windows.map((rule) =>
        rule.id === 'BANK-HOL' ? { ...rule, days: ['publicHoliday', 'weekend'], allow: [] } : rule,
      ),
    }
    const verdictAt = (at: string) => judged({ at, channel: 'voice' }, { packs: [strict] })
    expect(verdictAt('2026-02-14 12:00').verdict).toBe('ALLOW')
    expect(verdictAt('2026-03-07 12:00')).toMatchObject({
      verdict: 'DEFER',
      until: moment('2026-03-09 08:00'),
    })
    expect(verdictAt('2026-02-15 12:00')).toMatchObject({
      verdict: 'DEFER',
      until: moment('2026-02-24 08:00'),
    })
  })

  test('a year that is missing forbids what would need it, and says so', () => {
    const judgement = judged({ at: '2027-06-01 12:00', channel: 'voice' })
    expect(judgement).toMatchObject({ verdict: 'BLOCK', reasons: [{ ruleId: 'CALENDAR-MISSING' }] })
    expect(judgement.reasons[0]?.text).toContain('the calendar cn-state-council has no 2027')
  })
})

describe('it fails closed', () => {
  const at = '2026-03-05 12:00'
  test.each([
    ['a pack that nobody has signed off', { ...cnBank, signedOff: null }, 'PACK-UNSIGNED'],
    [
      'a pack that has run out',
      { ...cnBank, effective: { from: '2022-01-01', to: '2026-03-04' } },
      'PACK-EXPIRED',
    ],
    [
      'a pack that is not yet in force, alone',
      { ...cnBank, effective: { from: '2026-03-06', to: null } },
      'NO-PACK',
    ],
    [
      'nobody can say where the person is',
      { ...cnBank, zone: { ...cnBank.zone, homeAlwaysCounts: false, unknown: [] } },
      'ZONE-UNKNOWN',
    ],
  ])('%s', (_, pack, ruleId) => {
    expect(judged({ at, channel: 'voice' }, { packs: [pack] })).toMatchObject({
      verdict: 'BLOCK',
      reasons: [{ ruleId }],
    })
  })

  test('where the person may be anywhere a letter is still possible', () => {
    const nowhere = { ...cnBank, zone: { ...cnBank.zone, homeAlwaysCounts: false, unknown: [] } }
    expect(judged({ at, channel: 'letter' }, { packs: [nowhere] }).verdict).toBe('ALLOW')
  })

  test('hours that never fit together are a BLOCK that names the rules, not an endless search', () => {
    const nights: RulePack = {
      ...cnBank,
      policy: 'nights',
      windows: cnBank.windows
        .map((rule) => ({ ...rule, id: 'NIGHTS', allow: [{ from: '23:00', to: '24:00' }] }))
        .slice(0, 1),
    }
    const judgement = judged({ at, channel: 'sms' }, { packs: [cnBank, nights] })
    expect(judgement.verdict).toBe('BLOCK')
    expect(judgement.reasons.find(({ ruleId }) => ruleId === 'NO-LAWFUL-TIME')?.text).toContain('CN-TIME-01')
  })

  test('a rule that begins later is known when the wait ends', () => {
    const later: RulePack = {
      ...cnBank,
      windows: [
        ...cnBank.windows,
        {
          ...(cnBank.windows[0] ?? fail()),
          id: 'NEW-HOURS',
          allow: [{ from: '10:00', to: '22:00' }],
          effective: { from: '2026-03-06', to: null },
        },
      ],
    }
    expect(judged({ at: '2026-03-05 23:00', channel: 'sms' }, { packs: [later] }).until).toBe(
      moment('2026-03-06 10:00'),
    )
    expect(judged({ at: '2026-03-05 09:00', channel: 'sms' }, { packs: [later] }).verdict).toBe('ALLOW')
  })
})

function fail(): never {
  throw new Error('cn-bank has windows')
}

test('several spans a day are open, and closed between them', () => {
  const twice: RulePack = {
    ...cnBank,
    windows: cnBank.windows.slice(0, 1).map((rule) => ({
      ...rule,
      callMarginMinutes: 0,
      allow: [
        { from: '14:00', to: '16:00' },
        { from: '09:00', to: '11:00' },
      ],
    })),
  }
  const at = (time: string) => {
    const { verdict, until } = judged({ at: `2026-03-05 ${time}`, channel: 'voice' }, { packs: [twice] })
    return until === null ? verdict : until
  }
  expect(at('08:59')).toBe(moment('2026-03-05 09:00'))
  expect(at('10:59')).toBe('ALLOW')
  expect(at('11:00')).toBe(moment('2026-03-05 14:00'))
  expect(at('15:59')).toBe('ALLOW')
  expect(at('16:00')).toBe(moment('2026-03-06 09:00'))
})
