// What did the six months bring? Counted from the tables after the run: the night-by-night table for people and the
// summary for programs.
import type { Strategy } from '../../domain/strategy'
import type { Database } from '../../platform/database'

export type StepCounts = Record<Strategy['ladder'][number]['step'], number>

/** One night of the table; `steps` and `refusals` are of the day that followed it. */
export interface NightLine {
  night: string
  in: number
  new: number
  paid: number
  cured: number
  steps: StepCounts
  refusals: Record<string, number>
}

export interface CaseCounts {
  opened: number
  cured: number
  open: number
}

/** Steps that were done, by kind, and refusals by rule, on the case's own days from `from` up to `to`. */
export async function stepsAndRefusals(
  db: Database,
  strategies: readonly Strategy[],
  span: { from: number; to: number },
): Promise<{ steps: StepCounts; refusals: Record<string, number> }> {
  const { rows } = await db.pool.query<{
    kind: string
    rung: string | null
    outcome: string
    rule: string | null
    n: number
  }>(
    `select kind, payload ->> 'rung' as rung, payload ->> 'outcome' as outcome, payload ->> 'ruleId' as rule, count(*)::int as n
     from fact where kind in ('stepTaken', 'contactMade') and recorded_at >= $1 and recorded_at < $2
     group by 1, 2, 3, 4`,
    [new Date(span.from), new Date(span.to)],
  )
  const kinds = new Map(
    strategies.flatMap(({ ladder }) => ladder.map((rung) => [rung.id, rung.step] as const)),
  )
  const steps = noSteps()
  const refusals: Record<string, number> = {}
  for (const row of rows) {
    const step = row.rung === null ? undefined : kinds.get(row.rung)
    if (row.kind === 'stepTaken' && row.outcome === 'done' && step) steps[step] += row.n
    if (row.outcome === 'withheld')
      refusals[row.rule ?? 'UNNAMED'] = (refusals[row.rule ?? 'UNNAMED'] ?? 0) + row.n
  }
  return { steps, refusals }
}

/** Episodes by how they stand. */
export async function caseCounts(db: Database): Promise<CaseCounts> {
  const [opened, cured, open] = await Promise.all([
    db.prisma.episode.count(),
    db.prisma.episode.count({ where: { status: 'closed', closeReason: 'cured' } }),
    db.prisma.episode.count({ where: { status: 'open' } }),
  ])
  return { opened, cured, open }
}

export function noSteps(): StepCounts {
  return { reminder: 0, call: 0, letter: 0, visit: 0, secondVisit: 0, outsourcing: 0, legalReferral: 0 }
}

const columns: readonly (keyof StepCounts)[] = [
  'reminder',
  'call',
  'letter',
  'visit',
  'secondVisit',
  'outsourcing',
  'legalReferral',
]

/** The table, one line a night; quiet nights (no row changed, nothing done) are left out and counted. */
export function nightTable(lines: readonly NightLine[]): string[] {
  const head = [
    'night',
    'in',
    'new',
    'paid',
    'cured',
    'rem',
    'call',
    'lett',
    'visit',
    '2nd',
    'agency',
    'legal',
    'refusals',
  ]
  const widths = [10, 5, 4, 5, 5, 5, 5, 5, 5, 4, 6, 5, 8]
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell, index) => String(cell).padStart(widths[index] ?? 6)).join(' ')
  const busy = lines.filter(
    (line) =>
      line.new + line.paid + line.cured + columns.reduce((sum, step) => sum + line.steps[step], 0) > 0,
  )
  return [
    row(head),
    ...busy.map((line) =>
      row([
        line.night,
        line.in,
        line.new,
        line.paid,
        line.cured,
        ...columns.map((step) => line.steps[step]),
        Object.entries(line.refusals)
          .map(([rule, n]) => `${rule}:${n}`)
          .join(' ') || '-',
      ]),
    ),
    `${lines.length - busy.length} of ${lines.length} nights were quiet`,
  ]
}
