// What did the six months bring? Counted from the tables after the run: the night-by-night table for people and the
// summary for programs.
import type { AuditReport } from '../../audit/breaches'
import type { Strategy } from '../../domain/ladder/strategy'
import type { Database } from '../../platform/database'

export type StepCounts = Record<Strategy['ladder'][number]['step'], number>

/** How often each rule said no for good, and how often "not now". */
export interface Objections {
  refusals: Record<string, number>
  deferrals: Record<string, number>
}

/** One night of the table; steps and objections are of the day that followed it. */
export interface NightLine extends Objections {
  night: string
  in: number
  new: number
  paid: number
  cured: number
  steps: StepCounts
}

/** What the audit found, in short: breaches, and how much of the rules it could check. */
export interface AuditSummary {
  contacts: number
  breaches: number
  /** `cn-bank@2026.3#...`, with the number of contacts that were judged by it. */
  packs: Record<string, number>
  /** Rules that were checked, by kind. */
  checked: Record<string, number>
  /** Parts of rules that cannot be checked from the ledger: `arrears audit breaches --gaps` lists them. */
  notChecked: number
}

export interface CaseCounts {
  opened: number
  cured: number
  open: number
}

interface Span {
  from: number
  to: number
}

/** Steps that were done, by kind, on the case's own days from `from` up to `to`. */
export async function stepsDone(
  db: Database,
  strategies: readonly Strategy[],
  span: Span,
): Promise<StepCounts> {
  const { rows } = await db.pool.query<{ rung: string; n: number }>(
    `select payload ->> 'rung' as rung, count(*)::int as n from fact
     where kind = 'stepTaken' and payload ->> 'outcome' = 'done' and recorded_at >= $1 and recorded_at < $2
     group by 1`,
    [new Date(span.from), new Date(span.to)],
  )
  const kinds = new Map(
    strategies.flatMap(({ ladder }) => ladder.map((rung) => [rung.id, rung.step] as const)),
  )
  const steps = noSteps()
  for (const { rung, n } of rows) {
    const step = kinds.get(rung)
    if (step) steps[step] += n
  }
  return steps
}

/** What rules said against contacts and other steps in the same span, by the rule that was the strictest. */
export async function objections(db: Database, span: Span): Promise<Objections> {
  const { rows } = await db.pool.query<{ rule: string; deferred: boolean; n: number }>(
    `select coalesce(f.payload ->> 'ruleId', 'UNNAMED') as rule,
       coalesce(f.payload -> 'judgement' ->> 'verdict', '') = 'DEFER' as deferred, count(*)::int as n
     from fact f where f.payload ->> 'outcome' = 'withheld' and f.recorded_at >= $1 and f.recorded_at < $2
       and (f.kind = 'contactMade' or f.kind = 'stepTaken' and not exists (
         select from fact c where c.account_id = f.account_id and c.kind = 'contactMade'
           and c.payload ->> 'stepKey' = f.payload ->> 'stepKey' and c.payload ->> 'outcome' = 'withheld'))
     group by 1, 2 order by 1`,
    [new Date(span.from), new Date(span.to)],
  )
  const counted = (deferred: boolean) =>
    Object.fromEntries(rows.filter((row) => row.deferred === deferred).map(({ rule, n }) => [rule, n]))
  return { refusals: counted(false), deferrals: counted(true) }
}

/** The audit's report in numbers. */
export async function auditSummary(db: Database, report: AuditReport): Promise<AuditSummary> {
  const { rows } = await db.pool.query<{ pack: string; n: number }>(
    `select pack, count(*)::int as n from contact, jsonb_array_elements_text(judgement -> 'packs') as pack
     group by 1 order by 1`,
  )
  const checked: Record<string, number> = {}
  for (const { kind } of report.checked) checked[kind] = (checked[kind] ?? 0) + 1
  return {
    contacts: report.contacts,
    breaches: report.breaches.length,
    packs: Object.fromEntries(rows.map(({ pack, n }) => [pack, n])),
    checked,
    notChecked: report.notChecked.length,
  }
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
    'refused and deferred (~)',
  ]
  const widths = [10, 5, 4, 5, 5, 5, 5, 5, 5, 4, 6, 5, 24]
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
        objectionsText(line) || '-',
      ]),
    ),
    `${lines.length - busy.length} of ${lines.length} nights were quiet`,
  ]
}

function objectionsText({ refusals, deferrals }: Objections): string {
  const listed = (counts: Record<string, number>, mark: string) =>
    Object.entries(counts).map(([rule, n]) => `${mark}${rule}:${n}`)
  return [...listed(refusals, ''), ...listed(deferrals, '~')].join(' ')
}
