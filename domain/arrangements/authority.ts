// Who may decide this? Levels, the people on them and the limits of each level are data (policies/authority.yaml); here
// a decision is held against them. Whoever made a proposal never checks it alone (four eyes).
import { formatCents } from '../money/money'

/** What is decided by authority; the matrix has a part for each. */
export const decisionKinds = [
  'plan',
  'deferral',
  'hardship',
  'relief',
  'offer',
  'proposal',
  'acceleration',
  'refund',
  'thirdParty',
  'hold',
  'complaintExtension',
] as const
export type DecisionKind = (typeof decisionKinds)[number]

/** The parts of a debt that can be waived, each with a limit of its own (D5). */
export const waivableParts = ['fees', 'interest', 'principal'] as const
export type WaivablePart = (typeof waivableParts)[number]

/** How far a level may go, inclusive. What is absent does not bind it. */
export interface Limits {
  termMonths?: number
  amountCents?: number
  /** In all. */
  waivedCents?: number
  /** Of what is owed of each part. */
  waivedPercent?: Record<WaivablePart, number>
}

export interface Authority {
  /** From the lowest to the highest. `people`: ids such as `operator:lin`, or a role such as `operator:*`. */
  levels: { level: string; people: string[] }[]
  /** A level without an entry has the limits of the nearest one below; without any, no authority of that kind. */
  decisions: Record<DecisionKind, Record<string, Limits>>
  /** The limits of a refund hold for what went back of one account within so many days, in all. */
  refundSpanDays: number
}

/** What is to be decided, as far as a limit can speak about it. */
export interface DecisionRequest {
  kind: DecisionKind
  termMonths?: number
  amountCents?: number
  /** Of each part: what is waived, of how much. */
  waived?: Partial<Record<WaivablePart, { waivedCents: number; ofCents: number }>>
}

/** `code` is stable: NO_AUTHORITY, AUTHORITY_EXCEEDED, SAME_PERSON. `message` says which limit and who may. */
export type AuthorityAnswer = { ok: true; level: string } | { ok: false; code: string; message: string }

/** The level on which a person stands; null: on none. */
export function levelOf({ levels }: Authority, person: string): string | null {
  const role = `${person.split(':')[0] ?? ''}:*`
  const found =
    levels.find(({ people }) => people.includes(person)) ?? levels.find(({ people }) => people.includes(role))
  return found?.level ?? null
}

/** The lowest level that may decide this; null: none may. */
export function levelNeeded(authority: Authority, request: DecisionRequest): string | null {
  return authority.levels.find(({ level }) => exceeded(authority, level, request) === null)?.level ?? null
}

/** May this person decide this alone? */
export function mayDecide(authority: Authority, person: string, request: DecisionRequest): AuthorityAnswer {
  const level = levelOf(authority, person)
  if (level === null) {
    const message = `${person} stands on no level of authority and decides nothing; ${whoMay(authority, request)}`
    return { ok: false, code: 'NO_AUTHORITY', message }
  }
  const limit = exceeded(authority, level, request)
  if (limit === null) return { ok: true, level }
  const message = `${person} (${level}) ${limit}; ${whoMay(authority, request)}`
  return { ok: false, code: 'AUTHORITY_EXCEEDED', message }
}

/** Does what a level decided cover this too? Asked again when more has come to be at stake since. */
export function covers(authority: Authority, level: string, request: DecisionRequest): AuthorityAnswer {
  const limit = exceeded(authority, level, request)
  if (limit === null) return { ok: true, level }
  const message = `it was decided by a ${level}, who ${limit}; ${whoMay(authority, request)}`
  return { ok: false, code: 'AUTHORITY_EXCEEDED', message }
}

/** May this person approve what `maker` has proposed? Somebody else, with the authority for it. */
export function mayApprove(
  authority: Authority,
  { person, maker }: { person: string; maker: string },
  request: DecisionRequest,
): AuthorityAnswer {
  if (person !== maker) return mayDecide(authority, person, request)
  const message = `${person} proposed it; somebody else must approve it: ${whoMay(authority, request)}`
  return { ok: false, code: 'SAME_PERSON', message }
}

function whoMay(authority: Authority, request: DecisionRequest): string {
  const level = levelNeeded(authority, request)
  return level === null ? 'no level may' : `a ${level} may`
}

/** Which limit of the level the request exceeds, in words; null: none. Higher levels have what the lower ones have. */
function exceeded({ levels, decisions }: Authority, level: string, request: DecisionRequest): string | null {
  const upTo = levels.slice(0, levels.findIndex((one) => one.level === level) + 1)
  const own = upTo.map((one) => decisions[request.kind][one.level]).findLast((limits) => limits !== undefined)
  return own === undefined ? `has no authority for a ${request.kind}` : overLimit(own, request)
}

function overLimit(limits: Limits, { termMonths = 0, amountCents = 0, waived = {} }: DecisionRequest) {
  const { termMonths: mostMonths = Infinity, amountCents: mostCents = Infinity } = limits
  if (termMonths > mostMonths) return `may go to ${mostMonths} months: this is for ${termMonths}`
  if (amountCents > mostCents)
    return `may go to ${formatCents(mostCents)}: this is ${formatCents(amountCents)}`
  return overWaiver(limits, waived)
}

function overWaiver(
  { waivedCents: most = Infinity, waivedPercent }: Limits,
  waived: NonNullable<DecisionRequest['waived']>,
): string | null {
  const parts = waivableParts.flatMap((part) => (waived[part] ? [{ part, ...waived[part] }] : []))
  const total = parts.reduce((sum, { waivedCents }) => sum + waivedCents, 0)
  if (total > most) return `may waive ${formatCents(most)} in all: this is ${formatCents(total)}`
  const over = parts.find(
    // Whole numbers: no share is rounded to fit.
    ({ part, waivedCents, ofCents }) => waivedCents * 100 > ofCents * (waivedPercent?.[part] ?? 100),
  )
  if (!over) return null
  const { part, waivedCents, ofCents } = over
  const share = `${waivedPercent?.[part] ?? 100} % of the ${part}`
  return `may waive ${share}: this is ${formatCents(waivedCents)} of ${formatCents(ofCents)}`
}
