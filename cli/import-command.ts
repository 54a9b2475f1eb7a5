// `arrears import <folder>`: one nightly drop, run as a workflow so that a crash in the middle goes on. Progress goes
// to standard error, the report to standard output, rejected rows to a file beside the drop. The exit code is for the
// bank's scheduler.
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Command as Program } from 'commander'
import { readManifest } from '../batch/drop-manifest'
import { rejectsOf } from '../batch/drop-store'
import { rejectsCsv, reportLines } from '../batch/report-text'
import { type ImportResult, importDrop } from '../cases/run-import'
import { isSimulation } from '../cases/timekeeper'
import { addDays, instantAt } from '../domain/calendar-date'
import { CommandRefused, type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'

const importExitCodes: Record<ImportResult['status'], number> = {
  applied: exitCodes.done,
  alreadyApplied: exitCodes.done,
  refused: 3,
  held: 4,
}

interface ImportOptions {
  home: string
  json?: boolean
  by?: string
  release?: boolean
  reason?: string
  rejects?: string
}

/** Registers `import`. Exit codes: 0 done, 1 failed, 2 usage, 3 drop refused, 4 drop held for release. */
export function registerImportCommand(program: Program): void {
  withCommonOptions(
    program
      .command('import <folder>')
      .description('import a nightly drop and print its reconciliation report'),
  )
    .option('--by <person>', 'who imports, or releases (default: the OS user)')
    .option('--release', 'let a held drop go; needs --by and --reason')
    .option('--reason <text>', 'why it is released')
    .option('--rejects <file>', 'where rejected rows are written (default: <folder>.rejects.csv)')
    .action(runImport)
}

async function runImport(folder: string, options: ImportOptions): Promise<void> {
  const release = releaseOf(options)
  await withArrears(options, async (opened) => {
    const { temporal, config } = opened
    if (!temporal)
      throw new CommandRefused('TEMPORAL_DOWN', `no answer from ${config.temporal.address}: arrears doctor`)
    const result = await importDrop({
      client: temporal.client,
      taskQueue: config.taskQueue,
      folder,
      clockOffsetMs: await clockOffsetMs(opened, folder),
      importedBy: options.by ?? userInfo().username,
      ...(release ? { release } : {}),
      onProgress: (phase) => process.stderr.write(`${phase}\n`),
    })
    const rejectsFile = options.rejects ?? `${resolve(folder)}.rejects.csv`
    const rejects = result.dropId === null ? [] : await rejectsOf(opened.db, result.dropId)
    if (rejects.length > 0) writeFileSync(rejectsFile, rejectsCsv(rejects))
    const shown = { ...result, rejects: rejects.length, ...(rejects.length > 0 ? { rejectsFile } : {}) }
    print(options.json, shown, () => [
      ...linesOf(result, folder),
      ...(rejects.length > 0 ? [`${rejects.length} rejected rows: ${rejectsFile}`] : []),
    ])
    process.exitCode = isReconciled(result) ? importExitCodes[result.status] : exitCodes.failed
  })
}

/** A night whose tables differ from the raw files is written but must not pass unnoticed. */
function isReconciled({ report }: ImportResult): boolean {
  return (report?.reconciliation?.differences.length ?? 0) === 0
}

function releaseOf({ release, by, reason }: ImportOptions): { by: string; reason: string } | null {
  if (!release) return null
  if (by === undefined || reason === undefined) {
    throw new CommandRefused(
      'BAD_OPTION',
      '--release needs --by <person> and --reason <text>',
      exitCodes.usage,
    )
  }
  return { by, reason }
}

/**
 * In a simulation a drop is imported at six in the morning after its business date, or right after the newest import
 * when that was later: what is learnt late is learnt late there too.
 */
async function clockOffsetMs({ db, config }: Opened, folder: string): Promise<number> {
  if (!(await isSimulation(db))) return 0
  const manifest = await readManifest(folder).catch(() => null) // the import says what is wrong with it
  if (!manifest) return 0
  const newest = await db.prisma.drop.aggregate({ _max: { appliedAt: true } })
  const morning = instantAt(addDays(manifest.businessDate, 1), config.bankZone, '06:00')
  return Math.max(morning, (newest._max.appliedAt?.getTime() ?? 0) + 1_000) - Date.now()
}

function linesOf(result: ImportResult, folder: string): string[] {
  switch (result.status) {
    case 'applied':
      return reportLines(result.report)
    case 'alreadyApplied':
      return ['applied already, nothing written; the report of that time:', ...reportLines(result.report)]
    case 'held':
      return [
        `held, nothing written: ${result.reasons.join('; ')}`,
        `to let it go: arrears import ${folder} --release --by <person> --reason <text>`,
      ]
    case 'refused':
      return [`refused, nothing written: ${result.code}: ${result.message}`]
  }
}
