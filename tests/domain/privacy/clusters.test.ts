// The same letter with small edits is found again on other accounts; different letters never join.
import fc from 'fast-check'
import { type SeenText, clustersOf } from '../../../domain/privacy/clusters'
import { fingerprintOf, fingerprintPattern, likeness } from '../../../domain/privacy/fingerprint'

const leastLikeness = 0.6

const letters = {
  chinese:
    '贵行：本人因经营失败收入中断，暂无能力偿还信用卡欠款，现依据商业银行信用卡业务监督管理办法第七十条申请个性化分期，' +
    '并委托法律咨询公司代为协商，请停止一切电话联系，有关事项请与代理人联系，如继续骚扰将向监管部门投诉。',
  english:
    'We act for the above customer and demand that the bank ceases all contact at once. All correspondence is to be sent ' +
    'to us. Our client is unable to pay and requests a waiver of all interest, fees and penalties that were charged.',
  other:
    'Please send me the statements of the last six months and tell me which office I can visit to discuss my instalments; ' +
    'my employer has moved and the salary now arrives on the tenth of each month instead of the first.',
}

const seen = (accountId: string, text: string): SeenText => ({
  accountId,
  representationId: 'r1',
  senderHash: 'a'.repeat(64),
  fingerprint: fingerprintOf(text) ?? '',
})

describe('a fingerprint', () => {
  test.each(Object.entries(letters))('of the %s letter holds none of its words', (_, text) => {
    expect(fingerprintOf(text)).toMatch(fingerprintPattern)
  })

  test('is not made of a text that is too short to be recognised', () => {
    expect(fingerprintOf('请停止联系 12345 12345 12345 12345 12345 12345')).toBeNull()
  })

  test('is the same whatever amounts, numbers, spaces and punctuation differ', () => {
    const changed = letters.english.replaceAll(' ', '  ').replace('demand', 'DEMAND (CNY 12,345.60)')
    expect(fingerprintOf(changed)).not.toBe(null)
    expect(likeness(fingerprintOf(changed) ?? '', fingerprintOf(letters.english) ?? '')).toBeGreaterThan(0.9)
    expect(fingerprintOf(`${letters.english} 123 ... 456`)).toBe(fingerprintOf(letters.english))
  })
})

/** Single letters changed, dropped or put in: one in forty. */
const edits = (text: string) =>
  fc
    .array(
      fc.record({
        at: fc.nat(text.length - 1),
        how: fc.constantFrom('change', 'drop', 'insert'),
        letter: fc.constantFrom('x', 'q', '某', '代'),
      }),
      { maxLength: Math.floor(text.length / 40) },
    )
    .map((list) =>
      list.reduce((edited, { at, how, letter }) => {
        const rest = edited.slice(how === 'insert' ? at : at + 1)
        return `${edited.slice(0, at)}${how === 'drop' ? '' : letter}${rest}`
      }, text),
    )

const randomText = fc
  .array(fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 2, maxLength: 9 }), {
    minLength: 25,
    maxLength: 60,
  })
  .map((words) => words.join(' '))

describe('clusters', () => {
  test.each(Object.entries(letters))('the %s letter with small edits stays in its cluster', (_, text) => {
    fc.assert(
      fc.property(fc.array(edits(text), { minLength: 2, maxLength: 6 }), (versions) => {
        const texts = [
          seen('A-0', text),
          ...versions.map((version, index) => seen(`A-${index + 1}`, version)),
        ]
        expect(clustersOf(texts, leastLikeness).map(({ accounts }) => accounts)).toEqual([
          texts.map(({ accountId }) => accountId),
        ])
      }),
      { numRuns: 15 },
    )
  })

  test('different texts do not join', () => {
    fc.assert(
      fc.property(fc.uniqueArray(randomText, { minLength: 2, maxLength: 6 }), (texts) => {
        const all = [...texts, ...Object.values(letters)].map((text, index) => seen(`A-${index}`, text))
        expect(clustersOf(all, leastLikeness)).toEqual([])
      }),
      { numRuns: 15 },
    )
  })

  test('the order in which letters came makes no difference', () => {
    const texts = Object.values(letters).flatMap((text, kind) =>
      [0, 1, 2].slice(kind).map((n) => seen(`A-${kind}-${n}`, `${text} ${'ab'.repeat(n)}`)),
    )
    const expected = [
      ['A-0-0', 'A-0-1', 'A-0-2'],
      ['A-1-1', 'A-1-2'],
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(texts, { minLength: texts.length }), (shuffled) => {
        expect(clustersOf(shuffled, leastLikeness).map(({ accounts }) => accounts)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })
})
