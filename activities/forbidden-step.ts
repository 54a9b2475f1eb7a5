// May a step be taken against this person that reaches them through others: a visit, an agency, a court? What is known of the
// person on any account counts, also where this account's own ladder does not stand still: a death told on another one.
import { situationOf } from '../cases/contact-situation'
import { judgeOnRecord } from '../cases/judgement-record'
import { readPerson } from '../cases/person'
import { factsOf } from '../domain/facts'
import type { Situation } from '../domain/policy/situation'
import type { StepDeps } from './ladder-deps'
import type { StepScene } from './perform-step'

/**
 * The rule by which the whole strategy stops for this person; null: there is none. Papers and approvals that the packs ask
 * for are not looked at here: people gather them in the task that the step opens.
 */
export async function ruleForbidding(
  { db, policies }: Pick<StepDeps, 'db' | 'policies'>,
  { accountId, customerId, facts, rules, moment: at }: StepScene,
  action: Extract<Situation['action'], 'collect' | 'placeWithAgency' | 'sue'>,
): Promise<string | null> {
  const person = await readPerson(db.prisma, customerId)
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  const asked = { at, point: null, accounts: [accountId], product, bankZone: rules.strategy.zone }
  const { reasons } = judgeOnRecord(situationOf(person, { ...asked, further: { action } }), policies)
  return reasons.find(({ stops }) => stops)?.ruleId ?? null
}
