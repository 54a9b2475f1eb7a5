// What does a rule pack say? Reads the YAML that a compliance officer keeps in policies/, with the holidays of its
// calendar, or says what is wrong with it and where.
import { type FileProblem, readYaml } from '../yaml-source'
import { type HolidayCalendar, weekdays } from './calendar'
import { type PackFile, type Rule, packFile } from './rule-shape'

export type RulePack = Omit<PackFile, 'calendar'> & { calendar: HolidayCalendar | null }

export type PackReading = { ok: true; pack: RulePack } | { ok: false; problems: FileProblem[] }

/** A rule with the part of the file that it stands in. */
export interface PlacedRule {
  part: string
  path: (string | number)[]
  rule: Rule
}

/** Reads and checks one rule pack; nothing of a file with a problem is used. */
export function parsePack(text: string, calendars: readonly HolidayCalendar[]): PackReading {
  const reading = readYaml(text, packFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const calendar = calendars.find((candidate) => candidate.calendar === value.calendar) ?? null
  const problems = [
    ...doubledIds(value).map(({ path, message }) => problemAt(path, message)),
    ...(value.calendar !== null && calendar === null
      ? [problemAt(['calendar'], `there is no calendar ${value.calendar} in policies/calendars`)]
      : []),
    ...value.windows.flatMap(({ days }, index) =>
      value.calendar === null && days?.some((day) => !weekdays.some((weekday) => weekday === day))
        ? [problemAt(['windows', index, 'days'], 'needs the calendar of the pack, which names none')]
        : [],
    ),
    ...value.windows.flatMap(({ allow }, index) =>
      [...allow]
        .sort((a, b) => a.from.localeCompare(b.from))
        .some(({ from }, n, all) => n > 0 && from < (all[n - 1]?.to ?? ''))
        ? [problemAt(['windows', index, 'allow'], 'has spans that overlap')]
        : [],
    ),
  ]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, pack: { ...value, calendar } }
}

/** Every rule of the pack with its place in the file, in the file's order. */
export function rulesOf(pack: RulePack | PackFile): PlacedRule[] {
  const listed = (part: string, path: (string | number)[], rules: readonly Rule[]): PlacedRule[] =>
    rules.map((rule, index) => ({ part, path: [...path, index], rule }))
  const single = (part: string, path: string[], rule: Rule | undefined): PlacedRule[] =>
    rule ? [{ part, path, rule }] : []
  const { terms } = pack
  return [
    ...listed('windows', ['windows'], pack.windows),
    ...listed('counters', ['counters'], pack.counters),
    ...listed('waits', ['waits'], pack.waits),
    ...listed('checks', ['checks'], pack.checks),
    ...listed('words', ['words'], pack.words),
    ...single('outOfContact', ['outOfContact'], pack.outOfContact),
    ...single('terms', ['terms', 'limitation'], terms.limitation),
    ...single('terms', ['terms', 'complaint'], terms.complaint),
    ...listed('terms', ['terms', 'allocation'], terms.allocation),
    ...listed('terms', ['terms', 'loanClasses'], terms.loanClasses),
    ...single('terms', ['terms', 'estate'], terms.estate),
    ...listed('terms', ['terms', 'retention'], terms.retention),
  ]
}

function doubledIds(file: PackFile): { path: (string | number)[]; message: string }[] {
  const all = rulesOf(file)
  return all.flatMap(({ path, rule: { id } }) =>
    all.filter((other) => other.rule.id === id).length > 1
      ? [{ path: [...path, 'id'], message: `there are two rules ${id}` }]
      : [],
  )
}
