// What can a rule say against a contact? The words in which rules answer and the judge sums up.
import type { Instant } from '../calendar-date'
import type { RulePack } from './pack-file'
import type { Rule } from './rule-shape'
import type { Force } from './vocabulary'

/** From mild to strict; of several the strictest counts. */
export const verdicts = ['ALLOW', 'FLAG', 'DEFER', 'NEEDS', 'BLOCK'] as const
export type Verdict = (typeof verdicts)[number]

export interface Needs {
  documents: string[]
  /** Persons who must approve, none of them the one who asks. */
  approvals: number
  /** The only template that may be used. */
  template?: string
}

export interface Reason {
  ruleId: string
  policy: string
  verdict: Exclude<Verdict, 'ALLOW'>
  force: Force
  verified: boolean
  text: string
  /** DEFER, or a stop by a state whose end is known: when this rule stops standing against it, other rules aside. */
  until?: Instant
  needs?: Needs
  /** The whole strategy stops, not only this step. */
  stops?: true
}

/** A reason with the earliest instant at which time alone can end it; null: it cannot. */
export interface Objection extends Reason {
  endsAt: Instant | null
}

/** An objection of a rule that says when it ends, or that it does not. */
export function objectionOf(
  pack: RulePack,
  rule: Rule & { action: 'DEFER' | 'BLOCK' | 'FLAG' },
  endsAt: Instant | null,
  detail?: string,
): Objection {
  const verdict = endsAt === null && rule.action === 'DEFER' ? 'BLOCK' : rule.action
  const text = detail === undefined ? rule.text : `${rule.text}; ${detail}`
  const until = verdict === 'DEFER' && endsAt !== null ? { until: endsAt } : {}
  return { ...reasonOf(pack, rule, verdict, text), ...until, endsAt }
}

export function reasonOf(pack: RulePack, rule: Rule, verdict: Reason['verdict'], text: string): Reason {
  const { id: ruleId, force, verified } = rule
  return { ruleId, policy: pack.policy, verdict, force, verified, text }
}

/** An objection of the machinery itself, which fails closed: no rule of a pack says it. */
export function failClosed(ruleId: string, policy: string, text: string): Objection {
  return { ruleId, policy, verdict: 'BLOCK', force: 'bankPolicy', verified: true, text, endsAt: null }
}
