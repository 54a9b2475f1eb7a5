// Was every contact lawful? Looks again, from outside: reads only the ledger of contacts, the log of facts and the rule
// packs, and shares no code with what decided (nothing of domain/, cases/ or activities/ is imported). Names each contact
// that should not have been, and what could not be checked.
import type { Database } from '../platform/database'
import { momentOf } from './binding-packs'
import { type Contact, readPersons } from './evidence'
import { brokenRules, coverageOf } from './pack-rules'
import { ownRules } from './own-rules'
import { type PackOnRecord, contactsMissing, doubled, irregularities } from './records'
import type { AuditReport, Breach } from './report'
import { readFrozenByHold, readPacks } from './rule-files'

export type { AuditReport, Breach } from './report'

export interface AuditScope {
  policiesDir: string
  /** Names of packs; absent: those that the folder's bank.yaml names. */
  packs?: string[]
  /** Contacts from this moment on. */
  from?: number
  /** Not included. */
  to?: number
}

/** Looks at every contact that was made within the scope; earlier ones count, but are not judged again. */
export async function auditContacts(db: Database, scope: AuditScope): Promise<AuditReport> {
  const { from = -Infinity, to = Infinity } = scope
  const packs = readPacks(scope.policiesDir, scope.packs)
  const freezes = readFrozenByHold(scope.policiesDir)
  const [persons, onRecord] = await Promise.all([readPersons(db), readPacksOnRecord(db)])
  const isInScope = (contact: Contact) => from <= momentOf(contact) && momentOf(contact) < to
  const keys = new Set(persons.flatMap(({ contacts }) => contacts.filter(isInScope).map(({ key }) => key)))
  const { checked, notChecked } = coverageOf(packs)
  const breaches = [
    ...packs.flatMap(({ policy, unknown }) => unknown.map((gap) => notUnderstood(policy, gap))),
    ...persons.flatMap((person) =>
      person.contacts
        .filter((contact) => keys.has(contact.key) && isJudged(contact))
        .flatMap((contact) => [
          ...brokenRules(packs, person, contact),
          ...irregularities(contact, { person, packs, onRecord, freezes }),
        ]),
    ),
    ...doubled(persons).filter(({ contactKey }) => contactKey !== null && keys.has(contactKey)),
    ...persons.flatMap(contactsMissing),
  ]
  return {
    contacts: keys.size,
    breaches: breaches.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? '')),
    checked: [...checked, ...ownRules.map((rule) => ({ policy: null, rule, kind: 'records' }))],
    notChecked,
  }
}

/** What reached out; a call from the customer is no contact by the bank. */
function isJudged({ direction, madeAt }: Contact): boolean {
  return direction === 'outbound' && madeAt !== null
}

function notUnderstood(policy: string, { rule, why }: { rule: string; why: string }): Breach {
  return { rule: 'NOT_CHECKED', policy, contactKey: null, at: null, text: `${rule}: ${why}` }
}

async function readPacksOnRecord(db: Database): Promise<PackOnRecord[]> {
  const rows = await db.prisma.policyVersion.findMany({ orderBy: { addedAt: 'asc' } })
  return rows.map(({ id, version, sha256, addedAt }) => {
    return { seal: `${id}@${version}#${sha256.slice(0, 16)}`, policy: id, since: addedAt.getTime() }
  })
}

/** One line for a person. */
export function breachLine({ rule, contactKey, at, text }: Breach): string {
  return [rule, contactKey ?? '-', at ?? '-', text].join('  ')
}
