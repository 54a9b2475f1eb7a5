// `arrears plan options`: which plans may be offered today, and whose approval each needs.
import type { Command as Program } from 'commander'
import { accountRules } from '../cases/account-rules'
import { type Authority, levelNeeded } from '../domain/arrangements/authority'
import { collectableDebtCents, debtInWords } from '../domain/arrangements/plan-debt'
import { planBases, rhythms } from '../domain/arrangements/plan-facts'
import {
  type PlanOption,
  type PlanWish,
  planOption,
  planOptions,
  planProblem,
} from '../domain/arrangements/plan-options'
import type { PlanTerms } from '../domain/arrangements/plan-terms'
import { dateAt } from '../domain/calendar-date'
import { factsOf } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { collectableAt } from '../domain/money/collectable'
import { formatCents } from '../domain/money/money'
import { loadFacts } from '../platform/fact-log'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { centsOf, dayOf } from './record'

/** Terms in which people think; the others are shown when they are asked for. */
const usualParts = new Set([1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 60])

interface Options {
  home: string
  json?: boolean
  all?: true
  amount?: string
  basis: string
  rhythm?: string
  firstOn?: string
}

/** Registers `plan options <account>`. */
export function registerPlanOptions(group: Program): void {
  withCommonOptions(group.command('options <account>').description('plans that may be offered today'))
    .option('--amount <amount>', 'what is divided; absent: what is overdue')
    .option('--basis <basis>', planBases.join(', '), 'ordinary')
    .option('--rhythm <rhythm>', `${rhythms.join(', ')}; absent: every one that the strategy allows`)
    .option('--first-on <date>', 'due date of the first instalment')
    .option('--all', 'every number of instalments, not the usual ones alone')
    .action(options)
}

async function options(account: string, asked: Options): Promise<void> {
  const basis = oneOf('--basis', planBases, asked.basis)
  const rhythm = asked.rhythm === undefined ? null : oneOf('--rhythm', rhythms, asked.rhythm)
  await withArrears(asked, async (opened) => {
    const { db, books, config } = opened
    const today = dateAt(await presentOf(opened, account), config.bankZone)
    const facts = liveFacts(await loadFacts(db.prisma, account))
    const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
    if (!product) throw new CommandRefused('UNKNOWN_ACCOUNT', `the bank has reported no account ${account}`)
    const { strategy, terms } = await accountRules(db, books)(facts, product)
    const overdueCents = collectableAt(facts, today)?.overdueCents ?? 0
    const amountCents = asked.amount === undefined ? overdueCents : centsOf(asked.amount)
    if (amountCents > collectableDebtCents(facts))
      throw new CommandRefused('PLAN_EXCEEDS_DEBT', debtInWords(facts))
    const firstOn = asked.firstOn === undefined ? undefined : dayOf(asked.firstOn)
    const wish = { amountCents, basis, today, firstOn }
    const found = planOptions(wish, strategy.arrangements.plan)
      .filter((option) => rhythm === null || option.rhythm === rhythm)
      .map((option) => ({ ...option, needsLevel: levelFor(terms.authority, option, amountCents) }))
    const none = () => [`no plan can be offered: ${whyNone(wish, strategy.arrangements.plan)}`]
    print(asked.json, found, () => (found.length === 0 ? none() : lines(found, asked.all === true)))
  })
}

function oneOf<T extends string>(flag: string, known: readonly T[], given: string): T {
  const found = known.find((one) => one === given)
  if (found === undefined)
    throw new CommandRefused('BAD_OPTION', `${flag} is one of ${known.join(', ')}`, exitCodes.usage)
  return found
}

/** The lowest level that may decide it; null: none may. */
function levelFor(authority: Authority, { termMonths }: PlanOption, amountCents: number): string | null {
  return levelNeeded(authority, { kind: 'plan', termMonths, amountCents })
}

/** What stands against the simplest plan: all of it in one. */
function whyNone(wish: PlanWish, terms: PlanTerms): string {
  if (wish.amountCents === 0) return 'nothing is overdue that is collected; name an --amount'
  const [rhythm = 'monthly'] = terms.rhythms
  const { instalments } = planOption(wish, rhythm, 1)
  return planProblem(instalments, wish, terms)?.message ?? 'the strategy has no such rhythm'
}

type Offer = PlanOption & { needsLevel: string | null }

function lines(found: readonly Offer[], all: boolean): string[] {
  const shown = found.filter(({ instalments }) => all || usualParts.has(instalments.length))
  const hidden = found.length - shown.length
  return [...shown.map(line), ...(hidden > 0 ? [`${hidden} more with --all`] : [])]
}

function line({ rhythm, termMonths, instalments: parts, needsLevel }: Offer): string {
  const first = parts[0] ?? { dueOn: '', amountCents: 0 }
  const last = parts.at(-1) ?? first
  const months = termMonths === 1 ? '1 month' : `${termMonths} months`
  const end = last.amountCents === first.amountCents ? '' : `, the last ${formatCents(last.amountCents)}`
  const amounts = `${parts.length} x ${formatCents(first.amountCents)}${end}`
  const who = needsLevel === null ? 'nobody may approve it' : `${needsLevel} decides`
  return `${rhythm.padEnd(11)} ${amounts}, ${first.dueOn} to ${last.dueOn} (${months}): ${who}`
}
