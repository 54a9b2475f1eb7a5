// Does docs/contact-rules.md tell of every rule of every pack, as it stands in the pack?
import { readFileSync } from 'node:fs'
import { ownRules } from '../../audit/own-rules'
import { readPacks } from '../../audit/rule-files'
import { ruleTable } from '../../audit/rule-table'

const document = readFileSync('docs/contact-rules.md', 'utf8')
const packs = readPacks('policies', ['cn-bank', 'us-reg-f', 'uk-conc', 'eu-2021-2167'])

test.each(packs)('every rule of $policy is in the document as the pack has it', (pack) => {
  const lines = new Set(document.split('\n'))
  expect(ruleTable(pack).filter((line) => !lines.has(line))).toEqual([])
})

test('the document has no rule that no pack has', () => {
  const known = new Set(packs.flatMap(ruleTable))
  const rows = document.split('\n').filter((line) => /^\| `[A-Z]{2}[A-Z0-9]*-[A-Z0-9-]+` \|/.test(line))
  expect(rows.length).toBeGreaterThan(80)
  expect(rows.filter((line) => !known.has(line))).toEqual([])
})

test("the audit's own rules are explained", () => {
  expect(ownRules.filter((rule) => !document.includes(`\`${rule}\``))).toEqual([])
})
