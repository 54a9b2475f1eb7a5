// Did a contact keep the rules of the packs that bind it? And which rules can the ledger answer at all?
import { binds, inForce, momentOf, zonesOf } from './binding-packs'
import { answer, blindSpots, canBeSeen, isAboutContacts } from './conditions'
import { includes, tooMany } from './counts'
import type { Contact, Person } from './evidence'
import { wrongHour } from './hours'
import { localTime } from './local-time'
import type { Breach, CheckedRule, UncheckedRule } from './report'
import type { Pack } from './rule-files'
import type { CheckRule, Condition } from './rule-shape'
import { isInconvenient } from './wishes'
import { tooSoon } from './waits'

/** Every rule that the contact broke. */
export function brokenRules(packs: readonly Pack[], person: Person, contact: Contact): Breach[] {
  const at = new Date(momentOf(contact)).toISOString()
  const breach = (policy: string | null, rule: string, text: string): Breach => {
    return { rule, policy, contactKey: contact.key, at, text }
  }
  const binding = packs.filter((pack) => binds(pack, person, contact))
  if (binding.length === 0) return [breach(null, 'NO_PACK', 'no rule pack allows it')]
  const inZones = new Set(binding.flatMap((pack) => zonesOf(pack, person)))
  const spared = [...inZones].find((zone) => isInconvenient(person, contact, momentOf(contact), zone))
  return [
    ...(spared ? [breach(null, 'INCONVENIENT_TIME', `the person had asked to be spared, in ${spared}`)] : []),
    ...binding.flatMap((pack) =>
      brokenIn(pack, person, contact).map(({ rule, text }) => breach(pack.policy, rule, text)),
    ),
  ]
}

interface Broken {
  rule: string
  text: string
}

function brokenIn(pack: Pack, person: Person, contact: Contact): Broken[] {
  const at = momentOf(contact)
  if (pack.signedOff === null) return [{ rule: 'PACK_UNSIGNED', text: `nobody has signed off ${pack.seal}` }]
  const { to } = pack.effective
  if (to !== null && localTime(at, pack.zone.home).date > to)
    return [{ rule: 'PACK_EXPIRED', text: `${pack.seal} ran out on ${to}` }]
  const asked = (rule: { when?: Condition | undefined; action: string }) =>
    rule.action !== 'FLAG' && answer(rule.when, pack, person, contact) === 'yes'
  const speak = <R extends { id: string; text: string }>(
    rules: readonly (R & { effective?: Pack['effective'] | undefined })[],
    objection: (rule: R) => string | null,
  ): Broken[] =>
    rules
      .filter((rule) => inForce(rule, pack, at))
      .flatMap((rule) => {
        const detail = objection(rule)
        return detail === null ? [] : [{ rule: rule.id, text: `${rule.text}; ${detail}` }]
      })
  const about = { pack, person, contact }
  return [
    ...speak(pack.windows, (rule) =>
      includes(rule.channels, contact.channel) && asked(rule) ? wrongHour(rule, pack, person, contact) : null,
    ),
    ...speak(pack.counters, (rule) => (asked(rule) ? tooMany(rule, pack, person, contact) : null)),
    ...speak(pack.waits, (rule) => (asked(rule) ? tooSoon(rule, pack, person, contact) : null)),
    ...speak(pack.checks, (rule) => forbidden(rule, about)),
  ]
}

function forbidden(
  { checks }: CheckRule,
  { pack, person, contact }: { pack: Pack; person: Person; contact: Contact },
): string | null {
  const hit = checks.find(
    ({ when, then }) =>
      (then === 'BLOCK' || then === 'STOP') && answer(when, pack, person, contact) === 'yes',
  )
  return hit ? (hit.text ?? `role ${contact.role}, channel ${contact.channel}`) : null
}

/** Which rules of the packs are checked, and why the others are not: none is passed over in silence. */
export function coverageOf(packs: readonly Pack[]): { checked: CheckedRule[]; notChecked: UncheckedRule[] } {
  const checked: CheckedRule[] = []
  const notChecked: UncheckedRule[] = []
  for (const pack of packs) {
    const { policy } = pack
    const enter = (kind: string, rule: string, gaps: readonly string[], isSeen: boolean) => {
      if (isSeen) checked.push({ policy, rule, kind })
      notChecked.push(...[...new Set(gaps)].map((why) => ({ policy, rule, why })))
    }
    for (const kind of ['windows', 'counters', 'waits'] as const)
      for (const rule of pack[kind]) {
        const gaps = [
          ...notRecorded(blindSpots(rule.when)),
          ...actionGap(rule),
          ...eventGap(rule),
          ...flagGap(rule.action),
        ]
        enter(kind, rule.id, gaps, gaps.length === 0)
      }
    for (const rule of pack.checks) {
      enter('checks', rule.id, rule.checks.flatMap(gapsOf), rule.checks.some(isSeen))
    }
    if (pack.outOfContact) checked.push({ policy, rule: pack.outOfContact.id, kind: 'outOfContact' })
    for (const { id } of pack.words) enter('words', id, ['of the words only their hash is on record'], false)
    for (const { id } of pack.terms) enter('terms', id, ['it is not about contacts'], false)
    for (const { rule, why } of pack.unknown) enter('unknown', rule, [why], false)
  }
  return { checked, notChecked }
}

function isSeen({ when, then }: CheckRule['checks'][number]): boolean {
  return (then === 'BLOCK' || then === 'STOP') && isAboutContacts(when) && canBeSeen(when)
}

function gapsOf({ when, then }: CheckRule['checks'][number]): string[] {
  if (!isAboutContacts(when)) return ['it is not about contacts']
  if (then === 'NEEDS') return ['documents and approvals are not in the ledger']
  return [...flagGap(then), ...notRecorded(blindSpots(when))]
}

function notRecorded(properties: readonly string[]): string[] {
  return properties.map((property) => `${property} is not on record`)
}

function flagGap(action: string): string[] {
  return action === 'FLAG' ? ['it allows, and only flags'] : []
}

/** A contact on record collects, or asks a third party; what else it might have been is not written down. */
function actionGap(rule: object): string[] {
  if (!('actions' in rule) || !Array.isArray(rule.actions)) return []
  const actions = rule.actions as string[]
  return isAboutContacts({ action: { some: actions } }) ? [] : notRecorded(actions)
}

function eventGap(rule: object): string[] {
  if (!('after' in rule) || typeof rule.after !== 'object' || rule.after === null) return []
  return 'event' in rule.after ? [`the event ${String(rule.after.event)} is not on record`] : []
}
