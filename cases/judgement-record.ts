// What stands on record of a judgement: which packs in which version, what they were asked, what they answered and where
// the counts stood, so that anybody can ask the same again years later. Small enough to go into the log of facts.
import type { Instant } from '../domain/calendar-date'
import type { JudgementOnRecord } from '../domain/facts'
import { type Judgement, judge } from '../domain/policy/judge'
import type { Situation } from '../domain/policy/situation'
import type { SealedPack } from '../platform/rule-packs'
import { sha256Of } from '../platform/sha256'

export interface Judged extends Judgement {
  /** Made when it is asked for: most judgements only answer a question. */
  readonly record: JudgementOnRecord
}

/** Asks every pack, and says what to write down of the answer. */
export function judgeOnRecord(situation: Situation, packs: readonly SealedPack[]): Judged {
  const judgement = judge(situation, packs)
  return {
    ...judgement,
    get record() {
      return recordOf(judgement, situation, packs)
    },
  }
}

function recordOf(
  judgement: Judgement,
  situation: Situation,
  packs: readonly SealedPack[],
): JudgementOnRecord {
  const { verdict, until, reasons, counters } = judgement
  const applied = judgement.packs.map(({ id, version }) => {
    const sha256 = packs.find((pack) => pack.policy === id)?.sha256 ?? ''
    return `${id}@${version}#${sha256.slice(0, 16)}`
  })
  return {
    at: situation.at,
    verdict,
    ...(until === null ? {} : { until }),
    packs: applied,
    reasons: reasons.map((reason) => `${reason.ruleId} ${reason.verdict}`),
    counts: counters.map(({ ruleId, used, max, scope, zone }) => `${ruleId} ${used}/${max} ${scope} ${zone}`),
    situationSha256: digestOf(situation),
  }
}

/** Text without a contact point's value or a name: a situation has ids only. */
function digestOf(situation: Situation): string {
  const endless = (_: string, value: unknown) => (typeof value === 'number' ? String(value) : value)
  return sha256Of(JSON.stringify(situation, endless))
}

/** Whether the contact may be made now. */
export function isAllowed({ verdict }: Judgement): boolean {
  return verdict === 'ALLOW' || verdict === 'FLAG'
}

/** Why a contact may not be made. `until`: the earliest lawful moment, when time alone can help. */
export interface Objection {
  ruleId: string
  text: string
  until: Instant | null
}

/** What stands against a contact that is not allowed: the strictest rule. */
export function objectionIn({ reasons, until }: Judgement): Objection {
  const { ruleId = 'NO-PACK', text = 'no rule pack applies' } = reasons[0] ?? {}
  return { ruleId, text, until }
}

/** When a contact like this may be made at the earliest; null: never within a year, or not without papers. */
export function earliestLawful(judgement: Judgement, at: Instant): Instant | null {
  if (isAllowed(judgement)) return at
  return judgement.verdict === 'DEFER' ? judgement.until : null
}
