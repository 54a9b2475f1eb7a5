// May this person be called at this number now, and if not, when? Every rule pack is asked with the whole ledger of the
// person, with the state of the recorder, and with what the caller is going to state.
import { type CallScript, mustState } from '../domain/words/call-script'
import type { Instant } from '../domain/calendar-date'
import type { Product } from '../domain/facts'
import type { Situation } from '../domain/policy/situation'
import { type RecorderSetting, type RecorderState, recorderState } from '../platform/recorder'
import type { SealedPack } from '../platform/rule-packs'
import { situationOf } from './contact-situation'
import {
  type Judged,
  type Objection,
  earliestLawful,
  isAllowed,
  judgeOnRecord,
  objectionIn,
} from './judgement-record'
import type { Person, Point } from './person'

/** What calls are judged by. */
export interface CallRules {
  policies: readonly SealedPack[]
  scripts: readonly CallScript[]
  recorder(): RecorderState
}

/** The rules of this installation. */
export function callRulesOf(
  { policies, scripts }: Pick<CallRules, 'policies' | 'scripts'>,
  { recorder }: { recorder: RecorderSetting },
): CallRules {
  return { policies, scripts, recorder: () => recorderState(recorder) }
}

/** What is said in a language: `<script>@<version>`, that of the language or else the first; null: there is none. */
export function scriptFor({ scripts }: CallRules, language: string): string | null {
  const primary = (tag: string) => tag.split('-')[0]
  const script = scripts.find((one) => primary(one.language) === primary(language)) ?? scripts[0]
  return script ? `${script.script}@${script.version} (${script.language})` : null
}

/** Whom a call is for and what it is about. */
export interface CallSubject {
  person: Person
  accountId: string
  product: Product | undefined
  /** Of the bank. */
  zone: string
}

/** What every caller says; the scripts have the words. */
export const identification: string[] = [...mustState]

export type NumberChoice = { kind: 'number'; point: Point; judged: Judged } | ({ kind: 'none' } & Objection)

/** Numbers at which the person can be spoken to, the best first; also those that may not be used any more. */
export function numbersOf({ points }: Person): Point[] {
  return points.filter(({ channel }) => channel === 'mobile' || channel === 'landline')
}

/** The same without those that are bad or stopped. */
export function usableNumbersOf(person: Person): Point[] {
  return numbersOf(person).filter(({ status }) => status === 'usable')
}

/** Asks every pack about a call at `at`. */
export function judgeCall(
  { person, accountId, product, zone }: CallSubject,
  point: Point | null,
  at: Instant,
  { policies, recorder }: CallRules,
  further: Partial<Situation> = {},
): Judged {
  const known = { recorder: recorder(), states: identification, ...further }
  return judgeOnRecord(
    situationOf(person, {
      at,
      channel: 'voice',
      point,
      accounts: [accountId],
      product,
      bankZone: zone,
      further: known,
    }),
    policies,
  )
}

/** The best number that may be called at `at`, or what stands against the one that is free first. */
export function chooseNumber(
  subject: CallSubject,
  at: Instant,
  rules: CallRules,
  pointId?: string,
): NumberChoice {
  const usable = usableNumbersOf(subject.person)
  const offered = usable.length > 0 ? usable : numbersOf(subject.person)
  const points =
    pointId === undefined ? offered : numbersOf(subject.person).filter(({ id }) => id === pointId)
  const asked = points.map((point) => ({ point, judged: judgeCall(subject, point, at, rules) }))
  const allowed = asked.find(({ judged }) => isAllowed(judged))
  if (allowed) return { kind: 'number', ...allowed }
  const [first] = [...asked].sort((a, b) => (a.judged.until ?? Infinity) - (b.judged.until ?? Infinity))
  if (first) return { kind: 'none', ...objectionIn(first.judged) }
  const text = pointId === undefined ? 'the customer has no telephone number' : `no number ${pointId}`
  return { kind: 'none', ruleId: 'NO_CONTACT_POINT', text, until: null }
}

/** When any of the numbers may be called at the earliest; null: none within a year. */
export function lawfulFrom(subject: CallSubject, at: Instant, rules: CallRules): Instant | null {
  const moments = usableNumbersOf(subject.person)
    .map((point) => earliestLawful(judgeCall(subject, point, at, rules), at))
    .filter((moment) => moment !== null)
  return moments.length === 0 ? null : Math.min(...moments)
}

/** The rule by which a call at `at` must be recorded; null: none wants it. Asked of the packs, not known here. */
export function recordingRule(subject: CallSubject, at: Instant, rules: CallRules): string | null {
  const rulesWhen = (state: RecorderState) =>
    judgeCall(subject, null, at, { ...rules, recorder: () => state }).reasons.map(({ ruleId }) => ruleId)
  const unrecorded = rulesWhen('up')
  return rulesWhen('down').find((ruleId) => !unrecorded.includes(ruleId)) ?? null
}
