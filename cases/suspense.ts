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
  isOf,
  leftCents,
  placeInSuspense,
  refundFromSuspense,
} from '../domain/money/suspense'
import { dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/ladder/decide'
import { refundedCents } from '../domain/money/refund-limit'
import type { Terms } from '../domain/terms'
import type { Transaction } from '../platform/database'
import { inTransaction, loadFacts, lockAccounts } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import { type CommandAnswer, type CommandDeps, runCommandIn } from './run-command'
import { entriesOf, entryOf, lockItem, rowOf } from './suspense-entries'

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
    const placed = await tx.suspenseEntry.findFirst({ where: { itemId: asked.itemId, kind: 'placed' } })
    const from = placed?.fromAccountId ?? null
    await lockAccounts(tx, accountsOf(asked, from))
    await lockItem(tx, asked.itemId)
    const known = await tx.suspenseEntry.findUnique({ where: { id: asked.commandId } })
    if (known) return repeated(entryOf(known), asked)
    const answer = await judged(tx, deps, { asked, from, entries: await entriesOf(tx, asked.itemId) })
    if (!answer.ok) return answer
    const further = await recordedWith(tx, deps, asked, answer.entry)
    if (!further.ok) return further
    await tx.suspenseEntry.create({ data: rowOf(answer.entry) })
    return { ok: true, recorded: [`suspense/${asked.itemId}/${answer.entry.kind}`, ...further.recorded] }
  })
}

/** The accounts that the request concerns. */
function accountsOf(asked: Place | Allocate | Refund, from: string | null): string[] {
  if (asked.kind === 'allocate') return [asked.accountId]
  return asked.kind === 'refund' && from !== null ? [from] : []
}

function repeated(known: SuspenseEntry, asked: Place | Allocate | Refund): CommandAnswer {
  if (isOf(known, asked)) return { ok: true, recorded: [] }
  const message = `the id ${asked.commandId} belongs to another command; choose a new one`
  return { ok: false, code: 'COMMAND_ID_USED', message }
}

interface Question {
  asked: Place | Allocate | Refund
  /** The account that the item's money came from. */
  from: string | null
  entries: readonly SuspenseEntry[]
}

async function judged(
  tx: Transaction,
  { terms, zone }: SuspenseDeps,
  { asked, from, entries }: Question,
): Promise<SuspenseAnswer> {
  switch (asked.kind) {
    case 'place':
      return placeInSuspense(entries, asked, dateAt(asked.asOf, zone))
    case 'refund': {
      const facts = from === null ? null : liveFacts(await loadFacts(tx, from))
      const ofAccountCents = facts && refundedCents(facts, terms.authority, asked.asOf)
      return refundFromSuspense(entries, asked, terms.authority, ofAccountCents)
    }
    case 'allocate': {
      const account = await tx.account.findUnique({ where: { id: asked.accountId } })
      if (!account)
        return { ok: false, code: 'UNKNOWN_ACCOUNT', message: `there is no account ${asked.accountId}` }
      if (await isKnown(tx, asked.paymentId)) return paymentKnown(asked)
      const origin = from === null ? null : await tx.account.findUnique({ where: { id: from } })
      const target = {
        currency: account.currency,
        product: account.product as Product,
        isSameCustomer: origin?.customerId === account.customerId,
      }
      return allocateFromSuspense(entries, asked, target, terms)
    }
  }
}

/** Perhaps from the drop, and on whichever account: a further use of money would be counted on neither side. */
async function isKnown(tx: Transaction, paymentId: string): Promise<boolean> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`payment/${paymentId}`}, 0))::text`
  return (await tx.payment.count({ where: { id: paymentId } })) > 0
}

function paymentKnown({ paymentId }: Allocate): { ok: false; code: string; message: string } {
  const message = `payment ${paymentId} is known already; allocate under an id of its own`
  return { ok: false, code: 'PAYMENT_KNOWN', message }
}

/** What stands in the log of the account concerned from the same moment on. */
async function recordedWith(
  tx: Transaction,
  deps: SuspenseDeps,
  asked: Place | Allocate | Refund,
  entry: SuspenseEntry,
): Promise<CommandAnswer> {
  if (asked.kind === 'allocate') {
    const payment = await pay(tx, deps, asked, entry)
    return payment.ok && payment.recorded.length === 0 ? paymentKnown(asked) : payment
  }
  if (asked.kind === 'place' || entry.fromAccountId === null) return { ok: true, recorded: [] }
  const { id, itemId, amountCents, actor, recordedAt, evidence, fromAccountId: accountId } = entry
  const key = `suspense/${itemId}/refunded/${id}`
  const envelope = { accountId, key, effectiveAt: recordedAt, recordedAt, actor, source: `command/${id}` }
  const payload = { itemId, amountCents, evidence }
  await recordFacts(tx, [{ ...envelope, kind: 'suspenseRefunded', payload }])
  return { ok: true, recorded: [key] }
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
    accountId,
    asOf,
    command: { kind: 'recordPayment', commandId, by, paymentId, amountCents, valueOn, postedOn },
  })
}
