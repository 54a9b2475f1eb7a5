// May the whole debt be called due? Proposed by one, decided by another with the authority, served with proof of arrival:
// nothing of it ever happens by itself (B12).
import { z } from 'zod'
import { addDays, dateAt } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { date, id, note, shortId } from '../commands/fields'
import { type Fact, factsOf } from '../facts'
import { settled } from '../ladder/awaited'
import { viewOf } from '../ladder/case-view'
import { type Acceleration, accelerationsOf, isOver } from './acceleration'
import { accelerationMatter, givenUp } from './acceleration-agenda'
import { accelerationGrounds } from './acceleration-facts'
import { mayApprove } from './authority'

/**
 * `otherAccountId`: for a cross-default, the account in default. Refused: NO_OPEN_CASE, ACCELERATION_UNDER_WAY, TOO_EARLY,
 * STANDSTILL, OTHER_ACCOUNT_MISSING.
 */
const proposeAcceleration = command(
  {
    accelerationId: shortId,
    ground: z.enum(accelerationGrounds),
    clause: z
      .string()
      .regex(/^[A-Za-z0-9_.:/#-]{1,120}$/, 'names the place in the contract, e.g. contract/4711#12.3'),
    otherAccountId: id.optional(),
  },
  (facts, { accelerationId, ground, clause, otherAccountId = null }, moment, envelope) => {
    const wrong = mayBeProposed(facts, accelerationId, moment)
    if (wrong) return wrong
    if ((ground === 'crossDefault') !== (otherAccountId !== null))
      return refusal(
        'OTHER_ACCOUNT_MISSING',
        'a cross-default names the other account, and nothing else does',
      )
    const amountCents = factsOf(facts, 'positionReported').at(-1)?.payload.balanceCents ?? 0
    const payload = { accelerationId, ground, clause, otherAccountId, amountCents }
    return accepted({
      ...envelope,
      key: `acceleration/${accelerationId}`,
      kind: 'accelerationProposed',
      payload,
    })
  },
)

function mayBeProposed(
  facts: readonly Fact[],
  accelerationId: string,
  moment: CommandMoment,
): Judgement | null {
  const { asOf, rules } = moment
  const view = viewOf(facts, rules, asOf)
  if (!view || view.closed !== null) return refusal('NO_OPEN_CASE', 'there is no open case')
  const known = accelerationsOf(facts)
  const running = known.find((one) => !isOver(one) || one.accelerationId === accelerationId)
  if (running) {
    const text = `acceleration ${running.accelerationId} is ${running.status}; end it first, or choose another id`
    return refusal('ACCELERATION_UNDER_WAY', text)
  }
  const { leastDaysPastDue } = rules.strategy.arrangements.acceleration
  if (view.position.daysPastDue < leastDaysPastDue) {
    const text = `${view.position.daysPastDue} days past due: the strategy asks for ${leastDaysPastDue}`
    return refusal('TOO_EARLY', text)
  }
  return standsStill(facts, moment)
}

/** Nobody is called to pay all at once who is not asked to pay. */
function standsStill(facts: readonly Fact[], { asOf, rules }: CommandMoment): Judgement | null {
  const [standstill] = viewOf(facts, rules, asOf)?.standing ?? []
  if (!standstill) return null
  return refusal('STANDSTILL', `collection stands still: ${standstill.why}; wait until it goes on`)
}

/**
 * Approves or refuses: somebody else, with the authority for the amount. Refused: UNKNOWN_ACCELERATION,
 * ACCELERATION_DECIDED, STANDSTILL (an approval), and the codes of authority.
 */
const decideAcceleration = command(
  { accelerationId: shortId, approved: z.boolean(), note },
  (facts, { accelerationId, approved, by }, moment, envelope) => {
    const found = ofStatus(facts, accelerationId, ['proposed'], 'ACCELERATION_DECIDED')
    if (!found.ok) return found.refusal
    const { proposed } = found.acceleration
    const { amountCents } = proposed.payload
    const person = { person: by, maker: proposed.actor }
    const may = mayApprove(moment.rules.terms.authority, person, { kind: 'acceleration', amountCents })
    if (!may.ok) return refusal(may.code, may.message)
    const standstill = approved ? standsStill(facts, moment) : null
    if (standstill) return standstill
    return accepted(
      {
        ...envelope,
        key: `acceleration/${accelerationId}/decided`,
        kind: 'accelerationDecided',
        payload: { accelerationId, approved, level: may.level },
      },
      ...settled(facts, accelerationMatter.decision(accelerationId), 'decided', envelope),
    )
  },
)

/**
 * The notice has arrived; `evidence` proves it. Refused: UNKNOWN_ACCELERATION, ACCELERATION_NOT_APPROVED, DATE_IN_FUTURE,
 * SERVED_TOO_EARLY, STANDSTILL.
 */
const serveAcceleration = command(
  { accelerationId: shortId, evidence: id, deliveredOn: date },
  (facts, { accelerationId, evidence, deliveredOn }, moment, envelope) => {
    const found = ofStatus(facts, accelerationId, ['approved'], 'ACCELERATION_NOT_APPROVED')
    if (!found.ok) return found.refusal
    const today = dateAt(moment.asOf, moment.zone)
    if (deliveredOn > today)
      return refusal('DATE_IN_FUTURE', `${deliveredOn} has not come: today is ${today}`)
    const { decided } = found.acceleration
    const approvedOn = decided ? dateAt(decided.effectiveAt, moment.zone) : today
    if (deliveredOn < approvedOn)
      return refusal('SERVED_TOO_EARLY', `it was approved on ${approvedOn}: no notice of it came before`)
    const standstill = standsStill(facts, moment)
    if (standstill) return standstill
    // The days to cure are never shorter than promised, however late the proof of arrival is recorded.
    const { cureDays } = moment.rules.strategy.arrangements.acceleration
    const effectiveOn = addDays(deliveredOn, cureDays + 1)
    return accepted(
      {
        ...envelope,
        key: `acceleration/${accelerationId}/served`,
        kind: 'accelerationServed',
        payload: { accelerationId, evidence, deliveredOn, effectiveOn },
      },
      ...settled(facts, accelerationMatter.notice(accelerationId), 'served', envelope),
    )
  },
)

/** Given up. Refused: UNKNOWN_ACCELERATION, ACCELERATION_OVER. */
const withdrawAcceleration = command(
  { accelerationId: shortId, note },
  (facts, { accelerationId }, moment, envelope) => {
    const found = ofStatus(facts, accelerationId, ['proposed', 'approved', 'served'], 'ACCELERATION_OVER')
    if (!found.ok) return found.refusal
    const on = dateAt(moment.asOf, moment.zone)
    return accepted(...givenUp(facts, found.acceleration, on, envelope))
  },
)

function ofStatus(
  facts: readonly Fact[],
  accelerationId: string,
  wanted: readonly Acceleration['status'][],
  code: string,
): { ok: true; acceleration: Acceleration } | { ok: false; refusal: Judgement } {
  const acceleration = accelerationsOf(facts).find((one) => one.accelerationId === accelerationId)
  if (!acceleration) {
    const text = `there is no acceleration ${accelerationId}; propose it first`
    return { ok: false, refusal: refusal('UNKNOWN_ACCELERATION', text) }
  }
  if (wanted.includes(acceleration.status)) return { ok: true, acceleration }
  const text = `acceleration ${accelerationId} is ${acceleration.status}`
  return { ok: false, refusal: refusal(code, text) }
}

export const accelerationCommands = {
  proposeAcceleration,
  decideAcceleration,
  serveAcceleration,
  withdrawAcceleration,
}
