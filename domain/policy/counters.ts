// Has the person been contacted often enough? Counts over calendar days in every zone that counts: per person, channel,
// contact point and debt, across all accounts, callers and agencies. What nobody knows is counted.
import { type CalendarDate, type Instant, addDays, dateAt, daysBetween, instantAt } from '../calendar-date'
import { concerns, consentsFor, includes } from './concern'
import { type Objection, objectionOf } from './objection'
import type { RulePack } from './pack-file'
import type { CounterRule } from './rule-shape'
import type { PastContact, Situation } from './situation'

/** How much of a count was used up before this contact. */
export interface CounterReading {
  ruleId: string
  policy: string
  /** `person`, `contactPoint A`, `debt D1` ... */
  scope: string
  zone: string
  used: number
  max: number
}

interface Scope {
  label: string
  counts(contact: PastContact): boolean
}

/** What the rule has against the contact at `at`, and where the counts stand. */
export function judgeCounts(
  rule: CounterRule,
  situation: Situation,
  pack: RulePack,
  zones: readonly string[],
  at: Instant,
): { objections: Objection[]; readings: CounterReading[] } {
  if (!isCounted(rule, situation, at)) return { objections: [], readings: [] }
  const objections: Objection[] = []
  const readings: CounterReading[] = []
  const candidates = situation.ledger.filter((contact) => counts(rule, contact, situation))
  for (const zone of zones) {
    const lifted = consentsFor(rule.override, situation, zone).some(
      ({ from, until }) => from <= at && at < until,
    )
    for (const scope of scopesOf(rule, situation)) {
      const days = candidates
        .filter((contact) => scope.counts(contact))
        .map((contact) => dateAt(contact.at, zone))
      const today = dateAt(at, zone)
      const used = mostInSpan(rule, days, today)
      const { id: ruleId, max } = rule
      readings.push({ ruleId, policy: pack.policy, scope: scope.label, zone, used, max })
      if (used < max || lifted) continue
      const endsAt = firstDayWithRoom(rule, days, today, zone)
      objections.push(objectionOf(pack, rule, endsAt, `${used} of ${max} for ${scope.label}`))
    }
  }
  return { objections, readings }
}

/** Only what is counted itself is limited: a count of collection calls leaves a service notice alone. */
function isCounted(rule: CounterRule, situation: Situation, at: Instant): boolean {
  const { direction, by, action } = situation
  if (!concerns({ channels: rule.channels, when: rule.when }, situation, at)) return false
  if (rule.direction !== 'any' && rule.direction !== direction) return false
  if (rule.by && !rule.by.includes(by)) return false
  return !rule.actions || rule.actions.includes(action)
}

/** Whether a contact on record uses up a slot of the rule. */
function counts(rule: CounterRule, contact: PastContact, situation: Situation): boolean {
  const { outcome } = contact
  const byOutcome =
    outcome === 'unknown' || (rule.outcomes ? rule.outcomes.includes(outcome) : outcome !== 'failed')
  return (
    byOutcome &&
    includes(rule.channels, contact.channel) &&
    (rule.direction === 'any' || contact.direction === rule.direction) &&
    (!rule.by || rule.by.includes(contact.by)) &&
    (!rule.actions || rule.actions.includes(contact.action)) &&
    (!rule.per.includes('person') || contact.role === situation.role) &&
    !(rule.exceptUnderConsent && contact.underConsent)
  )
}

/** A count per debt is one count for each debt that the contact is about, and so on. */
function scopesOf(rule: CounterRule, { channel, point, debts }: Situation): Scope[] {
  const parts: Scope[][] = rule.per.map((part): Scope[] => {
    switch (part) {
      case 'person':
        return [{ label: 'the person', counts: () => true }]
      case 'channel':
        return [{ label: channel ?? '', counts: (contact) => contact.channel === channel }]
      case 'contactPoint':
        return [
          {
            label: `contact point ${point ?? 'unknown'}`,
            counts: (contact) =>
              point === undefined || contact.point === undefined || contact.point === point,
          },
        ]
      case 'debt':
        return debts.length === 0
          ? [{ label: 'any debt', counts: () => true }]
          : debts.map((debt) => ({
              label: `debt ${debt}`,
              counts: (contact) => contact.debts.length === 0 || contact.debts.includes(debt),
            }))
    }
  })
  return parts.reduce((some, more) =>
    some.flatMap((a) =>
      more.map((b) => ({
        label: `${a.label}, ${b.label}`,
        counts: (contact: PastContact) => a.counts(contact) && b.counts(contact),
      })),
    ),
  )
}

/** The most contacts in any span of the rule's days that contains `day`: a cap looks both ways. */
function mostInSpan(rule: CounterRule, days: readonly CalendarDate[], day: CalendarDate): number {
  if (rule.calendarDays === 'ever') return days.length
  let most = 0
  for (let ahead = 0; ahead < rule.calendarDays; ahead += 1) {
    const last = addDays(day, ahead)
    const first = addDays(last, 1 - rule.calendarDays)
    most = Math.max(most, days.filter((date) => first <= date && date <= last).length)
  }
  return most
}

function firstDayWithRoom(
  rule: CounterRule,
  days: readonly CalendarDate[],
  today: CalendarDate,
  zone: string,
): Instant | null {
  if (rule.max === 0 || rule.calendarDays === 'ever') return null
  const last = days.reduce((a, b) => (a > b ? a : b), today)
  const bound = daysBetween(today, last) + rule.calendarDays
  for (let ahead = 1; ahead <= bound; ahead += 1) {
    const day = addDays(today, ahead)
    if (mostInSpan(rule, days, day) < rule.max) return instantAt(day, zone)
  }
  return null
}
