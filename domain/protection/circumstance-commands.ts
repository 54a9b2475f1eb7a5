// May this be recorded of a person: that they need care or must not be collected from, that it is proven, that it does not
// hold any more, who acts in their place, what an heir has inherited?
import { z } from 'zod'
import { type Judgement, accepted, command, refusal } from '../commands/command'
import { id, instant, shortId } from '../commands/fields'
import { type Fact, type NewFact, factsOf } from '../facts'
import { settled } from '../ladder/awaited'
import { type Circumstance, circumstancesOf, heirsOf, relatedOf } from './circumstance'
import { circumstanceKinds, evidenceKinds, relatedRoles } from './circumstance-facts'
import { alwaysStops } from './circumstance-terms'
import { mayNotEnd } from './level'
import { careTask, circumstanceMatter, checkTask } from './circumstance-tasks'
import { standingAsks } from './second-person'

const evidence = z.strictObject({ kind: z.enum(evidenceKinds), id })

const recordCircumstance = command(
  {
    circumstanceId: shortId,
    /** Of which kind; `kind` is the command's own. */
    circumstance: z.enum(circumstanceKinds),
    /** Absent: about the customer. */
    partyId: id.optional(),
    /** Absent: from now. In the past: learnt late. */
    from: instant.optional(),
    until: instant.optional(),
    /** Absent: nobody has proven it; it counts all the same. */
    evidence: evidence.optional(),
  },
  (facts, asked, moment, envelope) => {
    const { circumstanceId, circumstance: kind, partyId, until, evidence: given = null } = asked
    if (circumstancesOf(facts).some((known) => known.circumstanceId === circumstanceId))
      return refusal(
        'CIRCUMSTANCE_KNOWN',
        `circumstance ${circumstanceId} exists; choose another id for a further one`,
      )
    const from = asked.from ?? moment.asOf
    if (from > moment.asOf) return refusal('FROM_IN_FUTURE', 'a circumstance is recorded once it holds')
    if (until !== undefined && until <= from)
      return refusal('DATES_REVERSED', 'the circumstance ends before it begins')
    if (until !== undefined && alwaysStops.includes(kind))
      return refusal(
        'END_NOT_KNOWN',
        `${kind} is withdrawn by two people when it is over, not recorded with an end`,
      )
    const term = moment.rules.terms.circumstances.kinds[kind]
    const proven = given !== null && term.proof.includes(given.kind)
    const said = { circumstanceId, kind, effect: term.effect, from, evidence: given, proven }
    const payload = {
      ...said,
      ...(partyId === undefined ? {} : { partyId }),
      ...(until === undefined ? {} : { until }),
    }
    const key = `circumstance/${circumstanceId}`
    const record: NewFact = { ...envelope, effectiveAt: from, key, kind: 'circumstanceRecorded', payload }
    const about = { circumstanceId, kind, since: moment.asOf }
    return accepted(
      record,
      ...(proven ? [] : [checkTask(about, moment.rules, envelope)]),
      ...(partyId === undefined ? careTask(about, moment.rules, envelope) : []),
    )
  },
)

const confirmCircumstance = command(
  { circumstanceId: shortId, evidence },
  (facts, { circumstanceId, evidence: given }, moment, envelope) => {
    const known = standing(facts, circumstanceId)
    if ('ok' in known) return known
    const { proof } = moment.rules.terms.circumstances.kinds[known.kind]
    if (!proof.includes(given.kind))
      return refusal('NO_PROOF', `${known.kind} is proven by ${proof.join(' or ')}, not by ${given.kind}`)
    return accepted(
      {
        ...envelope,
        key: `circumstance/${circumstanceId}/confirmed`,
        kind: 'circumstanceConfirmed',
        payload: { circumstanceId, ...ofParty(known), evidence: given },
      },
      ...settled(facts, circumstanceMatter.check(circumstanceId), 'proven', envelope),
    )
  },
)

