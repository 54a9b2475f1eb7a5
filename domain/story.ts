// One plain sentence per fact, for the timeline that operators, engineers and auditors read. Ids, dates and amounts
// only, never a name or a number.
import { accelerationSentences } from './arrangements/acceleration-sentences'
import { forbearanceSentences } from './arrangements/forbearance-sentences'
import { planSentences } from './arrangements/plan-sentences'
import { promiseSentences } from './arrangements/promise-sentences'
import { contactSentences } from './contact/sentences'
import type { Fact, FactKind } from './facts'
import { caseSentences } from './ladder/sentences'
import { moneySentences } from './money/sentences'
import { inquirySentences } from './protection/inquiry-sentences'
import { holdSentences } from './protection/hold-sentences'
import { personSentences } from './protection/person-sentences'
import type { Sentences } from './sentences'

const sentences: Sentences<FactKind> = {
  ...moneySentences,
  ...caseSentences,
  ...contactSentences,
  ...promiseSentences,
  ...planSentences,
  ...forbearanceSentences,
  ...accelerationSentences,
  ...holdSentences,
  ...inquirySentences,
  ...personSentences,
}

/** What happened, in one sentence. */
export function storyOf({ kind, payload }: Fact): string {
  const tell = sentences[kind] as (payload: Fact['payload']) => string
  return tell(payload)
}
