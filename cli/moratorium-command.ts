// `arrears moratorium`: one hold for many cases at once, and a restart that is spread over days.
import { readFileSync } from 'node:fs'
import type { Command as Program } from 'commander'
import { accountRules } from '../cases/account-rules'
import { MoratoriumRefused } from '../cases/moratorium-agreement'
import {
  type MoratoriumDeps,
  type MoratoriumReport,
  type Selection,
  liftMoratorium,
  placeMoratorium,
  reportOn,
} from '../cases/moratorium'
import { type HoldReason, holdReasons } from '../domain/protection/hold-facts'
import { CommandRefused, type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'
import { createPresent } from './present'
import { instantOf } from './record'

interface Options {
  home: string
  json?: boolean
  id: string
}

type Given = Options & Record<string, string | undefined>

/** Registers `moratorium place|lift|show`. */
export function registerMoratoriumCommands(program: Program): void {
  const group = program
    .command('moratorium')
    .description('hold many cases at once, and let them go on day by day')
  withCommonOptions(
    group.command('place').description('hold every chosen account; again: goes on where it stood'),
  )
    .requiredOption('--id <id>', 'an id of its own')
    .requiredOption('--until <instant>', 'when the first people start again')
    .requiredOption('--per-day <n>', 'people who start again on one day')
    .requiredOption('--by <person>', 'who orders it')
    .option('--reason <reason>', holdReasons.join(', '), 'moratorium')
    .option('--file <path>', 'account ids, one a line')
    .option('--where <conditions>', 'product=card,country=CN,segment=high: all that have these')
    .action((options: Given) => run(options, (deps) => placeMoratorium(deps, orderOf(options))))
  withCommonOptions(group.command('lift').description('let people start again, so many a day'))
    .requiredOption('--id <id>', 'the moratorium')
    .requiredOption('--from <instant>', 'when the first people start again')
    .requiredOption('--per-day <n>', 'people who start again on one day')
    .requiredOption('--by <person>', 'who orders it')
    .action((options: Given) => run(options, (deps) => liftMoratorium(deps, liftOf(options))))
  withCommonOptions(group.command('show').description('what was done so far'))
    .requiredOption('--id <id>', 'the moratorium')
    .action((options: Given) => run(options, ({ db }) => reportOn(db, options.id)))
}

async function run(options: Given, work: (deps: MoratoriumDeps) => Promise<MoratoriumReport>): Promise<void> {
  await withArrears(options, async (opened) => {
    const report = await work(await depsOf(opened)).catch((error: unknown) => {
      throw error instanceof MoratoriumRefused ? new CommandRefused(error.code, error.message) : error
    })
    print(options.json, report, () => linesOf(report))
  })
}

async function depsOf(opened: Opened): Promise<MoratoriumDeps> {
  const { db, books, config } = opened
  const presentOf = await createPresent(opened)
  return { db, zone: config.bankZone, terms: books.terms, rulesOf: accountRules(db, books), presentOf }
}

function orderOf(options: Given) {
  const { id, reason = 'moratorium' } = options
  if (!holdReasons.some((known) => known === reason))
    throw wrong(`--reason is one of ${holdReasons.join(', ')}`)
  return { id, ...timesOf(options, 'until'), reason: reason as HoldReason, selection: selectionOf(options) }
}

function liftOf(options: Given) {
  const { until: from, ...rest } = timesOf(options, 'from')
  return { id: options.id, from, ...rest }
}

function timesOf(options: Given, name: 'until' | 'from') {
  const perDay = Number(options['perDay'])
  if (!Number.isInteger(perDay) || perDay < 1) throw wrong('--per-day is a whole number from 1')
  return { until: instantOf(options[name]) ?? 0, perDay, by: options['by'] ?? '' }
}

function selectionOf({ file, where }: Given): Selection {
  if ((file === undefined) === (where === undefined)) throw wrong('say who: either --file or --where')
  if (file !== undefined) {
    const lines = readFileSync(file, 'utf8').split('\n')
    return {
      accountIds: lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')),
    }
  }
  return Object.fromEntries((where ?? '').split(',').map(conditionOf))
}

const conditions: Record<string, 'product' | 'country' | 'riskSegment'> = {
  product: 'product',
  country: 'country',
  segment: 'riskSegment',
}

function conditionOf(text: string): ['product' | 'country' | 'riskSegment', string] {
  const [name = '', value = ''] = text.split('=')
  const known = conditions[name]
  if (known === undefined || value === '')
    throw wrong(`--where knows ${Object.keys(conditions).join(', ')}, as in product=card: not ${text}`)
  return [known, value]
}

function wrong(message: string): CommandRefused {
  return new CommandRefused('BAD_OPTION', message, exitCodes.usage)
}

function linesOf({ id, chosen, held, ended, refused, days, liftAskedBy }: MoratoriumReport): string[] {
  return [
    `moratorium ${id}: ${chosen} accounts chosen, ${held} held, ${ended} released, ${refused.length} refused; people start again over ${days} days`,
    ...liftAskedBy.map((by) => `${by} asks to lift it: somebody else must agree`),
    ...refused.map(({ accountId, code }) => `refused: ${accountId} ${code}`),
  ]
}
