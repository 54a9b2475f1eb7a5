// `arrears debt show|check`: what is owed and how each figure comes about, for a customer, an auditor or a judge; and where
// the bank's figures are not the calculation's.
import type { Command as Program } from 'commander'
import { type Debt, type DebtCheck, type DebtDeps, checkDebts, debtOf } from '../cases/debt'
import { type CalendarDate, dateAt } from '../domain/calendar-date'
import type { Classification } from '../domain/money/classification'
import { type Entry, type PartCents, parts } from '../domain/money/debt-entry'
import { formatCents } from '../domain/money/money'
import type { Statement, StatementBill } from '../domain/money/statement'
import { partNames } from '../domain/money/wording'
import { type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { type Recording, centsOf, dayOf, optional, registerRecording } from './record'

interface Options {
  home: string
  json?: boolean
  on?: string
}

const recordings: readonly Recording[] = [
  {
    name: 'designate',
    description: 'record for which bills a payment is, as the debtor said when paying',
    required: [
      ['--payment <id>', 'the payment'],
      ['--bills <list>', 'the bills, the first to be met first, e.g. 2026-01,2026-02'],
      ['--evidence <id>', 'where it is proven, e.g. transfer/4711'],
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'designatePayment',
      paymentId: o['payment'],
      billIds: o['bills']?.split(','),
      evidence: o['evidence'],
    }),
  },
  {
    name: 'return',
    description: 'record that money paid too much left the account: back to the payer, or into suspense',
    required: [
      ['--return <id>', 'an id of its own'],
      ['--amount <amount>', 'at most what was paid too much'],
      ['--to <whom>', 'payer or suspense'],
      ['--evidence <id>', 'the transfer or the order'],
    ],
    optional: [['--item <id>', 'into suspense: the id of the money there, see arrears suspense']],
    toCommand: (o) => ({
      kind: 'returnOverpayment',
      returnId: o['return'],
      amountCents: centsOf(o['amount']),
      to: o['to'],
      ...optional('itemId', o['item']),
      evidence: o['evidence'],
    }),
  },
]

/** Registers the group; `check` ends with exit code 1 when there is anything to look at. */
export function registerDebtCommands(program: Program): void {
  const group = program.command('debt').description('what is owed, and how each figure comes about')
  withCommonOptions(
    group.command('show <account>').description('the itemised debt with the calculation of every figure'),
  )
    .option('--on <date>', 'as at close of this day; absent: today')
    .action(show)
  withCommonOptions(
    group
      .command('check [account]')
      .description("where the bank's figures differ from the calculation; exit code 1 if they do"),
  )
    .option('--on <date>', 'as at close of this day; absent: today')
    .action(check)
  for (const recording of recordings) registerRecording(group, recording)
}

async function show(account: string, options: Options): Promise<void> {
  await withArrears(options, async (opened) => {
    const debt = await debtOf(depsOf(opened), account, await chosenDay(opened, options.on, account))
    print(options.json, debt, () => linesOf(debt))
  })
}

async function check(account: string | undefined, options: Options): Promise<void> {
  await withArrears(options, async (opened) => {
    const on = await chosenDay(opened, options.on, account)
    const result = await checkDebts(depsOf(opened), {
      on,
      ...(account === undefined ? {} : { accountId: account }),
    })
    print(options.json, { on, ...result }, () => [
      `${result.checked} accounts checked on ${on}, ${result.found.length} to look at`,
      ...result.found.flatMap(checkLines),
    ])
    if (result.found.length > 0) process.exitCode = exitCodes.failed
  })
}

function depsOf({ db, books, config }: Opened): DebtDeps {
  return { db, terms: books.terms, zone: config.bankZone }
}

/** The day asked for, or the present one. */
async function chosenDay(
  opened: Opened,
  given: string | undefined,
  account: string | undefined,
): Promise<CalendarDate> {
  if (given !== undefined) return dayOf(given)
  const now = account === undefined ? await latestMoment(opened) : await presentOf(opened, account)
  return dateAt(now, opened.config.bankZone)
}

/** Of all accounts: the newest books. */
async function latestMoment({ db }: Opened): Promise<number> {
  const newest = await db.prisma.account.findFirst({ orderBy: { reportedOn: 'desc' } })
  return newest?.reportedOn.getTime() ?? Date.now()
}

