// May this be done now, and if not, when, or what is missing? Every rule of every pack that applies is asked; the
// strictest answer counts and all reasons are given. Pure: the same situation and packs give the same judgement.
import { type Instant, addDays, dateAt, dayMs, instantAt } from '../calendar-date'
import { judgeChecks, judgeWords } from './checks'
import { type CounterReading, judgeCounts } from './counters'
import { inconvenience, judgeHours } from './hours'
import { type Needs, type Objection, type Reason, type Verdict, failClosed, verdicts } from './objection'
import { outOfContactSince } from './out-of-contact'
import { type RulePack, rulesOf } from './pack-file'
import type { Rule } from './rule-shape'
import { type Situation, turningPoints } from './situation'
import { judgeWait } from './waits'
import { zonesFor } from './zones'

export type { CounterReading } from './counters'
export { type Needs, type Reason, type Verdict, verdicts } from './objection'

export interface Judgement {
  verdict: Verdict
  /** DEFER: the earliest instant that every rule allows. BLOCK by states that end: when they have; then it is judged anew. */
  until: Instant | null
  /** NEEDS: everything that is missing, of all rules together. */
  needs: Needs | null
  /** The whole strategy is to stop, not only this step. */
  stops: boolean
  /** The strictest first; of those that defer, the one that holds out longest first. */
  reasons: Reason[]
  counters: CounterReading[]
  /** The packs that applied. */
  packs: { id: string; version: string }[]
}

/** Further ahead than this nothing is looked for: a year and some days. */
const horizonDays = 400
const roundsAllowed = 5_000

/** Judges what is about to be done at `situation.at`. No pack that applies: nothing is allowed. */
export function judge(situation: Situation, packs: readonly RulePack[]): Judgement {
  const applying = packs.filter((pack) => applies(pack, situation))
  const known = applying.map((pack) => ({ pack, situation: withDerived(pack, situation) }))
  const now = objectionsAt(known, situation, situation.at)
  const counters = now.counters
  const worst = strictest(now.objections)
  const shared = {
    needs: needsOf(now.objections),
    stops: now.objections.some(({ stops }) => stops),
    counters,
    packs: applying
      .filter((pack) => hasBegun(pack, situation.at))
      .map(({ policy: id, version }) => ({ id, version })),
  }
  const asItIs = { ...shared, verdict: worst, until: null, reasons: ordered(now.objections) }
  if (worst === 'BLOCK') return { ...asItIs, until: endOfBlocks(now.objections) }
  if (!now.objections.some(({ verdict }) => verdict === 'DEFER')) return asItIs
  const search = firstAllowed(known, situation, now.objections)
  switch (search.kind) {
    case 'at':
      return worst === 'DEFER' ? { ...asItIs, until: search.at } : asItIs
    case 'needs':
      return {
        ...asItIs,
        verdict: 'NEEDS',
        needs: needsOf([...now.objections, ...search.objections]),
        reasons: ordered(worst === 'DEFER' ? [...now.objections, ...search.objections] : now.objections),
      }
    case 'never':
      return { ...asItIs, verdict: 'BLOCK', reasons: ordered([...now.objections, search.objection]) }
  }
}

/** When the last of what blocks has ended; null: something of it does not end by time alone. */
function endOfBlocks(objections: readonly Objection[]): Instant | null {
  const ends = objections.filter(({ verdict }) => verdict === 'BLOCK').map(({ endsAt }) => endsAt ?? Infinity)
  const last = Math.max(...ends)
  return Number.isFinite(last) ? last : null
}

interface Known {
  pack: RulePack
  situation: Situation
}

type Search =
  | { kind: 'at'; at: Instant }
  /** There is a time, but not without papers or approvals. */
  | { kind: 'needs'; objections: Objection[] }
  | { kind: 'never'; objection: Objection }

/**
 * The earliest instant after the situation's at which nothing stands against it. Every rule that objects says when it
 * ends at the earliest, so going from end to end skips nothing that is allowed.
 */
