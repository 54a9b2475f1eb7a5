// Does a rule pack answer a case as expected? Says every difference in words, so that whoever changed the pack sees
// what else has changed.
import { DateTime } from 'luxon'
import type { Instant } from '../calendar-date'
import type { CaseFile, PolicyCase } from './case-file'
import { complaintDeadline, limitation } from './deadlines'
import { type Judgement, judge } from './judge'
import type { RulePack } from './pack-file'
import type { Situation } from './situation'
import { allocate, claimAgainstHeir, loanClass } from './terms'

export interface CaseResult {
  id: string
  title: string
  /** Empty: as expected. */
  differences: string[]
}

/** Runs every case of the file on the packs it names. */
export function runCases(file: CaseFile, packs: readonly RulePack[]): CaseResult[] {
  return file.cases.map((item) => {
    const names = item.packs ?? file.packs
    const chosen = packs.filter(({ policy }) => names.includes(policy))
    const unknown = names.filter((name) => !packs.some(({ policy }) => policy === name))
    const differences =
      unknown.length > 0
        ? unknown.map((name) => `there is no rule pack ${name}`)
        : differencesOf(item, chosen, file.zone)
    return { id: item.id, title: item.title, differences }
  })
}

function differencesOf(item: PolicyCase, packs: readonly RulePack[], zone: string): string[] {
  const { situation, limitation: claim, complaint, payment, loan, heir, expect } = item
  const [pack] = packs
  if (!pack) return ['no rule pack is named']
  if (situation) return judged(situation, packs, expect, zone)
  if (claim) {
    const { lastDay, movedTo, flags } = limitation(pack, claim)
    return compare(expect, { lastDay, movedTo, flagged: flags.length > 0 })
  }
  if (complaint) {
    const { dueOn, targetOn, flags } = complaintDeadline(pack, complaint)
    return compare(expect, { dueOn, targetOn, flagged: flags.length > 0 })
  }
  if (payment) {
    const { ruleId, partsCents } = allocate(pack, payment)
    return compare(expect, { partsCents, rules: [ruleId] })
  }
  if (loan) return compare(expect, { loanClass: loanClass(pack, loan) })
  if (heir) return compare(expect, { claimCents: claimAgainstHeir(pack, heir) })
  return ['the case asks nothing']
}

type Expected = PolicyCase['expect']

function judged(
  situation: Situation,
  packs: readonly RulePack[],
  { until, among = [], ...expect }: Expected,
  zone: string,
): string[] {
  const judgement = judge(situation, packs)
  const spoke = ids(judgement)
  const missing = among.filter((id) => !spoke.includes(id))
  return [
    ...compare(
      { ...expect, ...(expect.rules ? { rules: [...expect.rules].sort() } : {}) },
      answered(judgement, expect),
    ),
    ...(until !== undefined && until !== judgement.until
      ? [`until: expected ${shown(until, zone)}, found ${shown(judgement.until, zone)}`]
      : []),
    ...missing.map((id) => `rules: expected ${id} among them, found ${spoke.join(', ') || 'none'}`),
  ]
}

function answered(judgement: Judgement, expect: Expected): Partial<Expected> {
  const { verdict, reasons, stops, needs, counters } = judgement
  const used = Object.keys(expect.used ?? {}).map((id) => [
    id,
    Math.max(0, ...counters.filter(({ ruleId }) => ruleId === id).map((reading) => reading.used)),
  ])
  return {
    verdict,
    rules: ids(judgement),
    ...(reasons[0] ? { force: reasons[0].force } : {}),
    stops,
    documents: needs?.documents ?? [],
    approvals: needs?.approvals ?? 0,
    ...(needs?.template === undefined ? {} : { template: needs.template }),
    used: Object.fromEntries(used) as Record<string, number>,
  }
}

function ids({ reasons }: Judgement): string[] {
  return [...new Set(reasons.map(({ ruleId }) => ruleId))].sort()
}

/** What is expected and not so; what the case does not mention may be anything. */
function compare(expected: Expected, found: Partial<Expected>): string[] {
  return Object.entries(expected).flatMap(([property, wanted]) => {
    if (wanted === undefined) return []
    const value = found[property as keyof Expected]
    const same = canonical(wanted) === canonical(value)
    return same ? [] : [`${property}: expected ${canonical(wanted)}, found ${canonical(value)}`]
  })
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value) ?? 'nothing'
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b))))
}

function shown(instant: Instant | null, zone: string): string {
  if (instant === null) return 'no time'
  return DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd HH:mm:ss 'in' z")
}
