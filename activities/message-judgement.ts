// May this message leave, by every rule pack? Asked when it is claimed and once more before the provider is called.
import { situationOf } from '../cases/contact-situation'
import { type Judged, isAllowed, judgeOnRecord, objectionIn } from '../cases/judgement-record'
import type { Person, Point } from '../cases/person'
import { type Fact, type MessageChannel, factsOf } from '../domain/facts'
import { pastContact } from '../domain/policy/situation'
import { callerOf } from '../domain/ladder/strategy'
import type { StepDeps } from './ladder-deps'
import type { Claim, ContactResult } from './message'
import type { StepScene } from './perform-step'
import type { ToldAccount } from './told-accounts'

export interface PlannedMessage {
  scene: StepScene
  person: Person
  channel: MessageChannel
  point: Point
  covers: readonly ToldAccount[]
  /** Messages that leave in the same step. */
  beside: readonly Claim[]
}

/** What the packs say about a message. */
export function judgeMessage(
  message: PlannedMessage,
  { policies, recorder }: Pick<StepDeps, 'policies' | 'recorder'>,
): Judged {
  const { scene, person, channel, point, covers, beside } = message
  const { accountId, key, moment, rules } = scene
  const situation = situationOf(person, {
    at: moment,
    channel,
    point,
    accounts: [accountId, ...covers.map((told) => told.accountId)],
    product: sameProduct([scene, ...covers]),
    bankZone: rules.strategy.zone,
    further: {
      ...(scene.step === 'serviceNotice' ? { action: 'serviceNotice' as const } : {}),
      ...(channel === 'voice' ? { by: callerOf(channel), recorder: recorder() } : {}),
    },
    // A slot that an earlier attempt of this step reserved and did not use is judged anew.
    isOwnSlot: (past) => past.accountId === accountId && past.stepKey === key && past.status === 'claimed',
    beside: beside.map((claim) =>
      pastContact({ at: moment, channel: claim.channel, outcome: 'unknown', point: claim.point.id }),
    ),
  })
  return judgeOnRecord(situation, policies)
}

/** Undefined when it is about several products: rules of each of them then count. */
function sameProduct(accounts: readonly { facts: readonly Fact[] }[]) {
  const products = accounts.map(({ facts }) => factsOf(facts, 'positionReported').at(-1)?.payload.product)
  return new Set(products).size === 1 ? products[0] : undefined
}

/** Null when the message may leave. */
export function objectionOf(channel: MessageChannel, judged: Judged): ContactResult | null {
  if (isAllowed(judged)) return null
  const { ruleId, text, until } = objectionIn(judged)
  const judgement = judged.record
  return { kind: 'withheld', channel, ruleId, text, judgement, ...(until === null ? {} : { until }) }
}
