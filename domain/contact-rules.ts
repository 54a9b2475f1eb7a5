// May this person be contacted on this channel now? Judges one contact against every rule of the packs: hours, and
// counts per calendar day in the pack's zone. The strictest rule decides and is named.
import { type CalendarDate, type Instant, addDays, dateAt, daysBetween, instantAt } from './calendar-date'
import type { ContactChannel } from './facts'
import type { Policy, PolicyCounter, PolicyWindow } from './policy-file'

/** A contact with the person that used up a slot; one whose outcome is unknown used it too. */
export interface PastContact {
  channel: ContactChannel
  at: Instant
}

export type ContactVerdict =
  | { verdict: 'allow' }
  /** Not before `until`, when the rule named no longer stands against it. */
  | { verdict: 'defer'; until: Instant; ruleId: string; text: string }
  | { verdict: 'refuse'; ruleId: string; text: string }

/** Judges a contact at `at`, given all contacts with the person, on every account of theirs. */
export function judgeContact(
  request: { channel: ContactChannel },
  history: readonly PastContact[],
  policies: readonly Policy[],
  at: Instant,
): ContactVerdict {
  const verdicts = policies.flatMap((policy) => [
    ...policy.windows.map((rule) => judgeHours(rule, request.channel, policy.zone, at)),
    ...policy.counters.map((rule) => judgeCount(rule, request.channel, history, policy.zone, at)),
  ])
  return verdicts.reduce(stricter, { verdict: 'allow' })
}

function stricter(a: ContactVerdict, b: ContactVerdict): ContactVerdict {
  if (a.verdict === 'refuse' || b.verdict === 'allow') return a
  if (b.verdict === 'refuse' || a.verdict === 'allow') return b
  return b.until > a.until ? b : a
}

function judgeHours(rule: PolicyWindow, channel: ContactChannel, zone: string, at: Instant): ContactVerdict {
  if (!concerns(rule.channels, channel)) return { verdict: 'allow' }
  const today = dateAt(at, zone)
  const open = rule.allow.some(
    ({ from, to }) => at >= instantAt(today, zone, from) && at < instantAt(today, zone, to),
  )
  if (open) return { verdict: 'allow' }
  const openings = [today, addDays(today, 1)].flatMap((day) =>
    rule.allow.map(({ from }) => instantAt(day, zone, from)),
  )
  return against(rule, Math.min(...openings.filter((opening) => opening > at)))
}

/**
 * A counter looks both ways from `at`: no span of its days that contains the contact's day may hold more than `max`,
 * so a contact that another case dated a little later counts as well.
 */
function judgeCount(
  rule: PolicyCounter,
  channel: ContactChannel,
  history: readonly PastContact[],
  zone: string,
  at: Instant,
): ContactVerdict {
  if (!concerns(rule.channels, channel)) return { verdict: 'allow' }
  const counted = history
    .filter((contact) => concerns(rule.channels, contact.channel))
    .filter((contact) => rule.per === 'person' || contact.channel === channel)
    .map((contact) => dateAt(contact.at, zone))
  const today = dateAt(at, zone)
  if (hasRoom(rule, counted, today)) return { verdict: 'allow' }
  if (rule.max === 0) return { verdict: 'refuse', ruleId: rule.id, text: rule.text }
  let day = addDays(today, 1)
  while (!hasRoom(rule, counted, day)) day = addDays(day, 1)
  return against(rule, instantAt(day, zone))
}

/** Whether one more contact on `day` keeps every span of the rule's days within `max`. */
function hasRoom(rule: PolicyCounter, counted: readonly CalendarDate[], day: CalendarDate): boolean {
  for (let end = 0; end < rule.calendarDays; end += 1) {
    const lastDay = addDays(day, end)
    const inSpan = counted.filter((date) => {
      const before = daysBetween(date, lastDay)
      return before >= 0 && before < rule.calendarDays
    })
    if (inSpan.length >= rule.max) return false
  }
  return true
}

function concerns(channels: PolicyWindow['channels'], channel: ContactChannel): boolean {
  return channels === 'all' || channels.includes(channel)
}

function against(rule: PolicyWindow | PolicyCounter, until: Instant): ContactVerdict {
  const { id: ruleId, text } = rule
  switch (rule.action) {
    case 'DEFER':
      return { verdict: 'defer', until, ruleId, text }
    case 'BLOCK':
      return { verdict: 'refuse', ruleId, text }
  }
}
