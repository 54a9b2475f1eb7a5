// May this be recorded of somebody who says that they act for the customer: that they wrote, what the customer said when
// called, that a paper is forged, that the police are told? Nothing of it stops or closes what the customer asks for.
import { z } from 'zod'
import { type Instant, addDays, dateAt } from '../calendar-date'
import { type Envelope, type Judgement, accepted, command, refusal } from '../commands/command'
import { id, instant, shortId } from '../commands/fields'
import type { Fact, NewFact } from '../facts'
import { settled } from '../ladder/awaited'
import type { Rules } from '../ladder/case-view'
import { sideTaskOpened, tasksOfMatter } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'
import { fingerprintPattern } from '../privacy/fingerprint'
import { type Representation, representationsOf } from './representation'
import { representationChannels, representationVerdicts } from './representation-facts'

const recordRepresentation = command(
  {
    representationId: shortId,
    channel: z.enum(representationChannels),
    senderHash: z.string().regex(/^[0-9a-f]{64}$/, 'is a hash of 64 hexadecimal digits'),
    fingerprint: z.string().regex(fingerprintPattern, 'is no fingerprint of a text').optional(),
    documentId: id.optional(),
    /** Absent: now. */
    receivedAt: instant.optional(),
  },
  (facts, asked, moment, envelope) => {
    const { representationId, channel, senderHash, fingerprint = null, documentId = null } = asked
    if (representationsOf(facts).some((known) => known.representationId === representationId))
      return refusal(
        'REPRESENTATION_KNOWN',
        `${representationId} exists; choose another id for a further letter`,
      )
    const receivedAt = asked.receivedAt ?? moment.asOf
    if (receivedAt > moment.asOf) return refusal('FROM_IN_FUTURE', 'a letter is recorded once it is there')
    const payload = { representationId, receivedAt, channel, senderHash, fingerprint, documentId }
    return accepted(
      { ...envelope, key: `representation/${representationId}`, kind: 'representationClaimed', payload },
      checkCallTask({ representationId, n: 1, at: moment.asOf }, moment.rules, envelope),
    )
  },
)

/**
 * What the customer said at `pointId`, a number that they reserved with the bank. The call itself is counted and judged
 * like any other (cases/run-command.ts).
 */
const verifyRepresentation = command(
  { representationId: shortId, verdict: z.enum(representationVerdicts), pointId: id, recording: id },
  (facts, { representationId, verdict, recording }, moment, envelope) => {
    const known = representation(facts, representationId)
    if ('ok' in known) return known
    if (known.state !== 'open')
      return refusal('ALREADY_VERIFIED', `the customer was asked about ${representationId}: ${known.state}`)
    const matter = callMatter(representationId)
    const n = tasksOfMatter(facts, matter).length
    const again = verdict === 'notReached' && n < moment.rules.terms.representation.verification.attempts
    const payload = { representationId, verdict, recording, at: moment.asOf }
    const key = `representation/${representationId}/verified/${n}`
    return accepted(
      { ...envelope, key, kind: 'representationVerified', payload },
      ...settled(facts, matter, verdict, envelope),
      ...(again
        ? [checkCallTask({ representationId, n: n + 1, at: moment.asOf }, moment.rules, envelope)]
        : []),
      ...(verdict === 'notReached' && !again ? [unverified(representationId, envelope)] : []),
    )
  },
)

const endRepresentation = command(
  { representationId: shortId },
  (facts, { representationId }, moment, envelope) => {
    const known = representation(facts, representationId)
    if ('ok' in known) return known
    if (known.state !== 'confirmed')
      return refusal('NOT_CONFIRMED', `${representationId} is ${known.state}: there is no authority to end`)
    const payload = { representationId, at: moment.asOf }
    const key = `representation/${representationId}/ended`
    return accepted({ ...envelope, key, kind: 'representationEnded', payload })
  },
)

