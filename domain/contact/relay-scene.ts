// Does the case still want a third party to be asked, now? Read from the facts alone, so that a payment or a hold counts
// the moment it is in the log.
import type { Instant } from '../calendar-date'
import { type Rules, anchorDueOn, viewOf } from '../ladder/case-view'
import type { Fact, Product } from '../facts'
import { stepKey, stepNameOf } from '../ladder/rungs'

/** `ruleId` is stable; `text` says why nobody is to be asked. */
export type RelayWish =
  | { wanted: true; episode: number; stepKey: string; product: Product }
  | { wanted: false; ruleId: string; text: string }

const stepPrefix = 'relay-'

/** Whether the relay may go on at `asOf`, and the key of its step in the case. */
export function relayWish(log: readonly Fact[], rules: Rules, relayId: string, asOf: Instant): RelayWish {
  const view = viewOf(log, rules, asOf)
  if (!view || view.closed !== null) return unwanted('CLOSED', 'the case is closed')
  if (!view.position.delinquent) return unwanted('PAID', 'nothing is overdue any more')
  const [standstill] = view.standing
  if (standstill) return unwanted(standstill.kind.toUpperCase(), `collection stands still: ${standstill.why}`)
  const anchor = { episode: view.episode, dueOn: anchorDueOn(view) }
  const key = stepKey(anchor, `${stepPrefix}${relayId}`, 1)
  return { wanted: true, episode: view.episode, stepKey: key, product: view.position.product }
}

/** Whether a contact on record asked a third party to pass something on: it collected nothing. */
export function isRelayStep(key: string): boolean {
  return stepNameOf(key).startsWith(stepPrefix)
}

function unwanted(ruleId: string, text: string): RelayWish {
  return { wanted: false, ruleId, text }
}
