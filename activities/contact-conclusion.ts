// How did a step of messages end? Done when one of them may have reached the customer; put off when every open channel
// has to wait; withheld, with the rule, when none is open; failed when every provider refused for good.
import type { NewFact } from '../domain/facts'
import { envelope, stepReplanned, stepTaken } from '../domain/ladder/step-facts'
import { byStep, unknownReview } from '../cases/settle-contact'
import { type ContactResult, contactKeyOf } from './message'
import type { StepScene } from './perform-step'

/** The facts that say how a step of messages ended. */
export function conclude(scene: StepScene, results: readonly ContactResult[]): NewFact[] {
  const made = results.filter((result) => result.kind === 'made')
  const withheld = results.filter((result) => result.kind === 'withheld')
  const reached = made.filter(({ outcome }) => outcome !== 'failed')
  if (reached.length === 0 && results.some(({ kind }) => kind === 'withdrawn')) return []
  const notes = withheld.map((result) => withheldFact(scene, result))
  if (reached.length > 0) {
    return [...notes, stepTaken(scene), ...reviewsOf(scene, reached)]
  }
  if (made.length > 0) {
    // Every message was refused for good: the bad contact points are marked, the next attempt takes the next ones.
    const { payload, ...fact } = stepTaken(scene, 'withheld', 'PROVIDER_REJECTED')
    return [...notes, { ...fact, payload: { ...payload, outcome: 'failed' } }]
  }
  const until = withheld.map((result) => result.until).filter((at) => at !== undefined)
  if (until.length > 0) return [...notes, stepReplanned(scene, Math.min(...until))]
  return [...notes, stepTaken(scene, 'withheld', withheld[0]?.ruleId ?? 'NO_CHANNEL')]
}

/** A person finds out about a message of which nobody can say whether it went out; asked once a step. */
export function reviewsOf(scene: StepScene, results: readonly ContactResult[]): NewFact[] {
  if (!results.some((result) => result.kind === 'made' && result.outcome === 'unknown')) return []
  const review = unknownReview({ accountId: scene.accountId, stepKey: scene.key }, scene.moment, byStep)
  return scene.facts.some(({ key }) => key === review.key) ? [] : [review]
}

function withheldFact(
  scene: StepScene,
  { channel, ruleId, text, judgement }: Extract<ContactResult, { kind: 'withheld' }>,
): NewFact {
  const contactKey = contactKeyOf(scene.accountId, scene.key, channel)
  // Each time anew: the same rule may withhold it tomorrow, on another record of contacts.
  const key = `contact/${contactKey}/withheld/${scene.moment}`
  const payload = {
    contactKey,
    stepKey: scene.key,
    channel,
    outcome: 'withheld' as const,
    ruleId,
    detail: text,
    ...(judgement ? { judgement } : {}),
  }
  return { ...envelope(scene), key, kind: 'contactMade', payload }
}
