// Which letters on different accounts are the same text? Debt-evasion intermediaries send one letter for many customers;
// a cluster is a sign to look closer, never a proof against the customer (product E9).
import { type Fingerprint, bucketsOf, likeness } from './fingerprint'

export interface SeenText {
  accountId: string
  representationId: string
  /** Keyed hash of who sent it. */
  senderHash: string
  fingerprint: Fingerprint
}

export interface Cluster {
  texts: SeenText[]
  accounts: string[]
  senders: string[]
}

/**
 * Groups of two or more texts in which each is alike another one, the largest first. `leastLikeness` from 0.5 on: below
 * that texts that are alike are not found reliably.
 */
export function clustersOf(texts: readonly SeenText[], leastLikeness: number): Cluster[] {
  const groupOf = new Map<SeenText, Set<SeenText>>(texts.map((text) => [text, new Set([text])]))
  const buckets = new Map<string, SeenText[]>()
  for (const text of texts) {
    for (const key of bucketsOf(text.fingerprint)) {
      const others = buckets.get(key) ?? []
      for (const other of others)
        if (likeness(text.fingerprint, other.fingerprint) >= leastLikeness) join(groupOf, text, other)
      buckets.set(key, [...others, text])
    }
  }
  return [...new Set(groupOf.values())]
    .filter(({ size }) => size > 1)
    .map((group) => clusterOf([...group].sort(byPlace)))
    .sort((a, b) => b.accounts.length - a.accounts.length || byPlace(a.texts[0], b.texts[0]))
}

function join(groupOf: Map<SeenText, Set<SeenText>>, one: SeenText, other: SeenText): void {
  const [group, joined] = [groupOf.get(one), groupOf.get(other)]
  if (!group || !joined || group === joined) return
  for (const text of joined) {
    group.add(text)
    groupOf.set(text, group)
  }
}

function clusterOf(texts: SeenText[]): Cluster {
  const distinct = (values: string[]) => [...new Set(values)].sort()
  return {
    texts,
    accounts: distinct(texts.map(({ accountId }) => accountId)),
    senders: distinct(texts.map(({ senderHash }) => senderHash)),
  }
}

function byPlace(one: SeenText | undefined, other: SeenText | undefined): number {
  const placeOf = (text?: SeenText) => `${text?.accountId ?? ''} ${text?.representationId ?? ''}`
  return placeOf(one).localeCompare(placeOf(other))
}
