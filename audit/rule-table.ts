// Every rule of a pack in a line for people: what it says, on whose authority, what the system does by it, how consent
// lifts it, and whether the audit sees when it is broken. docs/contact-rules.md holds these lines, and a test compares them.
import { coverageOf } from './pack-rules'
import type { Pack } from './rule-files'
import type { AnyRule, CheckRule } from './rule-shape'

export const tableHead = [
  '| Rule | What it says | Source | Force | What the system does | Consent | Audit |',
  '|---|---|---|---|---|---|---|',
]

/** The lines of a pack, in the order of its file. */
export function ruleTable(pack: Pack): string[] {
  const { checked, notChecked } = coverageOf([pack])
  const seen = new Set(checked.map(({ rule }) => rule))
  const gaps = new Set(notChecked.map(({ rule }) => rule))
  const line = (rule: AnyRule, does: string, consent = '–') => {
    const source = rule.article === null ? rule.source : `${rule.source}, ${rule.article}`
    const force = `${forces[rule.force] ?? rule.force}, ${rule.verified ? 'verified' : '**unverified**'}`
    const audit = seen.has(rule.id) ? (gaps.has(rule.id) ? 'in part' : 'yes') : 'no'
    const cells = [`\`${rule.id}\``, rule.text, source, force, does, consent, audit]
    return `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
  }
  return [
    ...[...pack.windows, ...pack.counters, ...pack.waits].map((rule) =>
      line(rule, deeds[rule.action] ?? rule.action, consentText(rule.override)),
    ),
    ...pack.checks.map((rule) => line(rule, deedsOf(rule))),
    ...pack.words.map((rule) => line(rule, 'refuses the words')),
    ...(pack.outOfContact ? [line(pack.outOfContact, 'opens the way to a third party')] : []),
    ...pack.terms.map((rule) => line(rule, 'reckons by it')),
  ]
}

const forces: Record<string, string> = {
  law: 'law',
  presumption: 'presumption',
  standard: 'standard',
  selfRegulation: 'self-regulation',
  bankPolicy: "the bank's own",
}

const deeds: Record<string, string> = {
  DEFER: 'puts it off',
  BLOCK: 'refuses',
  STOP: 'stops everything',
  NEEDS: 'asks for papers or approvals',
  FLAG: 'lets it pass, marked',
}

function deedsOf({ checks }: CheckRule): string {
  return [...new Set(checks.map(({ then }) => deeds[then] ?? then))].join('; ')
}

function consentText(override: { topic: string; validDays?: number | undefined } | undefined): string {
  if (!override) return '–'
  const span = override.validDays === undefined ? '' : `, ${override.validDays} days`
  return `to other ${override.topic === 'hours' ? 'hours' : 'frequency'}${span}`
}
