// Whose clock counts? The zones in which a pack looks at a contact: hours must be kept in every one of them, and days
// are counted in each.
import { isZone } from '../calendar-date'
import type { RulePack } from './pack-file'
import type { Situation } from './situation'

/** The zones, none twice; empty: nobody can say where the person is. */
export function zonesFor({ zone }: RulePack, { location }: Situation): string[] {
  const { known, ...guesses } = location
  const sure = zone.resolve.includes('known') ? known.filter(isZone) : []
  const possible = zone.resolve
    .flatMap((source) => (source === 'known' ? [] : guesses[source]))
    .filter(isZone)
  const found = [sure, possible, zone.unknown].find((zones) => zones.length > 0) ?? []
  const withHome = zone.homeAlwaysCounts ? [zone.home, ...found] : found
  return [...new Set(withHome.map((name) => zone.sameAs[name] ?? name))]
}
