// docs/nightly-drop.md says what the import does: every column, every rule, every code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dropFiles } from '../../batch/drop-format'
import { columnTable, ruleTable } from '../support/format-text'

const projectRoot = join(__dirname, '../..')
const page = readFileSync(join(projectRoot, 'docs/nightly-drop.md'), 'utf8')
const source = (file: string) => readFileSync(join(projectRoot, 'batch', file), 'utf8')

test.each(dropFiles.map((file) => [file.name, file] as const))(
  'the columns of %s are as documented',
  (name, file) => {
    const section = page.split(`### \`${name}\``)[1]?.split('\n### ')[0] ?? ''
    expect(section).toContain(`${columnTable(file).join('\n')}\n`)
    expect(section.startsWith(file.required ? '\n' : ' (optional)\n')).toBe(true)
    for (const column of file.key) expect(section).toMatch(new RegExp(`Key: [^\n]*\`${column}\``))
    if ('controlColumn' in file)
      expect(section).toContain(`Control total: the sum of \`${file.controlColumn}\``)
  },
)

test('the rules between rows are as documented', () => {
  expect(page).toContain(`${ruleTable().join('\n')}\n`)
})

test.each(['reject-codes.ts', 'drop-refused.ts', 'night-rules.ts'])(
  'every code of %s is explained',
  (file) => {
    const codes = [...source(file).matchAll(/^ {2}\| '(\w+)'$/gm)].map((match) => match[1] ?? '')
    expect(codes.length).toBeGreaterThan(5)
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  },
)

test('the example has the headers of the format', () => {
  for (const file of dropFiles.filter(({ required }) => required)) {
    expect(page).toContain(`${file.name}\n${file.columns.map(({ name }) => name).join(',')}\n`)
  }
})
