// May somebody beside the customer be held liable? A guarantor only by a contract with its scope and time, a spouse only by
// a paper and by two people beside the one who asks (CN-3P-06, CN-3P-07).
import { z } from 'zod'
import { dateAt } from '../calendar-date'
import { accepted, command, refusal } from '../commands/command'
import { cents, date, id, shortId } from '../commands/fields'
import { factsOf } from '../facts'
import { jointDebtsOf } from './party'
import { guaranteeScopes, jointDebtGrounds } from './party-facts'

const recordGuarantee = command(
  {
    partyId: id,
    contractId: id,
    scope: z.enum(guaranteeScopes),
    capCents: cents.optional(),
    from: date,
    /** Absent: the contract names no end. */
    until: date.optional(),
  },
  (facts, { partyId, contractId, scope, capCents, from, until = null }, _, envelope) => {
    if (factsOf(facts, 'guaranteeRecorded').some(({ payload }) => payload.contractId === contractId))
      return refusal('GUARANTEE_KNOWN', `the guarantee of contract ${contractId} is on record`)
    if ((scope === 'capped') !== (capCents !== undefined))
      return refusal('SCOPE_UNCLEAR', 'a capped guarantee has a cap, another one has none')
    if (until !== null && until < from)
      return refusal('DATES_REVERSED', 'the guarantee ends before it begins')
    const payload = {
      partyId,
      contractId,
      scope,
      from,
      until,
      ...(capCents === undefined ? {} : { capCents }),
    }
    return accepted({ ...envelope, key: `guarantee/${contractId}`, kind: 'guaranteeRecorded', payload })
  },
)

const endGuarantee = command({ contractId: id }, (facts, { contractId }, moment, envelope) => {
  const known = factsOf(facts, 'guaranteeRecorded').find(({ payload }) => payload.contractId === contractId)
  if (!known) return refusal('UNKNOWN_GUARANTEE', `there is no guarantee by contract ${contractId}`)
  const payload = { partyId: known.payload.partyId, contractId, on: dateAt(moment.asOf, moment.zone) }
  return accepted({ ...envelope, key: `guarantee/${contractId}/ended`, kind: 'guaranteeEnded', payload })
})

const askJointDebt = command(
  { requestId: shortId, partyId: id, grounds: z.enum(jointDebtGrounds), evidence: id },
  (facts, { requestId, partyId, grounds, evidence }, _, envelope) => {
    const known = jointDebtsOf(facts)
    if (known.some((request) => request.requestId === requestId))
      return refusal('REQUEST_KNOWN', `request ${requestId} exists; choose another id for a further one`)
    if (known.some((request) => request.partyId === partyId && request.revokedAt === null))
      return refusal('REQUEST_OPEN', `there is a request for ${partyId}; approve or revoke it`)
    const payload = { requestId, partyId, grounds, evidence }
    return accepted({ ...envelope, key: `joint-debt/${requestId}`, kind: 'jointDebtAsked', payload })
  },
)

/** Everybody who approves is somebody else: neither who asked nor who approved before. */
const approveJointDebt = command({ requestId: shortId }, (facts, { requestId, by }, _, envelope) => {
  const request = jointDebtsOf(facts).find((one) => one.requestId === requestId)
  if (!request) return refusal('UNKNOWN_REQUEST', `there is no request ${requestId}; ask for it first`)
  if (request.revokedAt !== null) return refusal('REQUEST_REVOKED', `request ${requestId} was revoked`)
  if (by === request.askedBy || request.approvedBy.includes(by))
    return refusal('SAME_PERSON', `${by} has asked for it or approved it already; somebody else must`)
  const key = `joint-debt/${requestId}/approved/${by}`
  return accepted({ ...envelope, key, kind: 'jointDebtApproved', payload: { requestId } })
})

const revokeJointDebt = command({ requestId: shortId }, (facts, { requestId }, moment, envelope) => {
  if (!jointDebtsOf(facts).some((one) => one.requestId === requestId))
    return refusal('UNKNOWN_REQUEST', `there is no request ${requestId}`)
  const payload = { requestId, at: moment.asOf }
  return accepted({ ...envelope, key: `joint-debt/${requestId}/revoked`, kind: 'jointDebtRevoked', payload })
})

export const partyCommands = {
  recordGuarantee,
  endGuarantee,
  askJointDebt,
  approveJointDebt,
  revokeJointDebt,
}
