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
import { rawCopySeconds } from './raw-copy'

const targets = { churn: 0.3, dayOne: 0.2 }

type Night = keyof typeof targets

interface Import {
  rows: number
  rejected: number
  seconds: number
  /** Seconds of each activity, the reconciliation after the commit included. */
  phases: Record<string, number>
}

interface Measured {
  raw: number[]
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
    await withBank(site, `bench_import_${run}`, async (bank) => {
      for (const night of ['dayOne', 'churn'] as const) {
        await rest(bank)
        const raw = await rawCopySeconds(databaseUrlOf(site, `bench_import_${run}`), folders[night])
        await rest(bank)
        const ours = await timedImport(bank, folders[night])
        measured[night].raw.push(raw)
        measured[night].ours.push(ours)
        site.say(`G1: run ${run}, ${night}: COPY ${raw.toFixed(1)} s, import ${ours.seconds.toFixed(1)} s`)
      }
    })
  }
  return finding(measured, { before, after: load() })
}

async function withBank(site: Site, name: string, work: (bank: Bank) => Promise<void>): Promise<void> {
  const bank = await openBank(site, { name, simulation: false })
  try {
    await work(bank)
  } finally {
    await bank.close()
  }
}

/** Between two nights lies a day: PostgreSQL has cleaned up and written everything out. */
async function rest({ db }: Bank): Promise<void> {
  await db.pool.query('vacuum analyze')
  await db.pool.query('checkpoint')
}

async function timedImport(bank: Bank, folder: string): Promise<Import> {
  const { dropId, report } = await bank.import(folder)
  const sum = (figure: (file: (typeof report.files)[number]) => number) =>
    report.files.reduce((total, file) => total + figure(file), 0)
  const differences = report.reconciliation?.differences ?? ['it was not reconciled']
  if (differences.length > 0)
    throw new Error(`${dropId}: the tables differ from the files: ${differences[0]}`)
  const { seconds, phases } = await importPhases(bank.relay.client, folder)
  return { rows: sum((file) => file.rows), rejected: sum((file) => file.rejected), seconds, phases }
}

function finding(measured: Record<Night, Measured>, load: { before: number; after: number }): Finding {
  const churn = figures(measured.churn)
  const dayOne = figures(measured.dayOne)
  const names = { churn: '5 % changed', dayOne: 'day one, all new' }
  const nights = [
    ['churn', churn],
    ['dayOne', dayOne],
  ] as const
  return {
    json: { ...churn, dayOne, load },
    table: nights.map(([night, { ratio, spread, rows, rowsPerSecond, seconds, rawSeconds }]) => ({
      what: `nightly import, ${names[night]}, ${rows} rows`,
      figure: `${ratio} (${spread.join('-')})`,
      target: `>= ${targets[night]}`,
      made: `import ${seconds} s, ${rowsPerSecond} rows/s; COPY ${rawSeconds} s`,
    })),
    notes: nights.map(([night, { phases }]) => {
      const list = Object.entries(phases).map(([phase, seconds]) => `${phase} ${seconds} s`)
      return `${names[night]}: ${list.join(', ')}`
    }),
  }
}

function figures({ raw, ours }: Measured) {
  const seconds = ours.map((night) => night.seconds)
  const ratio = spreadOf(ratios(raw, seconds))
  const [first] = ours
  if (!first) throw new RangeError('nothing was measured')
  const phaseOf = (phase: string) => rounded(spreadOf(ours.map(({ phases }) => phases[phase] ?? 0)).median, 1)
  return {
    ratio: rounded(ratio.median),
    spread: [rounded(ratio.min), rounded(ratio.max)],
    rows: first.rows,
    rejected: first.rejected,
    rowsPerSecond: Math.round(first.rows / spreadOf(seconds).median),
    seconds: shown(spreadOf(seconds), 1),
    rawSeconds: shown(spreadOf(raw), 1),
    phases: Object.fromEntries(Object.keys(first.phases).map((phase) => [phase, phaseOf(phase)])),
  }
}
