// The referral to legal: a matter with its evidence checklist (H1). What is missing is shown, not hidden: the lawyer
// decides whether it can be filed.
import { dateAt } from '../domain/calendar-date'
import { type EvidenceItem, type Fact, type NewFact, factsOf } from '../domain/facts'
import type { Instruction } from '../domain/ladder/instruction'
import { envelope, stepTaken } from '../domain/ladder/step-facts'
import { logAccess } from '../platform/access-log'
import { inTransaction } from '../platform/fact-log'
import type { StepInput } from './case-activities'
import { forbiddenFor } from './forbidden-step'
import type { StepDeps } from './ladder-deps'
import { type StepScene, performStep } from './perform-step'
import { figures, history, taskWithDetail } from './step-detail'

export function createReferral(deps: StepDeps): { referToLegal(input: StepInput): Promise<Instruction> } {
  return { referToLegal: (input) => performStep(deps, input, (scene) => refer(deps, scene)) }
}

async function refer(deps: StepDeps, scene: StepScene): Promise<NewFact[]> {
  const forbidden = await forbiddenFor(deps, scene, 'sue')
  if (forbidden) return [forbidden]
  const matterId = `${scene.accountId}/${scene.key}`
  const checklist = evidenceOf(scene)
  await leaveEvidenceFile(deps, scene, matterId, checklist)
  const missing = checklist.filter(({ evidence }) => evidence === null).map(({ item }) => item)
  return [
    stepTaken(scene),
    { ...envelope(scene), key: `matter/${matterId}`, kind: 'matterOpened', payload: { matterId, checklist } },
    taskWithDetail(scene, { matterId, missing, history: history(scene) }),
  ]
}

/** What a court will ask for, and where it is. Proof of delivery counts for the letter it belongs to. */
function evidenceOf(scene: StepScene): EvidenceItem[] {
  const { facts } = scene
  const letters = factsOf(facts, 'contactMade').filter(
    ({ payload }) => payload.channel === 'letter' && payload.outcome === 'sent',
  )
  const delivered = factsOf(facts, 'deliveryReported').filter(
    ({ payload }) => payload.outcome === 'delivered',
  )
  const reports = factsOf(facts, 'positionReported')
  return [
    { item: 'contract', evidence: `account ${scene.accountId}` },
    { item: 'bills', evidence: named('report', reports.at(-1)) },
    { item: 'notice', evidence: letters.at(-1)?.payload.contactKey ?? null },
    { item: 'proofOfDelivery', evidence: delivered.at(-1)?.payload.contactKey ?? null },
    { item: 'records', evidence: `facts 1-${facts.at(-1)?.seq ?? 0}` },
  ]
}

function named(what: string, fact: Fact | undefined): string | null {
  return fact ? `${what}: fact ${fact.seq}` : null
}

async function leaveEvidenceFile(
  deps: StepDeps,
  scene: StepScene,
  matterId: string,
  checklist: EvidenceItem[],
): Promise<void> {
  const { accountId, episode, key: stepKey, moment } = scene
  const date = dateAt(moment, scene.rules.strategy.zone)
  const content = { matterId, accountId, date, ...figures(scene), checklist, history: history(scene) }
  const { path, sha256 } = await deps.handover.leave({
    receiver: 'legal',
    date,
    kind: 'evidence',
    key: matterId,
    extension: 'json',
    content: `${JSON.stringify(content, null, 2)}\n`,
  })
  const row = { path, sha256, createdAt: new Date(moment) }
  const kind = 'evidenceChecklist'
  const create = { id: matterId, accountId, episode, stepKey, kind, status: 'spooled', ...row }
  await inTransaction(deps.db.prisma, async (tx) => {
    await tx.document.upsert({ where: { id: matterId }, update: row, create })
    await logAccess(tx, [
      {
        customerId: scene.customerId,
        at: moment,
        actor: 'case',
        kind: 'disclosed',
        purpose: 'legalReferral',
        receiver: 'legal',
        fields: ['debt', 'history'],
        reference: matterId,
      },
    ])
  })
}
