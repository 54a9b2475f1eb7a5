// May personal data still be used, and may it be removed? Two stages after the last account of a person was closed:
// restricted (stored only), then purged; never before the floors of the law, never while something is open (CN-PII-04).
import { z } from 'zod'
import type { CalendarDate } from '../calendar-date'
import { type FileProblem, readYaml } from '../yaml-source'

const months = z.int().min(0).max(600)

const retentionFile = z.strictObject({
  /** Version of the file, in quotes. */
  retention: z.string().min(1),
  restrict: z.strictObject({ afterMonths: months }),
  purge: z.strictObject({ afterMonths: months }),
  floors: z.array(
    z.strictObject({
      id: z.string().min(1),
      text: z.string().min(1),
      source: z.string().min(1),
      verified: z.boolean(),
      customersIn: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1),
      months,
      after: z.enum(['closure', 'lastContact']),
    }),
  ),
  dropArchive: z.strictObject({ keepMonths: months }),
})

export type RetentionTerms = z.infer<typeof retentionFile>
export type RetentionReading = { ok: true; terms: RetentionTerms } | { ok: false; problems: FileProblem[] }

/** Reads `policies/retention.yaml`; a purge that comes before a floor or before the restriction is a mistake. */
export function parseRetention(text: string): RetentionReading {
  const reading = readYaml(text, retentionFile)
  if (!reading.ok) return reading
  const { value: terms, problemAt } = reading
  const at = ['purge', 'afterMonths']
  const problems = [
    ...(terms.purge.afterMonths < terms.restrict.afterMonths
      ? [problemAt(at, 'data is restricted before it is purged, not after')]
      : []),
    ...terms.floors
      .filter((floor) => floor.after === 'closure' && floor.months > terms.purge.afterMonths)
      .map(({ id, months: least }) => problemAt(at, `${id} keeps records for ${least} months`)),
    ...terms.floors
      .filter(({ id }, index) => terms.floors.findIndex((other) => other.id === id) !== index)
      .map(({ id }) => problemAt(['floors'], `there are two floors ${id}`)),
  ]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, terms }
}

/** What keeps personal data in use, whatever its age. */
export type Keeping =
  | { kind: 'openCase' | 'debtOwed'; accountId: string }
  | { kind: 'status' | 'task' | 'representation'; accountId: string; id: string }

/** What the two stages depend on. */
export interface KeptPerson {
  country: string
  /** When the last of the person's accounts was closed; null: not all are. */
  closedOn: CalendarDate | null
  /** The last contact with the person, by whomever; null: there was none. */
  lastContactOn: CalendarDate | null
  keeping: readonly Keeping[]
}

export interface Stage {
  /** The first day on which time alone allows it; null: no account is closed yet. */
  from: CalendarDate | null
  /** Whether it may happen today. */
  isDue: boolean
  /** What stands against it, in words: the rule or what is still open. */
  because: string[]
}

/** The two stages of a person on `today`. */
export function stagesOf(
  person: KeptPerson,
  terms: RetentionTerms,
  today: CalendarDate,
): { restrict: Stage; purge: Stage } {
  const open = person.keeping.map(keepingText)
  return {
    restrict: stage(person, [{ id: 'restrict', months: terms.restrict.afterMonths }], open, today),
    purge: stage(
      person,
      [
        { id: 'purge', months: terms.purge.afterMonths },
        ...terms.floors.filter(({ customersIn }) => customersIn.includes(person.country)),
      ],
      open,
      today,
    ),
  }
}

interface Wait {
  id: string
  months: number
  after?: 'closure' | 'lastContact'
}

function stage(
  { closedOn, lastContactOn }: KeptPerson,
  waits: readonly Wait[],
  open: string[],
  today: CalendarDate,
): Stage {
  if (closedOn === null) return { from: null, isDue: false, because: open }
  const dates = waits.map(({ id, months: wait, after = 'closure' }) => ({
    id,
    from: addMonths(after === 'closure' ? closedOn : later(closedOn, lastContactOn), wait),
  }))
  const early = dates.filter(({ from }) => today < from).map(({ id, from }) => `${id}: not before ${from}`)
  const from = dates.map((date) => date.from).reduce(later)
  const because = [...open, ...early]
  return { from, isDue: because.length === 0, because }
}

function later(one: CalendarDate, other: CalendarDate | null): CalendarDate {
  return other !== null && other > one ? other : one
}

function keepingText(keeping: Keeping): string {
  switch (keeping.kind) {
    case 'openCase':
      return `the case of ${keeping.accountId} is open`
    case 'debtOwed':
      return `${keeping.accountId} is still owed on`
    case 'status':
      return `${keeping.accountId}: ${keeping.id}`
    case 'task':
    case 'representation':
      return `${keeping.kind} ${keeping.id} of ${keeping.accountId} is open`
  }
}

/** The same day so many months later, or the last day of that month. */
export function addMonths(date: CalendarDate, count: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + count, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, last)))
    .toISOString()
    .slice(0, 10)
}
