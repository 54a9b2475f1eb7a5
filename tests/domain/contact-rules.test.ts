// Is contact kept within the hours and counts of the rule pack, in calendar days of its zone, and is the rule named?
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { addDays, dateAt, dayMs, instantAt } from '../../domain/calendar-date'
import { type PastContact, judgeContact } from '../../domain/contact-rules'
import { type Policy, parsePolicy } from '../../domain/policy-file'

const zone = 'Asia/Shanghai'
const text = readFileSync('policies/cn-bank.yaml', 'utf8')
const reading = parsePolicy(text)
if (!reading.ok) throw new Error('policies/cn-bank.yaml must be good')
const pack: Policy = reading.policy

const at = (date: string, time: string) => instantAt(date, zone, time)
const sms = { channel: 'sms' as const }
const past = (channel: PastContact['channel'], date: string, time = '10:00'): PastContact => ({
  channel,
  at: at(date, time),
})

test.each([
  // The numbers in brackets are those of the cases in the conduct rules.
  ['07:59 (1)', at('2026-03-05', '07:59'), at('2026-03-05', '08:00')],
  ['22:00 (3)', at('2026-03-05', '22:00'), at('2026-03-06', '08:00')],
  ['22:03 (5)', at('2026-03-05', '22:03'), at('2026-03-06', '08:00')],
  ['midnight', at('2026-03-05', '00:00'), at('2026-03-05', '08:00')],
])('contact at %s waits until the morning, by CN-TIME-01', (_, moment, until) => {
  expect(judgeContact(sms, [], [pack], moment)).toMatchObject({
    verdict: 'defer',
    until,
    ruleId: 'CN-TIME-01',
  })
})

test.each(['08:00', '12:00', '21:59'])('contact at %s is allowed', (time) => {
  expect(judgeContact(sms, [], [pack], at('2026-03-05', time))).toEqual({ verdict: 'allow' })
})

test('a second message of a day on a channel waits for the next day; another channel need not', () => {
  const history = [past('sms', '2026-03-05', '08:30')]
  const moment = at('2026-03-05', '18:00')
  expect(judgeContact(sms, history, [pack], moment)).toMatchObject({
    verdict: 'defer',
    until: at('2026-03-06', '00:00'),
    ruleId: 'BANK-DAY',
  })
  expect(judgeContact({ channel: 'email' }, history, [pack], moment)).toEqual({ verdict: 'allow' })
})

test('days are calendar days: ten hours later is another day', () => {
  const history = [past('sms', '2026-03-05', '21:59')]
  expect(judgeContact(sms, history, [pack], at('2026-03-06', '08:00'))).toEqual({ verdict: 'allow' })
})

test('a contact that another case dated later the same day counts too', () => {
  const history = [past('sms', '2026-03-05', '18:00')]
  expect(judgeContact(sms, history, [pack], at('2026-03-05', '09:00'))).toMatchObject({ ruleId: 'BANK-DAY' })
})

test('twenty contacts in seven days on any channel are all there may be', () => {
  const channels = ['sms', 'email', 'voice'] as const
  const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07']
  const history = days.flatMap((day) => channels.map((channel) => past(channel, day)))
  const eighteen = judgeContact({ channel: 'letter' }, history, [pack], at('2026-03-08', '09:00'))
  expect(eighteen).toEqual({ verdict: 'allow' })
  history.push(past('visit', '2026-03-07'), past('letter', '2026-03-06'))
  expect(judgeContact({ channel: 'letter' }, history, [pack], at('2026-03-08', '09:00'))).toMatchObject({
    verdict: 'defer',
    until: at('2026-03-09', '00:00'),
    ruleId: 'BANK-WEEK',
  })
})

test('of two packs the stricter decides', () => {
  const evenings: Policy = {
    ...pack,
    policy: 'evenings-only',
    windows: pack.windows.map((rule) => ({
      ...rule,
      id: 'EVENING',
      allow: [{ from: '18:00', to: '20:00' }],
    })),
  }
  expect(judgeContact(sms, [], [pack, evenings], at('2026-03-05', '07:00'))).toMatchObject({
    until: at('2026-03-05', '18:00'),
    ruleId: 'EVENING',
  })
})

test('a rule that blocks refuses for good', () => {
  const blocked: Policy = { ...pack, windows: pack.windows.map((rule) => ({ ...rule, action: 'BLOCK' })) }
  expect(judgeContact(sms, [], [blocked], at('2026-03-05', '23:00'))).toMatchObject({
    verdict: 'refuse',
    ruleId: 'CN-TIME-01',
  })
})

test('following the verdicts never breaks a rule, whatever comes when', () => {
  const start = at('2026-03-01', '00:00')
  const wish = fc.record({
    channel: fc.constantFrom('sms' as const, 'email' as const, 'voice' as const, 'letter' as const),
    minute: fc.integer({ min: 0, max: 14 * 24 * 60 - 1 }),
  })
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
      const made: PastContact[] = []
      for (const { channel, minute } of wishes) {
        let moment = start + minute * 60_000
        for (let tries = 0; tries < 30; tries += 1) {
          const verdict = judgeContact({ channel }, made, [pack], moment)
          if (verdict.verdict === 'allow') made.push({ channel, at: moment })
          if (verdict.verdict !== 'defer') break
          expect(verdict.until).toBeGreaterThan(moment)
          moment = verdict.until
        }
      }
      const dayOf = (contact: PastContact) => `${contact.channel} ${dateAt(contact.at, zone)}`
      expect(new Set(made.map(dayOf)).size).toBe(made.length)
      for (const { at: moment } of made) {
        const hour = (moment - at(dateAt(moment, zone), '00:00')) / 3_600_000
        expect(hour).toBeGreaterThanOrEqual(8)
        expect(hour).toBeLessThan(22)
        const until = at(addDays(dateAt(moment, zone), 1), '00:00')
        expect(
          made.filter((other) => other.at < until && other.at >= until - 7 * dayMs).length,
        ).toBeLessThanOrEqual(20)
      }
    }),
    { numRuns: 60, seed: 4 },
  )
})

test('a pack with a mistake names its line', () => {
  const bad = parsePolicy(text.replace('max: 20', 'max: many').replace('id: BANK-WEEK', 'id: BANK-DAY'))
  expect(bad).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringMatching(/^counters\[1\]\.max: /) }],
  })
  const doubled = parsePolicy(text.replace('id: BANK-WEEK', 'id: BANK-DAY'))
  expect(doubled.ok ? [] : doubled.problems.map(({ message }) => message)).toEqual([
    'counters[0].id: there are two rules BANK-DAY',
    'counters[1].id: there are two rules BANK-DAY',
  ])
})
