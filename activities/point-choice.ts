// At which number or address is the customer contacted on a channel? The best that is usable; a call that was in vain is
// followed by one to the next number, never by another to the same.
import type { MessageChannel } from '../domain/facts'
import { type Person, type Point, pointsFor, whyNoPoint } from '../cases/person'

export type PointChoice = { ok: true; point: Point } | { ok: false; ruleId: string; text: string }

/** The contact point for a step's message, or why there is none. */
export function choosePoint(
  person: Person,
  channel: MessageChannel,
  step: { accountId: string; key: string },
): PointChoice {
  const usable = pointsFor(person, channel)
  const called = channel === 'voice' ? calledBefore(person, step) : new Set()
  const point = usable.find(({ id }) => !called.has(id))
  if (point) return { ok: true, point }
  return usable.length > 0
    ? { ok: false, ruleId: 'NOBODY_REACHED', text: 'the customer was called at every usable number' }
    : { ok: false, ...whyNoPoint(person, channel) }
}

/** Where earlier attempts at the same step of the ladder have called. */
function calledBefore(person: Person, { accountId, key }: { accountId: string; key: string }) {
  const attempts = person.contacts.filter(
    (contact) =>
      contact.channel === 'voice' &&
      contact.status !== 'withdrawn' &&
      [contact, ...contact.covers].some(
        (step) =>
          step.accountId === accountId && step.stepKey !== key && rungKeyOf(step.stepKey) === rungKeyOf(key),
      ),
  )
  return new Set(attempts.map(({ contactPointId }) => contactPointId))
}

/** Without the number of the attempt. */
function rungKeyOf(stepKey: string): string {
  return stepKey.slice(0, stepKey.lastIndexOf('/'))
}
