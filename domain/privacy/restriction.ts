// From when until when is personal data restricted? Nothing is done with it then but storing it (PIPL article 47): the
// ladder stands still, the rule packs are told, lists leave the person out.
import type { Standstill } from '../ladder/standstill'
import type { Situation } from '../policy/situation'
import type { RestrictionFacts } from './restriction-facts'

type RestrictionFact = {
  [K in keyof RestrictionFacts]: { accountId: string; kind: K; payload: RestrictionFacts[K] }
}[keyof RestrictionFacts]

export interface Restriction {
  restrictionId: string
  reason: RestrictionFacts['dataRestricted']['reason']
  from: number
  /** Infinity: nobody has lifted it. */
  until: number
}

function isRestrictionFact(fact: { kind: string }): fact is RestrictionFact {
  return fact.kind === 'dataRestricted' || fact.kind === 'dataRestrictionLifted'
}

/** Every restriction on record; what several accounts of the person say of one is one. */
export function restrictionsOf(facts: readonly { kind: string }[]): Restriction[] {
  const found = new Map<string, Restriction>()
  for (const fact of facts.filter(isRestrictionFact)) {
    const { restrictionId } = fact.payload
    const known = found.get(restrictionId)
    if (fact.kind === 'dataRestricted' && !known)
      found.set(restrictionId, { ...fact.payload, until: Infinity })
    if (fact.kind === 'dataRestrictionLifted' && known)
      found.set(restrictionId, { ...known, until: Math.min(known.until, fact.payload.at) })
  }
  return [...found.values()]
}

export function restrictedStatuses(facts: readonly { kind: string }[]): Situation['statuses'] {
  return restrictionsOf(facts).map(({ from, until }) => ({ status: 'restricted' as const, from, until }))
}

export function restrictionStandstills(facts: readonly { kind: string }[]): Standstill[] {
  return restrictionsOf(facts).map(({ restrictionId: id, reason, from, until }) => {
    const why = `personal data is restricted (${reason})`
    return { kind: 'restriction', id, why, from, ...(until === Infinity ? {} : { until }) }
  })
}
