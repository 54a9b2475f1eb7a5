// May this complaint be recorded, its deadline extended, its answer recorded?
import { z } from 'zod'
import { mayApprove } from '../arrangements/authority'
import { dateAt, instantAt } from '../calendar-date'
import { type Judgement, accepted, command, refusal } from '../commands/command'
import { date, id, shortId } from '../commands/fields'
import type { Fact } from '../facts'
import { settled } from '../ladder/awaited'
import {
  complainants,
  complaintCategories,
  complaintOutcomes,
  complaintTerms,
  rootCauses,
} from './complaint-facts'
import { complaintMatter, ownersTask } from './complaint-inquiry'
import { type Complaint, complaintsOf } from './complaint-state'
import { complaintDays, nextTerm } from './complaint-terms'
import { inboundChannels } from './dispute-facts'

const concerned = { staffId: id.optional(), agencyId: id.optional() }

const receive = {
  complaintId: shortId,
  from: z.enum(complainants),
  channel: z.enum(inboundChannels),
  authority: z.string().max(40).optional(),
  category: z.enum(complaintCategories),
  owner: id,
  /** Absent: today. */
  receivedOn: date.optional(),
  ...concerned,
}

/** Anybody may complain on any channel; whom it is about does not see to it. */
const recordComplaint = command(receive, (facts, asked, { asOf, zone, rules }, envelope) => {
  const today = dateAt(asOf, zone)
  const {
    complaintId,
    from,
    channel,
    authority,
    category,
    owner,
    receivedOn = today,
    staffId,
    agencyId,
  } = asked
  const { complaints, calendar } = rules.terms
  if (complaintsOf(facts).some((known) => known.complaintId === complaintId))
    return refusal('COMPLAINT_KNOWN', `complaint ${complaintId} exists; choose another id for a further one`)
  if (receivedOn > today)
    return refusal('RECEIVED_IN_FUTURE', `${receivedOn} has not come: today is ${today}`)
  if (authority !== undefined && !Object.hasOwn(complaints.authorities, authority)) {
    const known = Object.keys(complaints.authorities).join(', ')
    return refusal('UNKNOWN_AUTHORITY', `no deadlines are known of ${authority}; known are ${known}`)
  }
  if (owner === staffId)
    return refusal('OWNER_CONCERNED', `the complaint is about ${owner}: somebody else must see to it`)
  const days = complaintDays(complaints, { receivedOn, term: 'ordinary', authority }, calendar)
  const at = receivedOn === today ? asOf : instantAt(receivedOn, zone)
  const payload = {
    ...{ complaintId, from, channel, category, owner, receivedOn, at, ...days },
    ...(authority === undefined ? {} : { authority }),
    ...optionalIds({ staffId, agencyId }),
  }
  return accepted(
    { ...envelope, effectiveAt: at, key: `complaint/${complaintId}`, kind: 'complaintReceived', payload },
    ownersTask(facts, payload, { zone, envelope }),
  )
})

const extend = { complaintId: shortId, to: z.enum(complaintTerms), notice: id }

/** Complex: its owner may; special: with the approval of somebody else who has the authority. The complainant is told. */
const extendComplaint = command(extend, (facts, asked, { asOf, zone, rules }, envelope) => {
  const { complaintId, to, notice, by } = asked
  const complaint = openComplaint(facts, complaintId)
  if ('refused' in complaint) return complaint.refused
  const { receivedOn, authority, term, answerBy, owner, staffId } = complaint
  if (staffId === by)
    return refusal('OWNER_CONCERNED', `the complaint is about ${by}: somebody else must extend it`)
  if (to !== nextTerm(term)) {
    const next = nextTerm(term)
    const can = next === null ? 'it cannot be extended again' : `the next extension is ${next}`
    return refusal('NOT_EXTENDABLE', `the deadline is ${term}; ${can}`)
  }
  if (dateAt(asOf, zone) > answerBy)
    return refusal(
      'DEADLINE_PASSED',
      `the answer was due on ${answerBy}: a deadline that has passed is not extended`,
    )
  const approval = mayApprove(
    rules.terms.authority,
    { person: by, maker: owner },
    { kind: 'complaintExtension' },
  )
  if (to === 'special' && !approval.ok) return refusal(approval.code, approval.message)
  const days = complaintDays(
    rules.terms.complaints,
    { receivedOn, term: to, authority },
    rules.terms.calendar,
  )
  const payload = { complaintId, to, notice, ...days }
  return accepted(
    { ...envelope, key: `complaint/${complaintId}/extended/${to}`, kind: 'complaintExtended', payload },
    ...settled(facts, complaintMatter(complaintId), 'extended', envelope),
    ownersTask(facts, payload, { zone, envelope }),
  )
})

const answer = {
  complaintId: shortId,
  outcome: z.enum(complaintOutcomes),
  rootCause: z.enum(rootCauses),
  document: id,
  ...concerned,
}

const answerComplaint = command(answer, (facts, asked, { asOf }, envelope) => {
  const { complaintId, outcome, rootCause, document, staffId, agencyId } = asked
  const complaint = openComplaint(facts, complaintId)
  if ('refused' in complaint) return complaint.refused
  if ([staffId, complaint.staffId].includes(asked.by))
    return refusal('OWNER_CONCERNED', `the complaint is about ${asked.by}: somebody else must answer it`)
  const payload = {
    ...{ complaintId, at: asOf, outcome, rootCause, document },
    ...optionalIds({ staffId, agencyId }),
  }
  return accepted(
    { ...envelope, key: `complaint/${complaintId}/answered`, kind: 'complaintAnswered', payload },
    ...settled(facts, complaintMatter(complaintId), 'answered', envelope),
  )
})

function openComplaint(facts: readonly Fact[], complaintId: string): Complaint | { refused: Judgement } {
  const complaint = complaintsOf(facts).find((known) => known.complaintId === complaintId)
  if (!complaint) return { refused: refusal('UNKNOWN_COMPLAINT', `there is no complaint ${complaintId}`) }
  if (!complaint.answer) return complaint
  const { outcome } = complaint.answer
  return { refused: refusal('COMPLAINT_ANSWERED', `complaint ${complaintId} was answered: ${outcome}`) }
}

function optionalIds({ staffId, agencyId }: { staffId?: string | undefined; agencyId?: string | undefined }) {
  return { ...(staffId === undefined ? {} : { staffId }), ...(agencyId === undefined ? {} : { agencyId }) }
}

export const complaintCommands = { recordComplaint, extendComplaint, answerComplaint }
