// Is there something about the person, the place, the papers or the words that forbids it? Conditions that have nothing
// to do with the clock, and phrases that must never be used.
import type { Instant } from '../calendar-date'
import { type Condition, holds } from './condition'
import { type Objection, type Reason, reasonOf } from './objection'
import type { RulePack } from './pack-file'
import type { CheckRule, WordRule } from './rule-shape'
import { type Situation, turningPoints } from './situation'

/** What the rule has against it at `at`. */
export function judgeChecks(rule: CheckRule, situation: Situation, pack: RulePack, at: Instant): Objection[] {
  return rule.checks.flatMap((check): Objection[] => {
    const inboundToo = check.when.direction !== undefined
    if (situation.direction === 'inbound' && !inboundToo) return []
    if (!holds(check.when, situation, at)) return []
    const text = check.text ?? rule.text
    switch (check.then) {
      case 'FLAG':
      case 'BLOCK':
        return [{ ...reasonOf(pack, rule, check.then, text), endsAt: null }]
      case 'STOP':
        return [stopOf(reasonOf(pack, rule, 'BLOCK', text), endOfStates(check.when, situation, at))]
      case 'NEEDS': {
        const documents = check.documents.filter((document) => !situation.documents.includes(document))
        const approvals = situation.approvals < check.approvals ? check.approvals : 0
        const template = check.template === situation.template ? undefined : check.template
        if (documents.length === 0 && approvals === 0 && template === undefined) return []
        const needs = { documents, approvals, ...(template === undefined ? {} : { template }) }
        return [{ ...reasonOf(pack, rule, 'NEEDS', text), needs, endsAt: null }]
      }
    }
  })
}

function stopOf(reason: Reason, endsAt: Instant | null): Objection {
  return { ...reason, stops: true, endsAt, ...(endsAt === null ? {} : { until: endsAt }) }
}

/** When the states of the person that meet the condition have ended; null: as far as is known they do not. */
function endOfStates(when: Condition, situation: Situation, at: Instant): Instant | null {
  const turns = turningPoints(situation).filter((point) => point > at)
  return turns.sort((a, b) => a - b).find((point) => !holds(when, situation, point)) ?? null
}

/** Phrases of the rule that the text uses. */
export function judgeWords(rule: WordRule, situation: Situation, pack: RulePack, at: Instant): Objection[] {
  const { text } = situation
  if (text === undefined || (rule.when && !holds(rule.when, situation, at))) return []
  const found = rule.forbid.filter((phrase) => plain(text).includes(plain(phrase)))
  if (found.length === 0) return []
  const quoted = found.map((phrase) => `"${phrase}"`).join(', ')
  return [{ ...reasonOf(pack, rule, rule.action, `${rule.text}; it says ${quoted}`), endsAt: null }]
}

/** Case, width, spaces and punctuation between the characters hide no phrase. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{Cf}]+/gu, '')
}
