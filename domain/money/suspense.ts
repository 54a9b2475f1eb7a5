// May money that belongs to no account yet be placed, used for an account, or sent back? Suspended money is counted on no
// account and lost to none: what is left of an item is the sum of its entries (D9).
import { type Authority, levelOf } from '../arrangements/authority'
import type { CalendarDate, Instant } from '../calendar-date'
import type { Product } from '../facts'
import type { MoneyTerms } from './contracts'
import { formatCents } from './money'
import { isWithinSpan, mayRefund } from './refund-limit'

export interface SuspenseEntry {
  id: string
  itemId: string
  kind: 'placed' | 'allocated' | 'refunded'
  amountCents: number
  currency: string
  valueOn: CalendarDate
  /** It was paid too much on this account; null: it came for no account that the bank knows. */
  fromAccountId: string | null
  accountId: string | null
  /** Under which the bank books the allocation. */
  paymentId: string | null
  actor: string
  recordedAt: Instant
  evidence: string
}

/** Fields that every request has. */
interface Request {
  commandId: string
  itemId: string
  amountCents: number
  evidence: string
  by: string
  asOf: Instant
}

export interface Place extends Request {
  kind: 'place'
  currency: string
  valueOn: CalendarDate
}

export interface Allocate extends Request {
  kind: 'allocate'
  accountId: string
  paymentId: string
}

export interface Refund extends Request {
  kind: 'refund'
}

/** The account that money is to be used for, and whether it is the same customer's as the one it came from. */
export interface Target {
  currency: string
  product: Product
  isSameCustomer: boolean
}

export type SuspenseAnswer = { ok: true; entry: SuspenseEntry } | { ok: false; code: string; message: string }

/** What is left of an item. */
export function leftCents(entries: readonly SuspenseEntry[]): number {
  return entries.reduce((sum, { kind, amountCents }) => sum + (kind === 'placed' ? 1 : -1) * amountCents, 0)
}

const kindOf = { place: 'placed', allocate: 'allocated', refund: 'refunded' } as const

/** Whether the entry is what the request asks for: the same request twice is one, another one under its id is refused. */
export function isOf(entry: SuspenseEntry, asked: Place | Allocate | Refund): boolean {
  const { kind, itemId, amountCents } = asked
  if (entry.kind !== kindOf[kind] || entry.itemId !== itemId || entry.amountCents !== amountCents)
    return false
  switch (kind) {
    case 'place':
      return entry.currency === asked.currency && entry.valueOn === asked.valueOn
    case 'allocate':
      return entry.accountId === asked.accountId && entry.paymentId === asked.paymentId
    case 'refund':
      return true
  }
}

/**
 * A new item, of money that came for no account. `entries`: those of its id; `today`: that of the bank. Money of a later
 * value date has not come: a payment of it would never count.
 */
export function placeInSuspense(
  entries: readonly SuspenseEntry[],
  asked: Place,
  today: CalendarDate,
): SuspenseAnswer {
  if (entries.length > 0) return refused('ITEM_KNOWN', `item ${asked.itemId} exists; choose another id`)
  const { currency, valueOn } = asked
  if (valueOn > today)
    return refused('POSTED_IN_FUTURE', `the value date ${valueOn} has not come: today is ${today}`)
  return entryOf(asked, 'placed', { currency, valueOn, fromAccountId: null })
}

/**
 * Uses money of an item for an account: by somebody else than who placed it, who stands on a level of authority, in the
 * account's currency. What was paid too
 * much on another account only for the same customer and where the contract allows set-off.
 */
export function allocateFromSuspense(
  entries: readonly SuspenseEntry[],
  asked: Allocate,
  target: Target,
  { authority, money: { contracts } }: { authority: Authority; money: Pick<MoneyTerms, 'contracts'> },
): SuspenseAnswer {
  const placed = placedIn(entries, asked)
  if (!placed.ok) return placed
  if (levelOf(authority, asked.by) === null)
    return refused('NO_AUTHORITY', `${asked.by} stands on no level of authority and decides nothing`)
  const { currency, valueOn, fromAccountId } = placed.entry
  const { accountId, paymentId } = asked
  if (target.currency !== currency)
    return refused(
      'SUSPENSE_CURRENCY',
      `item ${asked.itemId} is in ${currency}, the account in ${target.currency}`,
    )
  const isSetOff = fromAccountId !== null && fromAccountId !== accountId
  if (isSetOff && !(target.isSameCustomer && contracts[target.product].setOff))
    return refused(
      'SET_OFF_NOT_AGREED',
      `the money was paid on account ${fromAccountId}: the contract does not let it be used for ${accountId}; send it back`,
    )
  return entryOf(asked, 'allocated', { currency, valueOn, fromAccountId, accountId, paymentId })
}

/**
 * Sends money of an item back to whoever paid it: by somebody else than who placed it, with authority for the amount
 * together with what went back within the span: `ofAccountCents` of the account that it came from, null: of the item.
 */
export function refundFromSuspense(
  entries: readonly SuspenseEntry[],
  asked: Refund,
  authority: Authority,
  ofAccountCents: number | null,
): SuspenseAnswer {
  const placed = placedIn(entries, asked)
  if (!placed.ok) return placed
  const { by, amountCents, asOf } = asked
  const earlierCents =
    ofAccountCents ??
    entries
      .filter(({ kind, recordedAt }) => kind === 'refunded' && isWithinSpan(authority, recordedAt, asOf))
      .reduce((sum, entry) => sum + entry.amountCents, 0)
  const may = mayRefund(authority, by, { amountCents, earlierCents })
  if (!may.ok) return may
  const { currency, valueOn, fromAccountId } = placed.entry
  return entryOf(asked, 'refunded', { currency, valueOn, fromAccountId })
}

function placedIn(entries: readonly SuspenseEntry[], { itemId, amountCents, by }: Request): SuspenseAnswer {
  const placed = entries.find(({ kind }) => kind === 'placed')
  if (!placed) return refused('UNKNOWN_ITEM', `there is no item ${itemId} in suspense`)
  if (placed.actor === by)
    return refused('SAME_PERSON', `${by} placed the item ${itemId}: somebody else decides what becomes of it`)
  const left = leftCents(entries)
  return amountCents > left
    ? refused('SUSPENSE_TOO_LARGE', `of item ${itemId} no more than ${formatCents(left)} is left`)
    : { ok: true, entry: placed }
}

function entryOf(
  { commandId: id, itemId, amountCents, by, asOf, evidence }: Request,
  kind: SuspenseEntry['kind'],
  own: Pick<SuspenseEntry, 'currency' | 'valueOn' | 'fromAccountId'> &
    Partial<Pick<SuspenseEntry, 'accountId' | 'paymentId'>>,
): SuspenseAnswer {
  const common = { id, itemId, amountCents, actor: by, recordedAt: asOf, evidence }
  return { ok: true, entry: { ...common, kind, accountId: null, paymentId: null, ...own } }
}

function refused(code: string, message: string): SuspenseAnswer {
  return { ok: false, code, message }
}
