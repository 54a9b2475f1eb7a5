// What had the person said about being contacted? Consent counts when it was given for this, can be proven, was on record
// before the contact and not withdrawn; a wish to be spared counts from when it was known (CN-TIME-02).
import { z } from 'zod'
import { type Contact, type Person, knownBefore } from './evidence'
import { dayAfter, localTime } from './local-time'
import type { Override } from './rule-shape'

const wish = z.object({
  wishId: z.string(),
  topic: z.string(),
  channels: z.union([z.literal('all'), z.array(z.string())]),
  accounts: z.array(z.string()),
  hours: z.array(z.object({ from: z.string(), to: z.string() })),
  from: z.number(),
  until: z.number().optional(),
  evidence: z.string().nullable(),
  givenTo: z.string(),
})
const withdrawal = z.object({ wishId: z.string(), at: z.number() })

type Wish = z.output<typeof wish>

/** Whether consent that was known at `at` lifted a rule for the contact at `moment`, in `zone`. */
export function isLifted(
  override: Override,
  person: Person,
  contact: Contact,
  at: number,
  zone: string,
  moment = at,
): boolean {
  if (!override) return false
  const topic = override.topic === 'hours' ? 'consentToHours' : 'consentToFrequency'
  return wishesAt(person, at, moment).some(
    (given) =>
      given.topic === topic &&
      given.evidence !== null &&
      (given.channels === 'all' || given.channels.includes(contact.channel)) &&
      (given.accounts.length === 0 || contact.debts.every((debt) => given.accounts.includes(debt))) &&
      (!override.givenToCaller || given.givenTo === contact.actor) &&
      (override.validDays === undefined ||
        localTime(moment, zone).date < dayAfter(localTime(given.from, zone).date, override.validDays)) &&
      coversTime(given, moment, zone),
  )
}

/** Whether the person had asked not to be contacted at this time. */
export function isInconvenient(person: Person, contact: Contact, at: number, zone: string): boolean {
  return wishesAt(person, at).some(
    (asked) =>
      asked.topic === 'inconvenientHours' &&
      (asked.channels === 'all' || asked.channels.includes(contact.channel)) &&
      coversTime(asked, at, zone),
  )
}

function coversTime({ hours }: Wish, at: number, zone: string): boolean {
  const { time } = localTime(at, zone)
  return hours.length === 0 || hours.some(({ from, to }) => from <= time && time < to)
}

/** What was known at `at` and holds at `moment`. */
function wishesAt({ facts }: Person, at: number, moment = at): Wish[] {
  const gone = new Set(
    knownBefore(facts, 'wishWithdrawn', withdrawal, at)
      .filter(({ payload }) => payload.at <= at)
      .map(({ payload }) => payload.wishId),
  )
  return knownBefore(facts, 'wishStated', wish, at)
    .map(({ payload }) => payload)
    .filter(
      ({ wishId, from, until }) =>
        !gone.has(wishId) && from <= moment && (until === undefined || moment < until),
    )
}
