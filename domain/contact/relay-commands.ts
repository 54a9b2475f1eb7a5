// Somebody else is asked to pass on that the bank wishes to be called: who wants it, who agrees, and who never wants to
// hear of it again? Outside the ladder: two people decide (CN-3P-02), and the packs once more when it is sent.
import { accepted, command, refusal } from '../commands/command'
import { id, shortId } from '../commands/fields'
import { type Fact, factsOf } from '../facts'

const askRelay = command({ relayId: shortId, partyId: id }, (facts, { relayId, partyId }, _, envelope) => {
  if (factsOf(facts, 'relayAsked').some(({ payload }) => payload.relayId === relayId))
    return refusal('RELAY_KNOWN', `relay ${relayId} exists; choose another id for a further one`)
  return accepted({ ...envelope, key: `relay/${relayId}`, kind: 'relayAsked', payload: { relayId, partyId } })
})

/** Everybody who approves is somebody else: neither who asked nor who approved before. */
const approveRelay = command({ relayId: shortId }, (facts, { relayId, by }, _, envelope) => {
  const relay = relayOf(facts, relayId)
  if (!relay) return refusal('UNKNOWN_RELAY', `there is no relay ${relayId}; ask for it first`)
  if (by === relay.askedBy || relay.approvedBy.includes(by))
    return refusal('SAME_PERSON', `${by} has asked for it or approved it already; somebody else must`)
  const key = `relay/${relayId}/approved/${by}`
  return accepted({ ...envelope, key, kind: 'relayApproved', payload: { relayId } })
})

/** The party does not want to be contacted for the customer, for ever (CN-3P-04): nothing takes it back. */
const refuseRelays = command({ partyId: id }, (_, { partyId }, __, envelope) =>
  accepted({ ...envelope, key: `party/${partyId}/refused`, kind: 'partyRefused', payload: { partyId } }),
)

export const relayCommands = { askRelay, approveRelay, refuseRelays }

export interface Relay {
  partyId: string
  askedBy: string
  approvedBy: string[]
}

/** What is on record of a relay; null: nobody asked for it. */
export function relayOf(facts: readonly Fact[], relayId: string): Relay | null {
  const asked = factsOf(facts, 'relayAsked').find(({ payload }) => payload.relayId === relayId)
  if (!asked) return null
  const approvals = factsOf(facts, 'relayApproved').filter(({ payload }) => payload.relayId === relayId)
  return {
    partyId: asked.payload.partyId,
    askedBy: asked.actor,
    approvedBy: [...new Set(approvals.map(({ actor }) => actor))],
  }
}