function firstAllowed(known: readonly Known[], situation: Situation, first: readonly Objection[]): Search {
  const horizon = situation.at + horizonDays * dayMs
  const turns = turningPointsOf(known)
  const met: Objection[] = []
  let needed: Objection[] | null = null
  let objections = [...first]
  let at = situation.at
  for (let round = 0; round < roundsAllowed && at < horizon; round += 1) {
    const hindering = objections.filter(({ verdict }) => verdict === 'DEFER' || verdict === 'BLOCK')
    const needing = objections.filter(({ verdict }) => verdict === 'NEEDS')
    if (hindering.length === 0 && needing.length === 0) return { kind: 'at', at }
    if (hindering.length === 0) needed ??= needing
    met.push(...hindering)
    const turn = turns.find((point) => point > at) ?? Infinity
    const ends = (hindering.length > 0 ? hindering : needing).map(({ endsAt }) => endsAt ?? Infinity)
    at = Math.min(Math.max(...ends), turn)
    if (at < horizon) objections = objectionsAt(known, situation, at).objections
  }
  return needed ? { kind: 'needs', objections: needed } : { kind: 'never', objection: noLawfulTime(met) }
}

function noLawfulTime(met: readonly Objection[]): Objection {
  const distinct = (words: string[]) => [...new Set(words)].sort()
  const ids = distinct(met.map(({ ruleId }) => ruleId)).join(', ')
  const texts = distinct(met.filter(({ verdict }) => verdict === 'BLOCK').map(({ text }) => text))
  const why = texts.length > 0 ? ` (${texts.join('; ')})` : ''
  return failClosed('NO-LAWFUL-TIME', '', `no time within a year satisfies ${ids}${why}: a person looks`)
}

/** Dates on which a rule or a status begins or ends, in order. */
function turningPointsOf(known: readonly Known[]): Instant[] {
  const points = known.flatMap(({ pack, situation }) => {
    const { home } = pack.zone
    const spans = [pack.effective, ...rulesOf(pack).flatMap(({ rule }) => rule.effective ?? [])]
    return [
      ...turningPoints(situation),
      ...spans.flatMap(({ from, to }) => [
        instantAt(from, home),
        ...(to === null ? [] : [instantAt(addDays(to, 1), home)]),
      ]),
    ]
  })
  return [...new Set(points)].sort((a, b) => a - b)
}

function objectionsAt(
  known: readonly Known[],
  situation: Situation,
  at: Instant,
): { objections: Objection[]; counters: CounterReading[] } {
  const begun = known.filter(({ pack }) => hasBegun(pack, at))
  if (begun.length === 0) {
    const text = 'no rule pack in use applies to this person, debt and caller'
    return { objections: [failClosed('NO-PACK', '', text)], counters: [] }
  }
  const judged = begun.map((one) => objectionsOf(one, at))
  return {
    objections: [...judged.flatMap(({ objections }) => objections), ...ownWishes(begun, situation, at)],
    counters: judged.flatMap(({ counters }) => counters),
  }
}

function objectionsOf(
  { pack, situation }: Known,
  at: Instant,
): { objections: Objection[]; counters: CounterReading[] } {
  const state = stateOf(pack, situation, at)
  if (state !== null) return { objections: [state], counters: [] }
  const inForce = <R extends Rule>(rules: readonly R[]) => rules.filter((rule) => isInForce(rule, pack, at))
  const zones = zonesFor(pack, situation)
  const countingZones = zones.length > 0 ? zones : [pack.zone.home]
  const counts = inForce(pack.counters).map((rule) => judgeCounts(rule, situation, pack, countingZones, at))
  const objections = [
    ...inForce(pack.windows).flatMap((rule) => judgeHours(rule, situation, pack, zones, at)),
    ...counts.flatMap((count) => count.objections),
    ...inForce(pack.waits).flatMap((rule) => judgeWait(rule, situation, pack, countingZones, at)),
    ...inForce(pack.checks).flatMap((rule) => judgeChecks(rule, situation, pack, at)),
    ...inForce(pack.words).flatMap((rule) => judgeWords(rule, situation, pack, at)),
  ]
  if (zones.length === 0 && isContact(situation) && situation.channel !== 'letter') {
    const text = 'nobody can say in which zone the person is: letters only, and a person looks'
    objections.push(failClosed('ZONE-UNKNOWN', pack.policy, text))
  }
  return { objections, counters: counts.flatMap(({ readings }) => readings) }
}

