// The tables of worked examples in a document: what it tells people is what the code reckons.
import { readFileSync } from 'node:fs'

export type Row = Record<string, string>

/** The rows of the table under a heading, by the names of their columns. @throws when there is none */
export function examplesUnder(heading: string, file = 'docs/arrangements.md'): Row[] {
  const after = readFileSync(file, 'utf8').split(`### ${heading}\n`)[1]
  const lines = (after ?? '').split('\n').filter((line) => line.startsWith('|') || line.startsWith('#'))
  const end = lines.findIndex((line) => line.startsWith('#'))
  const [names, , ...rows] = (end < 0 ? lines : lines.slice(0, end)).map(cells)
  if (!names || rows.length === 0) throw new Error(`${file} has no table under ${heading}`)
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])))
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** `1,234.50` -> 123450 */
export function centsIn(text: string | undefined): number {
  if (text === undefined || !/^[\d,]+\.\d{2}$/.test(text)) throw new Error(`not an amount: ${String(text)}`)
  return Number(text.replaceAll(/[,.]/g, ''))
}

/** `salary 9,000.00, benefits 300.00` -> cents by name; `none` -> nothing. */
export function amountsIn(text: string | undefined): Record<string, number> {
  if (text === undefined || text === 'none') return {}
  return Object.fromEntries(
    text.split(', ').map((part) => {
      const [name = '', amount] = part.split(' ')
      return [name, centsIn(amount)]
    }),
  )
}