function linesOf({ statement, classification }: Debt): string[] {
  const { accountId, on, currency, product, dailyRate, annualRate, bank, left } = statement
  const rate =
    dailyRate === null
      ? 'no daily rate reported'
      : `${dailyRate} a day, ${annualRate.contractPercent ?? '?'} % a year`
  return [
    `account ${accountId} (${product}), debt at close of ${on}, in ${currency}; interest ${rate}`,
    `reckoned since the bank's books of ${statement.since}; every line says how its amount comes about`,
    ...(left ? [`the bank reports the account no more since ${left.on}: ${left.reason}`] : []),
    ...statement.bills.flatMap(billLines),
    ...(statement.entries.length === 0 ? [] : ['', 'on no bill', ...statement.entries.map(entryLine)]),
    '',
    `owed in all: ${sumLine(statement.owed, statement.totalCents, statement.unbilled)}`,
    ...(statement.overpaidCents > 0
      ? [`paid too much, a refund is due: ${formatCents(statement.overpaidCents)}`]
      : []),
    ...(bank ? [`the bank's books of ${bank.reportedOn}: ${formatCents(bank.balanceCents)}`] : []),
    ...flagLines(statement),
    ...classLines(classification),
  ]
}

function billLines(bill: StatementBill): string[] {
  const { billId, statementOn, dueOn, minimumDueCents, owed, totalCents, unbilled } = bill
  return [
    '',
    `bill ${billId} of ${statementOn}, due ${dueOn}, minimum ${formatCents(minimumDueCents)}`,
    ...bill.entries.map(entryLine),
    `  owed: ${sumLine(owed, totalCents, unbilled)}`,
  ]
}

function entryLine({ on, part, cents, text, unbilled }: Entry): string {
  const place = unbilled ? `${partNames[part]}, not yet billed` : partNames[part]
  return `  ${on}  ${formatCents(cents).padStart(14)}  ${place}: ${text}`
}

function sumLine(owed: PartCents, totalCents: number, unbilled: PartCents): string {
  const sums = parts.map((part) => `${partNames[part]} ${formatCents(owed[part])}`)
  const notYet = parts.reduce((sum, part) => sum + unbilled[part], 0)
  const later = notYet === 0 ? '' : ` (of which not yet billed ${formatCents(notYet)})`
  return `${sums.join(' + ')} = ${formatCents(totalCents)}${later}`
}

function flagLines({ differences, findings, annualRate }: Statement): string[] {
  const { isAboveGuard, guardPercent, allInPercent, contractPercent } = annualRate
  return [
    ...differences.map(differenceLine),
    ...findings.map(
      ({ ruleId, billId, text }) => `FLAG ${ruleId}${billId === null ? '' : ` bill ${billId}`}: ${text}`,
    ),
    ...(allInPercent === null
      ? []
      : [`all charges together: ${allInPercent} % a year of the unpaid principal`]),
    ...(isAboveGuard
      ? [
          `FLAG CN-INT-02: ${allInPercent ?? contractPercent} % a year, above ${guardPercent} %: a court may cut it`,
        ]
      : []),
  ]
}

function differenceLine({ billId, part, cents, text }: Statement['differences'][number]): string {
  const place = billId === null ? 'balance' : `bill ${billId}`
  return `DIFFERENCE ${place}, ${partNames[part]} ${formatCents(cents)} in all: ${text}`
}

function checkLines({ accountId, currency, differences, findings, aboveGuardPercent }: DebtCheck): string[] {
  return [
    `account ${accountId} (${currency})`,
    ...differences.map((one) => `  ${differenceLine(one)}`),
    ...findings.map(({ ruleId, text }) => `  FLAG ${ruleId}: ${text}`),
    ...(aboveGuardPercent === null ? [] : [`  FLAG CN-INT-02: ${aboveGuardPercent} % a year in all`]),
  ]
}

function classLines({
  daysPastDue,
  bucket,
  bucketSince,
  loanClass,
  loanClassSince,
  ruleIds,
  history,
}: Classification): string[] {
  return [
    `${daysPastDue} contract days past due: ${bucket} since ${bucketSince}, ${loanClass} since ${loanClassSince} (${ruleIds.join(', ')})`,
    ...history.map((change) => `  ${change.on}  ${change.bucket}, ${change.loanClass}`),
  ]
}
