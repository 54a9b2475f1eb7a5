// Is a code heard rightly however it is said, and a misheard one noticed?
import fc from 'fast-check'
import { checkCodeOf, readCheckCode } from '../../domain/words/check-code'

const drawn = fc.stringMatching(/^\d{11}$/)

test.each([
  ['48210937115', '4821-0937-1153'],
  ['00000000000', '0000-0000-0000'],
  ['07992739871', '0799-2739-8713'],
])('eleven digits %s make the code %s', (digits, code) => expect(checkCodeOf(digits)).toBe(code))

test.each([['4821093711'], ['482109371155'], ['4821093711x']])('%s makes no code', (digits) => {
  expect(() => checkCodeOf(digits)).toThrow(RangeError)
})

test.each([
  ['4821-0937-1153', '4821-0937-1153'],
  ['482109371153', '4821-0937-1153'],
  [' 4821 0937 1153 ', '4821-0937-1153'],
  ['４８２１－０９３７－１１５３', '4821-0937-1153'],
  ['4821.0937.1153', '4821-0937-1153'],
  ['4821-0937-1154', null],
  ['4821-0937-115', null],
  ['4821-0937-11533', null],
  ['4821-0937-115E', null],
  ['', null],
])('%j is read as %j', (text, code) => expect(readCheckCode(text)).toBe(code))

test('every code is read as itself', () => {
  fc.assert(fc.property(drawn, (digits) => readCheckCode(checkCodeOf(digits)) === checkCodeOf(digits)))
})

test('one wrong digit is always noticed', () => {
  fc.assert(
    fc.property(drawn, fc.nat(11), fc.integer({ min: 1, max: 9 }), (digits, at, more) => {
      const code = checkCodeOf(digits).replaceAll('-', '')
      const wrong = code.slice(0, at) + String((Number(code[at]) + more) % 10) + code.slice(at + 1)
      return readCheckCode(wrong) === null
    }),
  )
})
