// May a step be taken against this person that reaches them through others: a visit, an agency, a court? What is known of the
// person on any account counts, also where this account's own ladder does not stand still: a death told on another one.
import { situationOf } from '../cases/contact-situation'
import { judgeOnRecord } from '../cases/judgement-record'
import { readPerson } from '../cases/person'
import { type NewFact, factsOf } from '../domain/facts'
import { stepReplanned, stepTaken } from '../domain/ladder/step-facts'
import type { Situation } from '../domain/policy/situation'
import type { StepDeps } from './ladder-deps'
import type { StepScene } from './perform-step'

/**
 * Null when nothing stops the whole strategy for this person; else how the step ends: withheld by the rule, or put off to
 * when the states that stop it have ended. Papers and approvals that the packs ask for are not looked at here: people
 * gather them in the task that the step opens.
 */
export async function forbiddenFor(
  { db, policies }: Pick<StepDeps, 'db' | 'policies'>,
  scene: StepScene,
  action: Extract<Situation['action'], 'collect' | 'placeWithAgency' | 'sue'>,
): Promise<NewFact | null> {
  const { accountId, customerId, facts, rules, moment: at } = scene
  const person = await readPerson(db.prisma, customerId)
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  const asked = { at, point: null, accounts: [accountId], product, bankZone: rules.strategy.zone }
  const { reasons } = judgeOnRecord(situationOf(person, { ...asked, further: { action } }), policies)
  const [first, ...others] = reasons.filter(({ stops }) => stops)
  if (!first) return null
  const end = Math.max(...[first, ...others].map(({ until = Infinity }) => until))
  return Number.isFinite(end) ? stepReplanned(scene, end) : stepTaken(scene, 'withheld', first.ruleId)
}