const markForged = command(
  { representationId: shortId, documentId: id, evidence: id },
  (facts, { representationId, documentId, evidence }, _, envelope) => {
    const known = representation(facts, representationId)
    if ('ok' in known) return known
    if (known.state === 'confirmed')
      return refusal(
        'CONFIRMED',
        `the customer has confirmed ${representationId}; end it before its paper is doubted`,
      )
    const payload = { representationId, documentId, evidence }
    const key = `representation/${representationId}/forged/${documentId}`
    return accepted({ ...envelope, key, kind: 'paperForged', payload })
  },
)

/** Only what the customer has denied or what is shown to be forged; for a threat it is never used. */
const askPoliceReport = command(
  { representationId: shortId, evidence: z.array(id).min(1).max(20) },
  (facts, { representationId, evidence }, _, envelope) => {
    const known = representation(facts, representationId)
    if ('ok' in known) return known
    if (known.state !== 'denied' && known.forgedPapers.length === 0)
      return refusal(
        'NO_GROUNDS',
        'the police are told of what the customer denied or what is shown to be forged',
      )
    if (known.police) return refusal('REPORT_KNOWN', `a report on ${representationId} is asked for already`)
    const payload = { representationId, evidence }
    const key = `representation/${representationId}/police`
    return accepted({ ...envelope, key, kind: 'policeReportAsked', payload })
  },
)

/** Everybody who approves is somebody else; the last one needed makes it a task to file the report. */
const approvePoliceReport = command(
  { representationId: shortId },
  (facts, { representationId, by }, moment, envelope) => {
    const known = representation(facts, representationId)
    if ('ok' in known) return known
    const { police } = known
    if (!police) return refusal('NOT_ASKED', `nobody has asked for a report on ${representationId}`)
    if (by === police.askedBy || police.approvedBy.includes(by))
      return refusal('SAME_PERSON', `${by} has asked for it or approved it already; somebody else must`)
    const terms = moment.rules.terms.representation.police
    const isLast = police.approvedBy.length + 1 === terms.approvals
    const { zone } = moment.rules.strategy
    const dueAt = closingOn(addDays(dateAt(moment.asOf, zone), terms.withinDays), zone)
    const stepKey = `representation/${representationId}/police/1`
    const task = { kind: 'policeReport' as const, stepKey, dueAt, defaultOutcome: 'notFiled' }
    return accepted(
      {
        ...envelope,
        key: `representation/${representationId}/police/approved/${by}`,
        kind: 'policeReportApproved',
        payload: { representationId },
      },
      ...(isLast ? [sideTaskOpened(envelope, { ...task, detail: { representationId } })] : []),
    )
  },
)

export const representationCommands = {
  recordRepresentation,
  verifyRepresentation,
  endRepresentation,
  markForged,
  askPoliceReport,
  approvePoliceReport,
}

function representation(
  facts: readonly Fact[],
  representationId: string,
): Representation | (Judgement & { ok: false }) {
  const known = representationsOf(facts).find((one) => one.representationId === representationId)
  if (known) return known
  return {
    ok: false,
    code: 'UNKNOWN_REPRESENTATION',
    message: `there is no representation ${representationId}`,
  }
}

/** The customer is called at a reserved number. */
export const callMatter = (representationId: string): string => `representation/${representationId}/call`

/** Whether a step is such a call, by its key. */
export function isVerification(stepKey: string): boolean {
  return stepKey.startsWith('representation/')
}

export function checkCallTask(
  { representationId, n, at }: { representationId: string; n: number; at: Instant },
  rules: Rules,
  envelope: Envelope,
): NewFact {
  const { withinDays } = rules.terms.representation.verification
  const { zone } = rules.strategy
  const dueAt = closingOn(addDays(dateAt(at, zone), withinDays), zone)
  return sideTaskOpened(envelope, {
    kind: 'representationCheck',
    stepKey: `${callMatter(representationId)}/${n}`,
    dueAt,
    defaultOutcome: 'notReached',
    detail: { representationId, attempt: n },
  })
}

/** Nobody could ask the customer: nothing is confirmed, and nothing is told to the sender. */
export function unverified(representationId: string, envelope: Envelope): NewFact {
  return {
    ...envelope,
    key: `representation/${representationId}/unverified`,
    kind: 'representationUnverified',
    payload: { representationId },
  }
}
