// The second stage of retention: personal data is replaced, ids, amounts and dates stay, so that statistics add up and the
// chains of facts and of access verify as before. Refused as long as anything stands against it.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeStagedRows } from '../batch/staged-people'
import type { CalendarDate, Instant } from '../domain/calendar-date'
import { type Purpose, objectionToPurpose } from '../domain/privacy/purposes'
import type { RetentionTerms } from '../domain/privacy/retention'
import { logAccess } from '../platform/access-log'
import type { Database, Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { mailsNaming } from '../platform/mail-folder'
import { lockCustomer } from './person'
import { type PrivacyRefused, unknownCustomer } from './privacy-show'
import { stagesOfCustomer } from './privacy-stages'

export interface PurgeRequest {
  customerId: string
  by: string
  at: Instant
  today: CalendarDate
  zone: string
  terms: RetentionTerms
  /** Only say what would be done. */
  dryRun: boolean
}

export interface PurgeFolders {
  /** Where letters and files for others lie, by the paths of their documents. */
  documents: readonly string[]
  /** Maildir of what came back by e-mail; null: there is none. */
  mail: string | null
}

export interface Purged {
  ok: true
  customerId: string
  done: boolean
  /** Rows whose personal data was or would be replaced, by table. */
  rows: Record<string, number>
  files: string[]
  /** Recordings that whoever keeps them has to erase. */
  recordings: string[]
}

/** What stands where personal data stood. */
export const purgedText = 'purged'

/**
 * Purges a customer, or says what would be. `code`: UNKNOWN_CUSTOMER, PURPOSE_NOT_YOURS, ALREADY_PURGED, NOT_RESTRICTED,
 * NOT_DUE with everything that stands against it. A purge that broke off is done by the next one.
 */
export async function purgeCustomer(
  { db, purposes, folders }: { db: Database; purposes: readonly Purpose[]; folders: PurgeFolders },
  request: PurgeRequest,
): Promise<Purged | PrivacyRefused> {
  const { customerId, by, at, dryRun } = request
  const objection = objectionToPurpose(purposes, 'erasure', by)
  if (objection) return { ok: false, ...objection }
  return inTransaction(db.prisma, async (tx) => {
    await lockCustomer(tx, customerId)
    const refusal = await standingAgainst(tx, request)
    if (refusal) return refusal
    const held = await heldOf(tx, customerId)
    const files = await filesOf(tx, customerId, held.accounts, folders)
    const rows = dryRun ? await countRows(tx, customerId, held.accounts) : {}
    const answer = { ok: true as const, customerId, files, recordings: held.recordings }
    if (dryRun) return { ...answer, done: false, rows }
    // Files first: if this breaks off, the rows still say which they were.
    for (const file of files) await rm(file, { force: true })
    const replaced = await replaceRows(tx, customerId, held.accounts, at)
    await logAccess(tx, [
      {
        customerId,
        at,
        actor: by,
        kind: 'purged',
        purpose: 'erasure',
        fields: Object.keys(replaced),
        reference: customerId,
      },
    ])
    return { ...answer, done: true, rows: replaced }
  })
}

async function standingAgainst(
  tx: Transaction,
  { customerId, terms, today, zone }: PurgeRequest,
): Promise<PrivacyRefused | null> {
  const stages = await stagesOfCustomer(tx, customerId, { terms, today, zone })
  if (!stages) return unknownCustomer(customerId)
  const no = (code: string, message: string) => ({ ok: false as const, code, message })
  if (stages.purgedOn !== null) return no('ALREADY_PURGED', `${customerId} was purged on ${stages.purgedOn}`)
  if (!stages.purge.isDue) return no('NOT_DUE', stages.purge.because.join('; ') || 'an account is not closed')
  return stages.restrictedSince === null
    ? no('NOT_RESTRICTED', 'data is restricted before it is purged: arrears privacy restrict')
    : null
}

async function heldOf(
  tx: Transaction,
  customerId: string,
): Promise<{ accounts: string[]; recordings: string[] }> {
  const accounts = await tx.account.findMany({ where: { customerId }, orderBy: { id: 'asc' } })
  const calls = await tx.contact.findMany({
    where: { customerId, recording: { not: null } },
    orderBy: { claimedAt: 'asc' },
  })
  return {
    accounts: accounts.map(({ id }) => id),
    recordings: calls.flatMap(({ recording }) => (recording === null ? [] : [recording])),
  }
}

/** Letters, files for agencies and their manifests; mails that name an address of the customer. */
async function filesOf(
  tx: Transaction,
  customerId: string,
  accounts: readonly string[],
  { documents: roots, mail }: PurgeFolders,
): Promise<string[]> {
  const documents = await tx.document.findMany({ where: { accountId: { in: [...accounts] } } })
  const twins = (path: string) => [path, path.replace(/\.pdf$/, '.json'), path.replace(/\.json$/, '.csv')]
  const files = documents.flatMap(({ path }) =>
    roots.flatMap((root) => [...new Set(twins(path))].map((file) => join(root, file))),
  )
  const addresses = await tx.contactPoint.findMany({ where: { customerId, channel: 'email' } })
  const mails =
    mail === null
      ? []
      : mailsNaming(
          mail,
          addresses.map(({ value }) => value),
        )
  return [...files.filter((file) => existsSync(file)), ...mails]
}

/** Replaces what tells who somebody is; how many rows of each table it stood in. */
async function replaceRows(
  tx: Transaction,
  customerId: string,
  accounts: readonly string[],
  at: Instant,
): Promise<Record<string, number>> {
  const ofAccounts = { where: { accountId: { in: [...accounts] } } }
  const nobody = { fullName: purgedText, channel: null, value: null }
  const customer = { fullName: purgedText, bornOn: null, zone: null, purgedAt: new Date(at) }
  const point = { value: purgedText, status: 'bad', statusReason: 'PURGED' }
  const counts = {
    customer: await tx.customer.updateMany({ where: { id: customerId }, data: customer }),
    contactPoint: await tx.contactPoint.updateMany({ where: { customerId }, data: point }),
    party: await tx.party.updateMany({ ...ofAccounts, data: nobody }),
    relatedPerson: await tx.relatedPerson.updateMany({ where: { customerId }, data: nobody }),
    collateral: await tx.collateral.updateMany({ ...ofAccounts, data: { description: purgedText } }),
    note: await tx.note.deleteMany(ofAccounts),
    task: await tx.task.updateMany({ ...ofAccounts, data: { note: null } }),
    contact: await tx.contact.updateMany({ where: { customerId }, data: { recording: null } }),
    document: await tx.document.updateMany({ ...ofAccounts, data: { path: purgedText } }),
  }
  const staged = await removeStagedRows(tx, customerId, accounts)
  return {
    ...Object.fromEntries(Object.entries(counts).map(([table, { count }]) => [table, count])),
    staged,
  }
}

async function countRows(
  tx: Transaction,
  customerId: string,
  accounts: readonly string[],
): Promise<Record<string, number>> {
  const ofAccounts = { where: { accountId: { in: [...accounts] } } }
  return {
    customer: 1,
    contactPoint: await tx.contactPoint.count({ where: { customerId } }),
    party: await tx.party.count(ofAccounts),
    relatedPerson: await tx.relatedPerson.count({ where: { customerId } }),
    collateral: await tx.collateral.count(ofAccounts),
    note: await tx.note.count(ofAccounts),
    document: await tx.document.count(ofAccounts),
  }
}
