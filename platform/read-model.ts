// Records facts and keeps the tables that lists and worklists read in step with them, in the same transaction. The
// fact log is the truth; everything here could be built again from it.
import type { CallOutcome, FactKind, NewFact } from '../domain/facts'
import type { Transaction } from './database'
import { type AppendedFact, type WakeSignal, appendFacts } from './fact-log'

/** Appends facts and brings the read tables up to date with those that were new. */
export async function recordFacts(
  tx: Transaction,
  facts: readonly (NewFact & { signal?: WakeSignal })[],
): Promise<AppendedFact[]> {
  const appended = await appendFacts(tx, facts.map(withoutNote))
  for (const [index, fact] of facts.entries()) {
    if (!appended[index]?.inserted) continue
    await keepNote(tx, fact)
    await project(tx, fact)
  }
  return appended
}

/** What somebody wrote freely may name a person; the log cannot forget, so it stands beside it and can be purged. */
function withoutNote<F extends NewFact>(fact: F): F {
  if (!('note' in fact.payload)) return fact
  const { note: _, ...payload } = fact.payload
  return { ...fact, payload }
}

async function keepNote(tx: Transaction, { accountId, key, payload }: NewFact): Promise<void> {
  if (!('note' in payload) || payload.note === undefined) return
  await tx.note.create({ data: { accountId, key, text: payload.note } })
}

type NewOf<K extends FactKind> = NewFact & { kind: K }

/**
 * What facts do to the tables beside the log. The import keeps account and episode rows by itself, set-based; every other
 * kind has no table.
 */
const projections: { [K in FactKind]?: (tx: Transaction, fact: NewOf<K>) => Promise<void> } = {
  dataRestricted: restrict,
  dataRestrictionLifted: restrict,
  taskOpened: openTask,
  taskEnded: endTask,
  paymentPosted: projectPayment,
  paymentReversed: projectPayment,
  overpaymentReturned: placeInSuspense,
  deliveryReported: settleDelivery,
  callReported: settleCall,
  replyReceived: heedReply,
  episodeClosed: closeEpisode,
  placed: openPlacement,
  placementRecalled: recallPlacement,
  matterOpened: openMatter,
}

async function project(tx: Transaction, fact: NewFact): Promise<void> {
  // Which projection belongs to which fact is known to the compiler for each kind alone, not for all at once.
  const projection = projections[fact.kind] as ((tx: Transaction, fact: NewFact) => Promise<void>) | undefined
  await projection?.(tx, fact)
}

async function openTask(tx: Transaction, fact: NewOf<'taskOpened'>): Promise<void> {
  const { taskId, kind, stepKey, dueAt, defaultOutcome, detail } = fact.payload
  await tx.$executeRaw`
    insert into task (id, account_id, episode, step_key, kind, opened_at, due_at, default_outcome, status, detail)
    values (${taskId}, ${fact.accountId}, ${await episodeOfTask(tx, fact.accountId, stepKey)}, ${stepKey}, ${kind},
      ${new Date(fact.effectiveAt)}::timestamptz, ${new Date(dueAt)}::timestamptz, ${defaultOutcome}, 'open',
      ${JSON.stringify(detail ?? {})}::jsonb)
    on conflict (id) do nothing`
}

async function endTask(tx: Transaction, fact: NewOf<'taskEnded'>): Promise<void> {
  const { taskId, outcome, expired, note } = fact.payload
  const status = expired ? 'expired' : fact.actor === 'case' ? 'withdrawn' : 'done'
  const completedAt = new Date(fact.effectiveAt)
  const data = { status, outcome, completedBy: fact.actor, completedAt, note: note ?? null }
  await tx.task.updateMany({ where: { id: taskId, status: 'open' }, data })
}

async function settleDelivery(tx: Transaction, fact: NewOf<'deliveryReported'>): Promise<void> {
  const { contactKey, outcome, reason } = fact.payload
  const settledAt = new Date(fact.effectiveAt)
  if (outcome === 'returned' && reason !== 'unclaimed') await markAddress(tx, contactKey)
  await tx.contact.updateMany({
    where: { key: contactKey },
    data: { status: outcome === 'delivered' ? 'delivered' : 'failed', detail: outcome, settledAt },
  })
  await tx.$executeRaw`
    update document set status = ${outcome}, settled_at = ${settledAt}
    from contact where contact.key = ${contactKey} and document.step_key = contact.step_key
      and document.account_id = ${fact.accountId} and document.kind = 'letter'`
}

/** A call that is still being handed over gets its status from whoever hands it over. */
async function settleCall(tx: Transaction, fact: NewOf<'callReported'>): Promise<void> {
  const { contactKey, outcome } = fact.payload
  const status = statusOfCall[outcome]
  await tx.$executeRaw`
    update contact set outcome = ${outcome}, settled_at = ${new Date(fact.effectiveAt)}::timestamptz,
      status = case status when 'sending' then status else ${status} end
    where key = ${contactKey}`
}

const statusOfCall: Record<CallOutcome, 'sent' | 'delivered' | 'failed'> = {
  effective: 'delivered',
  voicemail: 'sent',
  unanswered: 'sent',
  wrongParty: 'sent',
  notConnected: 'failed',
}

/** A letter came back: the next one goes to the next address. One that was delivered after all stays as it is. */
async function markAddress(tx: Transaction, contactKey: string): Promise<void> {
  await tx.$executeRaw`
    update contact_point p set status = 'bad', status_reason = 'RETURNED'
    from contact c
    where c.key = ${contactKey} and c.channel = 'letter' and c.status <> 'delivered'
      and p.id = c.contact_point_id and p.status = 'usable'`
}

