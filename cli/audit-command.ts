// `arrears audit breaches`: was every contact lawful? The compliance officer's second look, which shares no code with what
// decided (docs/contact-rules.md).
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { type AuditReport, auditContacts, breachLine } from '../audit/breaches'
import { addDays, instantAt } from '../domain/calendar-date'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

interface Options {
  home: string
  json?: boolean
  from?: string
  to?: string
  gaps?: boolean
}

const policiesDir = join(__dirname, '..', 'policies')

/** Registers the group `audit`. Exit code 1 when a breach is found. */
export function registerAuditCommands(program: Program): void {
  const group = program.command('audit').description('what happened, looked at again from outside')
  withCommonOptions(group.command('breaches'))
    .description('every contact that should not have been, by the rule packs that the bank has named')
    .option('--from <date>', 'contacts from this day on')
    .option('--to <date>', 'contacts up to and including this day')
    .option('--gaps', 'list as well what cannot be checked, with the reason')
    .action(breaches)
}

async function breaches(options: Options): Promise<void> {
  await withArrears(options, async ({ db, config }) => {
    const span = spanOf(options, config.bankZone)
    const report = await auditContacts(db, { policiesDir, ...span })
    print(options.json, report, () => linesOf(report, options.gaps ?? false))
    if (report.breaches.length > 0) process.exitCode = exitCodes.failed
  })
}

function spanOf({ from, to }: Options, zone: string): { from?: number; to?: number } {
  if (from !== undefined && to !== undefined && from > to)
    throw new CommandRefused('DATES_REVERSED', `--from ${from} is after --to ${to}`, exitCodes.usage)
  return {
    ...(from === undefined ? {} : { from: beginOf('--from', from, zone) }),
    ...(to === undefined ? {} : { to: beginOf('--to', to, zone, 1) }),
  }
}

function beginOf(option: string, date: string, zone: string, later = 0): number {
  try {
    const begin = instantAt(date, zone)
    return later === 0 ? begin : instantAt(addDays(date, later), zone)
  } catch {
    throw new CommandRefused(
      'DATE_INVALID',
      `${option} is a day such as 2026-03-05, not ${date}`,
      exitCodes.usage,
    )
  }
}

function linesOf({ contacts, breaches: found, checked, notChecked }: AuditReport, gaps: boolean): string[] {
  const byKind = [...new Set(checked.map(({ kind }) => kind))].map((kind) => {
    const rules = checked.filter((rule) => rule.kind === kind).map(({ rule }) => rule)
    return `checked, ${kind}: ${rules.join(' ')}`
  })
  const open = notChecked.map(({ policy, rule, why }) => `not checked, ${policy}: ${rule}, ${why}`)
  return [
    ...found.map(breachLine),
    `${contacts} contacts, ${found.length} breaches`,
    ...byKind,
    ...(gaps ? open : [`not checked: ${open.length} things; --gaps lists them`]),
  ]
}
