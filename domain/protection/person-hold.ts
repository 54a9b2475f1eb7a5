// Which holds on other accounts of the person stand still this one too? A hold for a reason that concerns the person is told to
// every account of theirs, so that no step is spent on somebody whom nobody may contact, and the rest of its wait is kept.
import type { Envelope } from '../commands/command'
import type { NewFact } from '../facts'
import { type HoldFacts, reasonsOfPerson } from './hold-facts'
import { type HoldSpan, holdSpans } from './hold-spans'

/** How the hold stands after `fact`, for every account of the person; empty when it concerns its own account alone. */
export function toldToPerson(
  facts: readonly { kind: string }[],
  fact: HoldChange,
  envelope: Envelope,
): NewFact[] {
  const { accountId, payload, key } = fact
  const span = holdSpans([...facts, fact]).find(({ holdId }) => holdId === payload.holdId)
  const placed = span ?? holdSpans(facts).find(({ holdId }) => holdId === payload.holdId)
  if (!placed || !reasonsOfPerson.some((reason) => reason === placed.reason)) return []
  const { holdId, reason, from } = placed
  // One that is over before it began stands nowhere any more.
  const { until } = span ?? { until: from }
  const said = { onAccount: accountId, holdId, reason, from, ...(until === undefined ? {} : { until }) }
  return [
    {
      ...envelope,
      effectiveAt: fact.effectiveAt,
      key: `person/${accountId}/${key}`,
      kind: 'personHeld',
      payload: said,
    },
  ]
}

type HoldChange = Extract<NewFact, { kind: Exclude<keyof HoldFacts, 'personHeld' | 'holdLiftAsked'> }>

/** Holds on other accounts of the person, as the log of this one knows them; the last word on each counts. */
export function personHolds(facts: readonly { kind: string }[]): Omit<HoldSpan, 'lifted'>[] {
  const found = new Map<string, Omit<HoldSpan, 'lifted'>>()
  for (const { payload } of facts.filter(isPersonHeld).filter(isToldByOtherAccount)) {
    const { onAccount, ...span } = payload
    found.set(`${onAccount} ${span.holdId}`, { accountId: onAccount, ...span })
  }
  return [...found.values()].filter(({ from, until = Infinity }) => from < until)
}

/** Written here by a command on another account of the person; it bears that command's id. */
export function isToldByOtherAccount(fact: { kind: string; accountId: string }): boolean {
  return isPersonHeld(fact) && fact.payload.onAccount !== fact.accountId
}

type PersonHeld = { kind: 'personHeld'; accountId: string; payload: HoldFacts['personHeld'] }

function isPersonHeld(fact: { kind: string }): fact is PersonHeld {
  return fact.kind === 'personHeld'
}
