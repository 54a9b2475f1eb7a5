// What was known of the contact point when it was used: had its owner asked for no more messages, or had somebody else
// answered there? Marks without a date (a provider's refusal) cannot be judged afterwards.
import { z } from 'zod'
import { momentOf } from './binding-packs'
import { type Contact, type Person, knownBefore } from './evidence'

const reply = z.object({ contactPointId: z.string(), meaning: z.string() })

export function pointFlagsAt(person: Person, contact: Contact): string[] {
  const { pointId, debts } = contact
  if (pointId === null) return []
  const at = momentOf(contact)
  const own = person.facts.filter(({ accountId }) => accountId === debts[0])
  const replies = knownBefore(own, 'replyReceived', reply, at).map(({ payload }) => payload)
  const kindOf = (id: string) => person.points.get(id)?.channel
  // Who wants no more messages gets none at any number of theirs.
  const optedOut = replies.some(
    ({ meaning, contactPointId }) => meaning === 'stop' && kindOf(contactPointId) === kindOf(pointId),
  )
  const wrongByReply = replies.some(
    ({ meaning, contactPointId }) => meaning === 'wrongPerson' && contactPointId === pointId,
  )
  const answered = person.contacts
    .filter((other) => other.pointId === pointId && other.claimedAt < contact.claimedAt)
    .filter(({ outcome }) => outcome === 'effective' || outcome === 'wrongParty')
    .at(-1)
  return [
    ...(optedOut ? ['optedOut'] : []),
    ...(wrongByReply || answered?.outcome === 'wrongParty' ? ['wrongParty'] : []),
  ]
}
