// What the timeline says of hardship agreements.
import type { Sentences } from '../sentences'
import type { HardshipFacts } from './hardship-facts'

export const hardshipSentences: Sentences<keyof HardshipFacts> = {
  hardshipAgreed: ({ agreementId, from, until }) =>
    `hardship agreement ${agreementId} from ${from} until ${until}`,
  hardshipEnded: ({ agreementId, on }) => `hardship agreement ${agreementId} ended on ${on}`,
}
