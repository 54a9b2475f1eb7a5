// Which packs bind a contact, in which zones does it count, and is a rule in force on that day? All packs that apply must
// be satisfied: the strictest wins by itself. A country that the ledger does not know could be any.
import type { Contact, Person } from './evidence'
import { localTime } from './local-time'
import type { Pack } from './rule-files'
import type { Effective } from './rule-shape'

export function binds({ appliesTo, zone, effective }: Pack, person: Person, contact: Contact): boolean {
  const { customerIn, debtUnder, callerIn, products, actors, channels } = appliesTo
  const byCountry =
    debtUnder !== undefined ||
    callerIn !== undefined ||
    customerIn === undefined ||
    customerIn.includes(person.country)
  const product = person.products.get(contact.debts[0] ?? '')
  return (
    byCountry &&
    (!products || product === undefined || products.includes(product)) &&
    (!actors || actors.includes(contact.actor)) &&
    (!channels || channels.includes(contact.channel)) &&
    effective.from <= localTime(momentOf(contact), zone.home).date
  )
}

/** When the contact was made; of one that never left, when it was claimed. */
export function momentOf({ madeAt, claimedAt }: Contact): number {
  return madeAt ?? claimedAt
}

/** Zones in which hours must be kept and days are counted. */
export function zonesOf({ zone }: Pack, person: Person): string[] {
  const known = person.zone !== null && zone.resolve.includes('known') ? [person.zone] : zone.unknown
  const all = zone.homeAlwaysCounts ? [zone.home, ...known] : known
  const zones = [...new Set(all.map((name) => zone.sameAs[name] ?? name))]
  return zones.length > 0 ? zones : [zone.home]
}

export function inForce(rule: { effective?: Effective | undefined }, pack: Pack, at: number): boolean {
  const day = localTime(at, pack.zone.home).date
  const { from, to } = rule.effective ?? pack.effective
  return from <= day && (to === null || day <= to)
}
