// What was known of the contact point when it was used: had its owner asked for no more messages, or had somebody else
// answered there? Marks without a date (a provider's refusal) cannot be judged afterwards.
import { z } from 'zod'
import { momentOf } from './binding-packs'
import { type Contact, type Person, knownBefore } from './evidence'
import type { Fault } from './own-rules'

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

const kindsOf: Record<string, readonly string[]> = {
  sms: ['mobile'],
  voice: ['mobile', 'landline'],
  email: ['email'],
  letter: ['address'],
  visit: ['address'],
}

/** A contact with the customer went to a point of somebody else, or to one that its channel cannot reach. */
export function pointFaults({ points }: Person, { pointId, channel, role, direction }: Contact): Fault[] {
  if (pointId === null || role !== 'debtor' || direction === 'inbound') return []
  const point = points.get(pointId)
  if (!point) return [{ rule: 'POINT_NOT_THEIRS', text: `${pointId} is no contact point of the customer` }]
  if (kindsOf[channel]?.includes(point.channel) ?? true) return []
  return [{ rule: 'POINT_OF_OTHER_CHANNEL', text: `${channel} to ${pointId}, which is of ${point.channel}` }]
}
