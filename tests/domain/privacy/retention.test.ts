// When personal data may be restricted and purged: never while something is open, never before the floors of the law.
import { readFileSync } from 'node:fs'
import {
  type KeptPerson,
  type RetentionTerms,
  addMonths,
  parseRetention,
  stagesOf,
} from '../../../domain/privacy/retention'
import { objectionToPurpose, parsePurposes } from '../../../domain/privacy/purposes'
import { maskedAddress, maskedEmail, maskedName, maskedNumber, maskedPoint } from '../../../domain/masked'

const yaml = readFileSync('policies/retention.yaml', 'utf8')

function termsOf(text = yaml): RetentionTerms {
  const reading = parseRetention(text)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.terms
}

const closed: KeptPerson = { country: 'CN', closedOn: '2026-03-05', lastContactOn: '2026-03-01', keeping: [] }

describe('the two stages', () => {
  test.each<[string, Partial<KeptPerson>, restrict: string | null, purge: string | null]>([
    ['a customer in China: twelve months, then five years', {}, '2027-03-05', '2031-03-05'],
    [
      'a customer in the US: three years are less than the five of the bank',
      { country: 'US' },
      '2027-03-05',
      '2031-03-05',
    ],
    [
      'a contact years after the closing moves the floor with it',
      { lastContactOn: '2030-01-10' },
      '2027-03-05',
      '2032-01-10',
    ],
    ['nobody whose accounts are not all closed', { closedOn: null }, null, null],
  ])('%s', (_, changes, restrict, purge) => {
    const stages = stagesOf({ ...closed, ...changes }, termsOf(), '2026-04-01')
    expect([stages.restrict.from, stages.purge.from]).toEqual([restrict, purge])
  })

  test('it is due on the day itself and not on the day before, and says why', () => {
    const on = (today: string) => stagesOf(closed, termsOf(), today)
    expect(on('2027-03-04').restrict).toMatchObject({
      isDue: false,
      because: ['restrict: not before 2027-03-05'],
    })
    expect(on('2027-03-05').restrict).toMatchObject({ isDue: true, because: [] })
    expect(on('2031-03-04').purge).toMatchObject({
      isDue: false,
      because: ['purge: not before 2031-03-05', 'CN-REC-03: not before 2031-03-05'],
    })
    expect(on('2031-03-05').purge).toMatchObject({ isDue: true, because: [] })
  })

  test.each([
    [{ kind: 'openCase', accountId: 'A-1' } as const, 'the case of A-1 is open'],
    [{ kind: 'task', accountId: 'A-1', id: 't1' } as const, 'task t1 of A-1 is open'],
    [{ kind: 'status', accountId: 'A-1', id: 'complaintOpen' } as const, 'A-1: complaintOpen'],
  ])('%j keeps the data, however old it is', (keeping, because) => {
    const stages = stagesOf({ ...closed, keeping: [keeping] }, termsOf(), '2040-01-01')
    expect(stages.purge).toMatchObject({ isDue: false, because: [because] })
    expect(stages.restrict).toMatchObject({ isDue: false, because: [because] })
  })
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2026-12-05', 2, '2027-02-05'],
  ['2026-03-05', 0, '2026-03-05'],
])('%s and %d months is %s', (date, count, expected) => expect(addMonths(date, count)).toBe(expected))

describe('the file', () => {
  test.each([
    [
      'a purge before a floor',
      yaml.replace('purge: { afterMonths: 60 }', 'purge: { afterMonths: 59 }'),
      'CN-REC-03',
    ],
    [
      'a purge before the restriction',
      yaml.replace('afterMonths: 12', 'afterMonths: 61'),
      'before it is purged',
    ],
    ['a floor twice', yaml.replace('CN-REC-03', 'CN-REC-02'), 'two floors CN-REC-02'],
    ['an unknown setting', yaml.replace('dropArchive:', 'archive:'), 'no such setting'],
  ])('%s is refused with its line', (_, text, expected) => {
    const reading = parseRetention(text)
    expect(reading.ok).toBe(false)
    if (reading.ok) return
    expect(reading.problems.map(({ message }) => message).join('\n')).toContain(expected)
    expect(reading.problems.every(({ line }) => line > 1)).toBe(true)
  })
})

describe('a purpose', () => {
  const reading = parsePurposes(readFileSync('policies/purposes.yaml', 'utf8'))
  const purposes = reading.ok ? reading.purposes : []

  test.each([
    ['identification', 'operator:lin', null],
    ['curiosity', 'operator:lin', 'UNKNOWN_PURPOSE'],
    ['supervision', 'operator:lin', 'PURPOSE_NOT_YOURS'],
    ['supervision', 'auditor:he', null],
  ])('%s named by %s: %s', (code, by, expected) => {
    expect(objectionToPurpose(purposes, code, by)?.code ?? null).toBe(expected)
  })

  test('that stands twice is refused with its line', () => {
    const text =
      "purposes: '1'\nlist:\n  - { code: a, text: a, by: [x] }\n  - { code: a, text: b, by: [y] }\n"
    expect(parsePurposes(text)).toMatchObject({ ok: false, problems: [{ line: 4 }] })
  })
})

test.each([
  [maskedName('Zhang Wei'), 'Z**** W**'],
  [maskedName('张伟'), '张*'],
  [maskedName('J'), 'J*'],
  [maskedNumber('+8610012345678'), '+86********678'],
  [maskedEmail('lin.wei@example.com'), 'l******@example.com'],
  [maskedEmail('nonsense'), '********'],
  [maskedAddress('北京市示例路1号; 100000 北京'), '北京市***'],
  [maskedPoint('landline', '+861000000001'), '+86*******001'],
])('%s', (shown, expected) => expect(shown).toBe(expected))
