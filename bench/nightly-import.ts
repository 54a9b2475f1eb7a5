// G1: how near does a whole night's import come to what PostgreSQL can copy at all? The real workflow on a generated
// book, from its start to the commit, beside a raw COPY of the same files: once with 5 % of the book changed, once
// with all of it new.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Bank, databaseUrlOf, openBank } from './bank'
import { bookOf, writeFirstNight, writeSecondNight } from './generated-book'
import type { Finding, Site, Sizes } from './goal'
import { importPhases } from './import-phases'
import { load, ratios, rounded, shown, spreadOf } from './measure'
import { rawCopy } from './raw-copy'
import { type Effort, stopwatch } from './stopwatch'

const targets = { churn: 0.3, dayOne: 0.2 }

type Night = keyof typeof targets

interface Import extends Effort {
  rows: number
  rejected: number
  /** Seconds of each activity, the reconciliation after the commit included. */
  phases: Record<string, number>
}

interface Measured {
  raw: Effort[]
  ours: Import[]
}

export async function nightlyImport(site: Site, { rows, runs }: Sizes): Promise<Finding> {
  const book = bookOf(rows)
  const drops = join(site.home, 'generated')
  mkdirSync(drops, { recursive: true })
  site.say(`G1: writing a book of ${book.accounts} accounts`)
  const folders = { dayOne: writeFirstNight(book, drops), churn: writeSecondNight(book, drops) }
  const measured: Record<Night, Measured> = { dayOne: { raw: [], ours: [] }, churn: { raw: [], ours: [] } }
  const before = load()
  for (let run = 1; run <= runs; run += 1) {
    await withImporter(site, run, async (importer) => {
      for (const night of ['dayOne', 'churn'] as const) {
        const raw = await importer.copy(folders[night])
        const ours = await importer.import(folders[night])
        measured[night].raw.push(raw)
        measured[night].ours.push(ours)
        const [rawSeconds, seconds] = [raw, ours].map((effort) => effort.seconds.toFixed(1))
        site.say(`G1: run ${run}, ${night}: COPY ${rawSeconds} s, import ${seconds} s`)
      }
    })
  }
  return finding(measured, { before, after: load() })
}

interface Importer {
  copy(folder: string): Promise<Effort>
  import(folder: string): Promise<Import>
}

/** A bank without any book yet, and both ways to take in a drop. */
async function withImporter(
  site: Site,
  run: number,
  work: (importer: Importer) => Promise<void>,
): Promise<void> {
  const name = `bench_import_${run}`
  let stop = stopwatch(site)
  const committed: Effort[] = []
  const onCommit = () => void committed.push(stop())
  const bank = await openBank(site, { name, simulation: false, onCommit })
  try {
    await work({
      async copy(folder) {
        await rest(bank)
        return rawCopy(site, databaseUrlOf(site, name), folder)
      },
      async import(folder) {
        await rest(bank)
        stop = stopwatch(site)
        const imported = await importNight(bank, folder)
        const effort = committed.pop()
        if (!effort) throw new Error(`${folder}: nothing was committed`)
        return { ...imported, ...effort }
      },
    })
  } finally {
    await bank.close()
  }
}

/** Between two nights lies a day: PostgreSQL has cleaned up and written everything out. */
async function rest({ db }: Bank): Promise<void> {
  await db.pool.query('vacuum analyze')
  await db.pool.query('checkpoint')
}

async function importNight(bank: Bank, folder: string): Promise<Omit<Import, keyof Effort>> {
  const { dropId, report } = await bank.import(folder)
  const sum = (figure: (file: (typeof report.files)[number]) => number) =>
    report.files.reduce((total, file) => total + figure(file), 0)
  const differences = report.reconciliation?.differences ?? ['it was not reconciled']
  if (differences.length > 0)
    throw new Error(`${dropId}: the tables differ from the files: ${differences[0]}`)
  const phases = await importPhases(bank.relay.client, folder)
  return { rows: sum((file) => file.rows), rejected: sum((file) => file.rejected), phases }
}

function finding(measured: Record<Night, Measured>, load: { before: number; after: number }): Finding {
  const churn = figures(measured.churn)
  const dayOne = figures(measured.dayOne)
  const nights = [
    { name: '5 % changed', target: targets.churn, ...churn },
    { name: 'day one, all new', target: targets.dayOne, ...dayOne },
  ]
  return {
    json: { ...churn, dayOne, load },
    table: nights.map(({ name, target, ratio, spread, rows, rowsPerSecond, seconds, rawSeconds }) => ({
      what: `nightly import, ${name}, ${rows} rows`,
      figure: `${ratio} (${spread.join('-')})`,
      target: `>= ${target.toFixed(2)}`,
      made: `import ${seconds} s, ${rowsPerSecond} rows/s; COPY ${rawSeconds} s`,
    })),
    notes: nights.flatMap(({ name, phases, processorRatio }) => [
      `${name}, seconds: ${Object.entries(phases)
        .map((phase) => phase.join(' '))
        .join(', ')}`,
      ...(processorRatio === null ? [] : [`${name}: ratio of processor time ${processorRatio}`]),
    ]),
  }
}

function figures({ raw, ours }: Measured) {
  const [first] = ours
  if (!first) throw new RangeError('nothing was measured')
  const secondsOf = (efforts: readonly Effort[]) => efforts.map(({ seconds }) => seconds)
  const ratio = spreadOf(ratios(secondsOf(raw), secondsOf(ours)))
  const work = ratios(raw.map(processorOf), ours.map(processorOf)).filter(Number.isFinite)
  const phaseOf = (phase: string) => rounded(spreadOf(ours.map(({ phases }) => phases[phase] ?? 0)).median, 1)
  return {
    ratio: rounded(ratio.median),
    spread: [rounded(ratio.min), rounded(ratio.max)],
    /** The same by processor time, which neighbours on the machine disturb less. */
    processorRatio: work.length === 0 ? null : rounded(spreadOf(work).median),
    rows: first.rows,
    rejected: first.rejected,
    rowsPerSecond: Math.round(first.rows / spreadOf(secondsOf(ours)).median),
    seconds: shown(spreadOf(secondsOf(ours)), 1),
    rawSeconds: shown(spreadOf(secondsOf(raw)), 1),
    phases: Object.fromEntries(Object.keys(first.phases).map((phase) => [phase, phaseOf(phase)])),
  }
}

const processorOf = ({ processorSeconds }: Effort): number => processorSeconds ?? Number.NaN