/** A pack that nobody answers for, or that has run out, forbids everything that goes out. */
function stateOf(pack: RulePack, situation: Situation, at: Instant): Objection | null {
  if (situation.direction === 'inbound') return null
  if (pack.signedOff === null) {
    return failClosed('PACK-UNSIGNED', pack.policy, `nobody has signed off ${pack.policy} ${pack.version}`)
  }
  const { to } = pack.effective
  if (to !== null && dateAt(at, pack.zone.home) > to) {
    return failClosed('PACK-EXPIRED', pack.policy, `${pack.policy} ${pack.version} ran out on ${to}`)
  }
  return null
}

/** Whether the rule is in force on the day of `at`. */
export function isInForce(rule: Rule, { effective, zone }: RulePack, at: Instant): boolean {
  const day = dateAt(at, zone.home)
  const { from, to } = rule.effective ?? effective
  return from <= day && (to === null || day <= to)
}

/** Hours that the person has asked to be spared bind under every pack. */
function ownWishes(known: readonly Known[], situation: Situation, at: Instant): Objection[] {
  if (!isContact(situation)) return []
  const zones = [...new Set(known.flatMap(({ pack }) => zonesFor(pack, situation)))]
  const end = inconvenience(situation, zones, at)
  if (end === null) return []
  const text = 'the person has said that this time is inconvenient'
  return [
    { ...failClosed('INCONVENIENT-TIME', '', text), verdict: 'DEFER', force: 'law', until: end, endsAt: end },
  ]
}

function isContact({ channel, direction }: Situation): boolean {
  return channel !== undefined && direction === 'outbound'
}

/** A pack that is not yet in force binds nobody. */
function hasBegun({ effective, zone }: RulePack, at: Instant): boolean {
  return effective.from <= dateAt(at, zone.home)
}

/** A country that is not known could be any. */
function applies({ appliesTo }: RulePack, situation: Situation): boolean {
  const { customerIn, debtUnder, callerIn, products, actors, channels } = appliesTo
  const places = [
    [customerIn, situation.customerIn] as const,
    [debtUnder, situation.debtUnder] as const,
    [callerIn, situation.callerIn] as const,
  ].filter(([wanted]) => wanted !== undefined)
  const touches = places.some(([wanted, given]) => !given || given.some((place) => wanted?.includes(place)))
  return (
    (places.length === 0 || touches) &&
    (!products || !situation.product || products.includes(situation.product)) &&
    (!actors || actors.includes(situation.actor)) &&
    (!channels || !situation.channel || channels.includes(situation.channel))
  )
}

/** What the contacts on record say by themselves: a wrong number, a debtor who cannot be reached. */
function withDerived(pack: RulePack, situation: Situation): Situation {
  const since = outOfContactSince(pack, situation)
  const statuses = situation.statuses.filter(({ status }) => status !== 'outOfContact')
  if (since !== null) statuses.push({ status: 'outOfContact', from: since, until: Infinity })
  const here = situation.ledger
    .filter(({ point, at }) => point !== undefined && point === situation.point && at <= situation.at)
    .sort((a, b) => a.at - b.at)
    .filter(({ outcome }) => outcome === 'effective' || outcome === 'wrongParty')
  const flags = here.at(-1)?.outcome === 'wrongParty' ? (['wrongParty'] as const) : []
  return { ...situation, statuses, pointFlags: [...situation.pointFlags, ...flags] }
}

function strictest(objections: readonly Objection[]): Verdict {
  const rank = objections.reduce((max, { verdict }) => Math.max(max, verdicts.indexOf(verdict)), 0)
  return verdicts[rank] ?? 'BLOCK'
}

function needsOf(objections: readonly Objection[]): Needs | null {
  const needs = objections.flatMap((objection) => objection.needs ?? [])
  if (needs.length === 0) return null
  const [template] = needs.flatMap((need) => need.template ?? []).sort()
  return {
    documents: [...new Set(needs.flatMap(({ documents }) => documents))].sort(),
    approvals: Math.max(...needs.map(({ approvals }) => approvals)),
    ...(template === undefined ? {} : { template }),
  }
}

function ordered(objections: readonly Objection[]): Reason[] {
  return [...objections]
    .sort(
      (a, b) =>
        verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict) ||
        (b.until ?? 0) - (a.until ?? 0) ||
        a.ruleId.localeCompare(b.ruleId) ||
        a.policy.localeCompare(b.policy) ||
        a.text.localeCompare(b.text),
    )
    .map(({ endsAt: _, ...reason }) => reason)
}
