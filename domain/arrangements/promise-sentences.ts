// What the timeline says of promises to pay.
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { PromiseFacts } from './promise-facts'

export const promiseSentences: Sentences<keyof PromiseFacts> = {
  promiseMade: ({ promiseId, amountCents, dueOn }) =>
    `promise ${promiseId}: ${formatCents(amountCents)} by ${dueOn}`,
  promiseEnded: ({ promiseId, outcome, on }) => `promise ${promiseId} ${outcome} on ${on}`,
  promiseReopened: ({ promiseId, on }) => `promise ${promiseId} is open again since ${on}`,
}