/** Of what stops collection two people must say that it does not hold: the first one asks, another one agrees. */
const withdrawCircumstance = command(
  { circumstanceId: shortId, evidence },
  (facts, { circumstanceId, evidence: given, by, commandId }, moment, envelope) => {
    const known = standing(facts, circumstanceId)
    if ('ok' in known) return known
    const below = mayNotEnd(moment.rules.terms, known.effect, by)
    if (below) return below
    if (known.effect === 'stop' && given.kind === 'thirdPartyStatement')
      return refusal('NO_PROOF', `that ${known.kind} does not hold is not shown by what somebody else said`)
    // Who asked before it was proven did not know of the proof.
    const proven = factsOf(facts, 'circumstanceConfirmed').findLast(
      ({ payload }) => payload.circumstanceId === circumstanceId,
    )
    const asked = standingAsks(facts, 'circumstanceWithdrawalAsked', moment).find(
      ({ payload, seq }) => payload.circumstanceId === circumstanceId && seq > (proven?.seq ?? 0),
    )
    if (known.effect === 'stop' && !asked) {
      const payload = { circumstanceId, ...ofParty(known), evidence: given }
      const key = `circumstance/${circumstanceId}/withdrawal-asked/${commandId}`
      return accepted({ ...envelope, key, kind: 'circumstanceWithdrawalAsked', payload })
    }
    if (asked?.actor === by)
      return refusal('SAME_PERSON', `${by} has asked for it already; somebody else must agree`)
    return accepted(
      {
        ...envelope,
        key: `circumstance/${circumstanceId}/withdrawn`,
        kind: 'circumstanceWithdrawn',
        payload: { circumstanceId, ...ofParty(known), at: moment.asOf, evidence: given },
      },
      ...settled(facts, circumstanceMatter.check(circumstanceId), 'notProven', envelope),
      ...settled(facts, circumstanceMatter.care(circumstanceId), 'notNeeded', envelope),
    )
  },
)

/** The name and number are not part of it: they stand in a table that can be purged. */
const nameRelated = command(
  { relatedId: shortId, role: z.enum(relatedRoles), evidence },
  (facts, { relatedId, role, evidence: given }, _, envelope) => {
    if (factsOf(facts, 'relatedNamed').some(({ payload }) => payload.relatedId === relatedId))
      return refusal('RELATED_KNOWN', `${relatedId} is named already; choose another id for somebody else`)
    if (
      role === 'guardian' &&
      !['guardianAppointment', 'courtDecision', 'householdRegister'].includes(given.kind)
    )
      return refusal(
        'NO_PROOF',
        'a guardian is named with guardianAppointment, courtDecision or householdRegister',
      )
    const payload = { relatedId, role, evidence: given }
    return accepted({ ...envelope, key: `related/${relatedId}`, kind: 'relatedNamed', payload })
  },
)

const endRelated = command({ relatedId: shortId }, (facts, { relatedId }, moment, envelope) => {
  if (!relatedOf(facts).some((known) => known.relatedId === relatedId))
    return refusal('UNKNOWN_RELATED', `nobody with the id ${relatedId} acts for the customer`)
  const payload = { relatedId, at: moment.asOf }
  return accepted({ ...envelope, key: `related/${relatedId}/ended`, kind: 'relatedEnded', payload })
})

/** Heirs owe up to what they inherited, nothing once they renounce (Civil Code 1159, 1161). */
const stateHeir = command(
  {
    relatedId: shortId,
    inheritedCents: z.int().nonnegative().max(1_000_000_000_00),
    renounced: z.boolean().default(false),
    evidence,
  },
  (facts, { relatedId, inheritedCents, renounced, evidence: given, commandId }, _, envelope) => {
    if (!relatedOf(facts).some((known) => known.relatedId === relatedId && known.role === 'heir'))
      return refusal('UNKNOWN_RELATED', `no heir ${relatedId} is named; name the heir first`)
    if (renounced && given.kind !== 'renunciation')
      return refusal('NO_PROOF', 'that an heir renounces is proven by a renunciation')
    if (renounced && inheritedCents > 0)
      return refusal('RENOUNCED', 'who renounces has inherited nothing: the amount is 0.00')
    const last = heirsOf(facts).find((heir) => heir.relatedId === relatedId)
    if (last?.renounced === true)
      return refusal('RENOUNCED', `${relatedId} has renounced; that is not taken back`)
    const payload = { relatedId, inheritedCents, renounced, evidence: given }
    // Not the paper's id: a figure may be stated anew from the same paper.
    return accepted({ ...envelope, key: `heir/${relatedId}/${commandId}`, kind: 'heirStated', payload })
  },
)

export const circumstanceCommands = {
  recordCircumstance,
  confirmCircumstance,
  withdrawCircumstance,
  nameRelated,
  endRelated,
  stateHeir,
}

function ofParty({ partyId }: Circumstance): { partyId?: string } {
  return partyId === null ? {} : { partyId }
}

function standing(
  facts: readonly Fact[],
  circumstanceId: string,
): Circumstance | (Judgement & { ok: false }) {
  const known = circumstancesOf(facts).find((one) => one.circumstanceId === circumstanceId)
  const no = (code: string, message: string) => ({ ok: false as const, code, message })
  if (!known) return no('UNKNOWN_CIRCUMSTANCE', `there is no circumstance ${circumstanceId}`)
  if (known.withdrawnAt !== null)
    return no('CIRCUMSTANCE_ENDED', `circumstance ${circumstanceId} was withdrawn`)
  return known
}
