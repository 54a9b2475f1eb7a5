// Keeps money that belongs to no account yet. What is used for an account becomes a payment on it in the same transaction,
// with the value date on which the money came.
import type { Product } from '../domain/facts'
import {
  type Allocate,
  type Place,
  type Refund,
  type SuspenseAnswer,
  type SuspenseEntry,
  allocateFromSuspense,
  leftCents,
  placeInSuspense,
  refundFromSuspense,
} from '../domain/money/suspense'
import { dateAt } from '../domain/calendar-date'
import type { Terms } from '../domain/terms'
import type { Transaction } from '../platform/database'
import { inTransaction, lockAccounts } from '../platform/fact-log'
import type { SuspenseEntry as Row } from '../prisma/generated/client'
import { type CommandAnswer, type CommandDeps, runCommandIn } from './run-command'

export interface SuspenseDeps extends CommandDeps {
  terms: Terms
}

export interface SuspenseItem {
  itemId: string
  currency: string
  valueOn: string
  fromAccountId: string | null
  placedCents: number
  leftCents: number
  entries: SuspenseEntry[]
}

/** Items of which something is left, or all of them. */
export async function listSuspense({ db }: Pick<SuspenseDeps, 'db'>, all: boolean): Promise<SuspenseItem[]> {
  const rows = await db.prisma.suspenseEntry.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] })
  const entries = rows.map(entryOf)
  return entries
    .filter(({ kind }) => kind === 'placed')
    .map(({ itemId, currency, valueOn, fromAccountId, amountCents }) => {
      const own = entries.filter((entry) => entry.itemId === itemId)
      const item = { itemId, currency, valueOn, fromAccountId, placedCents: amountCents }
      return { ...item, leftCents: leftCents(own), entries: own }
    })
    .filter((item) => all || item.leftCents > 0)
}

/**
 * Carries out one request. Refusals are values with stable codes: those of domain/money/suspense.ts, UNKNOWN_ACCOUNT,
 * COMMAND_ID_USED, those of recordPayment. The same request twice is one.
 */
export async function changeSuspense(
  deps: SuspenseDeps,
  asked: Place | Allocate | Refund,
): Promise<CommandAnswer> {
  return inTransaction(deps.db.prisma, async (tx) => {
    const account = asked.kind === 'allocate' ? asked.accountId : null
    if (account !== null) await lockAccounts(tx, [account])
    await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`suspense/${asked.itemId}`}, 0))::text`
    const known = await tx.suspenseEntry.findUnique({ where: { id: asked.commandId } })
    if (known) return repeated(entryOf(known), asked)
    const entries = (await tx.suspenseEntry.findMany({ where: { itemId: asked.itemId } })).map(entryOf)
    const answer = await judged(tx, deps, entries, asked)
    if (!answer.ok) return answer
    const payment = asked.kind === 'allocate' ? await pay(tx, deps, asked, answer.entry) : null
    if (payment && !payment.ok) return payment
    if (asked.kind === 'allocate' && payment?.recorded.length === 0) return paymentKnown(asked)
    await tx.suspenseEntry.create({ data: rowOf(answer.entry) })
    return {
      ok: true,
      recorded: [`suspense/${asked.itemId}/${answer.entry.kind}`, ...(payment?.recorded ?? [])],
    }
  })
}

/** The account has that payment already, perhaps from the drop: a further use of money would be counted on neither side. */
function paymentKnown({ paymentId, accountId }: Allocate): CommandAnswer {
  const message = `payment ${paymentId} is known on ${accountId} already; allocate under an id of its own`
  return { ok: false, code: 'PAYMENT_KNOWN', message }
}

function repeated(
  known: SuspenseEntry,
  { itemId, amountCents, commandId }: Place | Allocate | Refund,
): CommandAnswer {
  if (known.itemId === itemId && known.amountCents === amountCents) return { ok: true, recorded: [] }
  const message = `the id ${commandId} belongs to another command; choose a new one`
  return { ok: false, code: 'COMMAND_ID_USED', message }
}

async function judged(
  tx: Transaction,
  { terms }: SuspenseDeps,
  entries: readonly SuspenseEntry[],
  asked: Place | Allocate | Refund,
): Promise<SuspenseAnswer> {
  switch (asked.kind) {
    case 'place':
      return placeInSuspense(entries, asked)
    case 'refund':
      return refundFromSuspense(entries, asked, terms.authority)
    case 'allocate': {
      const account = await tx.account.findUnique({ where: { id: asked.accountId } })
      if (!account)
        return { ok: false, code: 'UNKNOWN_ACCOUNT', message: `there is no account ${asked.accountId}` }
      const from = entries[0]?.fromAccountId
      const origin = from ? await tx.account.findUnique({ where: { id: from } }) : null
      const target = {
        currency: account.currency,
        product: account.product as Product,
        isSameCustomer: origin?.customerId === account.customerId,
      }
      return allocateFromSuspense(entries, asked, target, terms.money)
    }
  }
}

/** The payment that the allocation is, posted today with the value date of the money. */
function pay(
  tx: Transaction,
  deps: SuspenseDeps,
  { commandId, by, asOf, accountId, paymentId, amountCents }: Allocate,
  { valueOn }: SuspenseEntry,
): Promise<CommandAnswer> {
  const postedOn = dateAt(asOf, deps.zone)
  return runCommandIn(tx, deps, {
    ...{ accountId, asOf, onRefusal: 'answer' },
    command: { kind: 'recordPayment', commandId, by, paymentId, amountCents, valueOn, postedOn },
  })
}

function entryOf(row: Row): SuspenseEntry {
  return {
    ...row,
    kind: row.kind as SuspenseEntry['kind'],
    amountCents: Number(row.amountCents),
    valueOn: row.valueOn.toISOString().slice(0, 10),
    recordedAt: row.recordedAt.getTime(),
  }
}

function rowOf(entry: SuspenseEntry): Row {
  return {
    ...entry,
    amountCents: BigInt(entry.amountCents),
    valueOn: new Date(entry.valueOn),
    recordedAt: new Date(entry.recordedAt),
  }
}
