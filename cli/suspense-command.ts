// `arrears suspense place|allocate|refund|list`: money that belongs to no account yet, and what people do with it.
import { randomUUID } from 'node:crypto'
import type { Command as Program } from 'commander'
import { z } from 'zod'
import { accountRules } from '../cases/account-rules'
import { type SuspenseItem, changeSuspense, listSuspense } from '../cases/suspense'
import { cents, date, id, shortId } from '../domain/commands/fields'
import { formatCents } from '../domain/money/money'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { createPresent } from './present'
import { centsOf } from './record'

interface Options {
  home: string
  json?: boolean
  by: string
  commandId?: string
  [option: string]: string | boolean | undefined
}

const common = { commandId: id, by: id, itemId: shortId, amountCents: cents, evidence: id }
const shapes = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('place'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters, e.g. CNY'),
    valueOn: date,
  }),
  z.strictObject({ ...common, kind: z.literal('allocate'), accountId: id, paymentId: id }),
  z.strictObject({ ...common, kind: z.literal('refund') }),
])

/** Registers the group. A refusal ends with exit code 1 and its stable code. */
export function registerSuspenseCommands(program: Program): void {
  const group = program.command('suspense').description('money that belongs to no account yet')
  const add = (name: string, description: string) =>
    withCommonOptions(group.command(`${name} <item>`).description(description))
      .requiredOption('--amount <amount>', 'e.g. 120.00')
      .requiredOption('--evidence <id>', 'the transfer, the order or the note')
      .requiredOption('--by <person>', 'who, e.g. operator:lin')
      .option('--command-id <id>', 'repeat with the same id and it is recorded once')
  add('place', 'money has come that fits no account')
    .requiredOption('--currency <code>', 'ISO 4217')
    .requiredOption('--value-on <date>', 'value date, YYYY-MM-DD')
    .action((item: string, o: Options) =>
      change(item, o, { kind: 'place', currency: o['currency'], valueOn: o['valueOn'] }),
    )
  add('allocate', 'use it for an account: somebody else than who placed it')
    .requiredOption('--account <account>', 'the account')
    .requiredOption('--payment <id>', 'the id under which the bank books it')
    .action((item: string, o: Options) =>
      change(item, o, { kind: 'allocate', accountId: o['account'], paymentId: o['payment'] }),
    )
  add('refund', 'it went back to whoever paid it').action((item: string, o: Options) =>
    change(item, o, { kind: 'refund' }),
  )
  withCommonOptions(group.command('list').description('items of which something is left'))
    .option('--all', 'those that are used up, too')
    .action(list)
}

async function change(itemId: string, options: Options, fields: object): Promise<void> {
  const { by, commandId = randomUUID(), evidence, amount } = options
  const amountCents = centsOf(typeof amount === 'string' ? amount : undefined)
  const parsed = shapes.safeParse({ ...fields, itemId, by, commandId, evidence, amountCents })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
    )
    throw new CommandRefused('BAD_COMMAND', problems.join('; '), exitCodes.usage)
  }
  await withArrears(options, async (opened) => {
    const { db, books, config } = opened
    const present = await createPresent(opened)
    const asOf = await present(parsed.data.kind === 'allocate' ? parsed.data.accountId : itemId)
    const deps = { db, zone: config.bankZone, rulesOf: accountRules(db, books), terms: books.terms }
    const answer = await changeSuspense(deps, { ...parsed.data, asOf })
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    print(options.json, answer, () => [
      answer.recorded.length === 0
        ? 'known already, nothing changed'
        : `recorded: ${answer.recorded.join(', ')}`,
    ])
  })
}

async function list(options: { home: string; json?: boolean; all?: boolean }): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const items = await listSuspense({ db }, options.all ?? false)
    print(options.json, items, () => (items.length === 0 ? ['nothing in suspense'] : items.map(lineOf)))
  })
}

function lineOf({ itemId, currency, valueOn, placedCents, leftCents, fromAccountId }: SuspenseItem): string {
  const from = fromAccountId === null ? '' : `, paid too much on ${fromAccountId}`
  return `${itemId}  ${formatCents(leftCents, currency)} left of ${formatCents(placedCents)}, value date ${valueOn}${from}`
}
