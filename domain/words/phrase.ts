// Does a text contain an expression? Expressions are written as people write them: `arrest*` is any ending, `#` any
// number. Case, width, line breaks, invisible signs and the spaces that hide Chinese words make no difference.

/** Stands for a value that is not the bank's own word, such as a name: no expression contains it. */
export const masked = '\uFFFC'

const han = /\p{Script=Han}/u
const latinEdge = '[\\p{Script=Latin}\\p{N}]'

/** Where an expression occurs in the text, as line numbers beginning with 0. */
export function linesWith(expression: string, text: string): number[] {
  const whole = normalise(text)
  return [...whole.matchAll(pattern(expression))].map(
    ({ index }) => whole.slice(0, index).split('\n').length - 1,
  )
}

function pattern(expression: string): RegExp {
  const signs = [...normalise(expression.trim())]
  const parts = signs.map((sign, at) => {
    const before = signs[at - 1]
    const loose = before !== undefined && isLoose(before, sign) ? '\\s*' : ''
    return loose + partOf(sign)
  })
  const [first = '', last = ''] = [signs[0], signs.at(-1)]
  const begin = isLatin(first) || first === '#' ? `(?<!${latinEdge})` : ''
  const end = isLatin(last) ? `(?!${latinEdge})` : ''
  return new RegExp(begin + parts.join('') + end, 'gu')
}

function partOf(sign: string): string {
  if (sign === '*') return '\\p{L}*'
  if (sign === '#') return '\\p{N}[\\p{N},.]*'
  if (/\s/.test(sign)) return '[\\s-]+'
  return sign.replace(/[\\^$.|?*+()[\]{}]/, '\\$&')
}

function isLoose(before: string, sign: string): boolean {
  if (/\s/.test(before) || /\s/.test(sign)) return false
  return [before, sign].some((one) => han.test(one) || one === '#')
}

function isLatin(sign: string): boolean {
  return /[\p{Script=Latin}]/u.test(sign)
}

/** Keeps line breaks where they are, so that lines can be counted. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/’/g, "'")
    .toLowerCase()
}
