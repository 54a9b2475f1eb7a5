// `arrears customer show|assign`: one view of a customer over all accounts, and who looks after them (B11).
import type { Command as Program } from 'commander'
import { accountRules } from '../cases/account-rules'
import { type CustomerAccount, customerFile } from '../cases/customer-file'
import { formatCents } from '../domain/money/money'
import { besidesLines } from './besides-lines'
import type { LocalTime } from './local-time'
import { CommandRefused, type Opened, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { record } from './record'

interface Options {
  home: string
  json?: boolean
}

/** Registers the group. Exit code 1 with UNKNOWN_CUSTOMER for an id that no drop has named. */
export function registerCustomerCommands(program: Program): void {
  const group = program.command('customer').description('a customer with all accounts')
  withCommonOptions(group.command('show <customer>'))
    .description('accounts, cases, arrangements, open work and contacts together')
    .action(show)
  withCommonOptions(group.command('assign <customer>'))
    .description('say who looks after the customer, on all accounts')
    .requiredOption('--collector <person>', 'e.g. operator:lin')
    .requiredOption('--by <person>', 'who says so')
    .action(assign)
}

async function show(customerId: string, options: Options): Promise<void> {
  await withArrears(options, async (opened) => {
    const { db, books, config } = opened
    const deps = { db, rulesOf: accountRules(db, books), zone: config.bankZone }
    const first = await firstAccountOf(opened, customerId)
    const file = await customerFile(deps, customerId, await presentOf(opened, first))
    print(options.json, file, () => [
      `customer ${customerId}, as of ${opened.localTime(file.asOf)}, looked after by ${file.leadCollector ?? 'nobody'}`,
      ...Object.entries(file.overdueCents).map(
        ([currency, cents]) => `overdue in all: ${formatCents(cents, currency)}`,
      ),
      ...file.accounts.flatMap((account) => linesOf(account, opened.localTime)),
      `contacts in seven days: ${
        Object.entries(file.contactsLastWeek)
          .map(([channel, count]) => `${channel} ${count}`)
          .join(', ') || 'none'
      }`,
    ])
  })
}

function linesOf(account: CustomerAccount, localTime: LocalTime): string[] {
  const { conversation } = account
  const state = account.case
    ? `case ${account.case.episode} (${account.case.stage}): ${account.case.next}${account.case.nextAt === null ? '' : ` at ${localTime(account.case.nextAt)}`}`
    : 'no open case'
  return [
    `account ${account.accountId} (${account.product}): ${formatCents(account.overdueCents, account.currency)} overdue, ${account.daysPastDue} days past due (${account.bucket}), ${state}`,
    ...account.standstills.map(
      ({ kind, id, why, until }) =>
        `  ${kind} ${id}: ${why}${until === null ? '' : `, until ${localTime(until)}`}`,
    ),
    ...besidesLines(account, account.currency, localTime).map((line) => `  ${line}`),
    ...account.openTasks.map(
      ({ kind, dueAt, taskId }) => `  task ${kind} due ${localTime(dueAt)}: ${taskId}`,
    ),
    ...(conversation.cause === null &&
    conversation.willingness === 'unknown' &&
    conversation.capacity === 'unknown'
      ? []
      : [
          `  said: cause ${conversation.cause ?? 'unknown'}, willingness ${conversation.willingness}, capacity ${conversation.capacity}`,
        ]),
  ]
}

async function assign(
  customerId: string,
  { collector, by, ...options }: Options & { collector: string; by: string },
): Promise<void> {
  let accountId = ''
  await withArrears(options, async (opened) => {
    accountId = await firstAccountOf(opened, customerId)
  })
  await record(accountId, { ...options, by }, { kind: 'assignCollector', collector })
}

/** What counts for the person is recorded on the first account. @throws CommandRefused UNKNOWN_CUSTOMER */
async function firstAccountOf({ db }: Opened, customerId: string): Promise<string> {
  const account = await db.prisma.account.findFirst({ where: { customerId }, orderBy: { id: 'asc' } })
  if (account) return account.id
  throw new CommandRefused(
    'UNKNOWN_CUSTOMER',
    `there is no customer ${customerId}: ids are those of the nightly drop`,
  )
}