/**
 * Who wants no more messages or calls gets none at any number of theirs, on any account; a number of somebody else's is
 * used no more (C8). The person is locked, so that an import that is adding a number waits for this or is waited for.
 */
async function heedReply(tx: Transaction, fact: NewOf<'replyReceived'>): Promise<void> {
  const { contactPointId, channel, meaning } = fact.payload
  if (meaning === 'stop') {
    await tx.$queryRaw`
      select 1 from customer where id = (select customer_id from contact_point where id = ${contactPointId})
      for no key update`
    await tx.$executeRaw`
      update contact_point p set status = 'stopped', status_reason = 'REPLY_STOP'
      from contact_point answered
      where answered.id = ${contactPointId} and p.customer_id = answered.customer_id
        and p.status = 'usable' and p.channel = any(stopped_kinds(${channel}))`
  }
  if (meaning === 'wrongPerson') {
    const data = { status: 'bad', statusReason: 'WRONG_PERSON' }
    await tx.contactPoint.updateMany({ where: { id: contactPointId, status: 'usable' }, data })
  }
}

/** Lists leave the customer out while their data is restricted. */
async function restrict(
  tx: Transaction,
  fact: NewOf<'dataRestricted' | 'dataRestrictionLifted'>,
): Promise<void> {
  const restrictedAt = fact.kind === 'dataRestricted' ? new Date(fact.payload.from) : null
  await tx.customer.updateMany({
    where: { accounts: { some: { id: fact.accountId } } },
    data: { restrictedAt },
  })
}

async function closeEpisode(tx: Transaction, fact: NewOf<'episodeClosed'>): Promise<void> {
  const { episode, reason } = fact.payload
  const closed = { status: 'closed', closedAt: new Date(fact.effectiveAt), closeReason: reason }
  const data = { ...closed, nextKind: null, nextStep: null, nextAt: null }
  await tx.episode.updateMany({ where: { accountId: fact.accountId, number: episode }, data })
}

async function openPlacement(tx: Transaction, fact: NewOf<'placed'>): Promise<void> {
  const { placementId, agencyId, until } = fact.payload
  const row = {
    id: placementId,
    accountId: fact.accountId,
    episode: episodeOf(placementId.slice(fact.accountId.length + 1)),
    agencyId,
    placedAt: new Date(fact.effectiveAt),
    until: new Date(until),
    status: 'placed',
  }
  await tx.placement.upsert({ where: { id: placementId }, update: {}, create: row })
}

async function recallPlacement(tx: Transaction, fact: NewOf<'placementRecalled'>): Promise<void> {
  const where = { id: fact.payload.placementId, status: 'placed' }
  await tx.placement.updateMany({
    where,
    data: { status: 'recalled', endedAt: new Date(fact.effectiveAt) },
  })
}

async function openMatter(tx: Transaction, fact: NewOf<'matterOpened'>): Promise<void> {
  const { matterId, checklist } = fact.payload
  const row = {
    id: matterId,
    accountId: fact.accountId,
    episode: episodeOf(matterId.slice(fact.accountId.length + 1)),
    openedAt: new Date(fact.effectiveAt),
    status: 'open',
    checklist: checklist.map(({ item, evidence }) => ({ item, evidence })),
  }
  await tx.matter.upsert({ where: { id: matterId }, update: {}, create: row })
}

async function projectPayment(
  tx: Transaction,
  fact: NewOf<'paymentPosted' | 'paymentReversed'>,
): Promise<void> {
  const { paymentId, amountCents, valueOn, postedOn } = fact.payload
  const reversesId = fact.kind === 'paymentReversed' ? fact.payload.reversesPaymentId : null
  const row = {
    id: paymentId,
    accountId: fact.accountId,
    valueOn: new Date(valueOn),
    postedOn: new Date(postedOn),
    amountCents: BigInt(amountCents),
    kind: fact.kind === 'paymentPosted' ? 'payment' : 'reversal',
    reversesId,
    source: fact.source,
  }
  await tx.payment.upsert({ where: { id: paymentId }, update: {}, create: row })
}

/** What leaves the account for suspense is an item there from the same moment on: one movement of money, not two. */
async function placeInSuspense(tx: Transaction, fact: NewOf<'overpaymentReturned'>): Promise<void> {
  const { itemId, amountCents, on, evidence } = fact.payload
  if (itemId === undefined) return
  await tx.$executeRaw`
    insert into suspense_entry (id, item_id, kind, amount_cents, currency, value_on, from_account_id, actor, recorded_at,
      evidence)
    select ${`${fact.accountId}/${fact.key}`}, ${itemId}, 'placed', ${amountCents}::bigint, currency, ${on}::date, id,
      ${fact.actor}, ${new Date(fact.recordedAt)}::timestamptz, ${evidence}
    from account where id = ${fact.accountId}`
}

/** A task beside the ladder belongs to the newest case; 0: the account never had one. */
async function episodeOfTask(tx: Transaction, accountId: string, stepKey: string): Promise<number> {
  const episode = episodeOf(stepKey)
  if (!Number.isNaN(episode)) return episode
  const newest = await tx.episode.aggregate({ where: { accountId }, _max: { number: true } })
  return newest._max.number ?? 0
}

/** Step keys, placement and matter ids begin with the episode's number. */
function episodeOf(stepKey: string): number {
  return Number(stepKey.split('/')[0])
}
