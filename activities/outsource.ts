// The placement with an agency: a file for it, a term, and a task that ends with the case's return.
import { type CalendarDate, addDays, dateAt } from '../domain/calendar-date'
import { type NewFact, factsOf } from '../domain/facts'
import type { Instruction } from '../domain/ladder/instruction'
import { envelope, stepTaken } from '../domain/ladder/step-facts'
import { logAccess } from '../platform/access-log'
import { inTransaction } from '../platform/fact-log'
import type { StepInput } from './case-activities'
import { forbiddenFor } from './forbidden-step'
import type { StepDeps } from './ladder-deps'
import { type StepScene, performStep } from './perform-step'
import { figures, taskWithDetail } from './step-detail'

export function createOutsourcing(deps: StepDeps): {
  placeWithAgency(input: StepInput): Promise<Instruction>
} {
  return { placeWithAgency: (input) => performStep(deps, input, (scene) => place(deps, scene)) }
}

async function place(deps: StepDeps, scene: StepScene): Promise<NewFact[]> {
  const forbidden = await forbiddenFor(deps, scene, 'placeWithAgency')
  if (forbidden) return [forbidden]
  const last = factsOf(scene.facts, 'placed').at(-1)?.payload.agencyId ?? null
  const agency = deps.agencies.choose(scene.accountId, last)
  // CN-OUT-01: without a listed agency there is no placement.
  if (!agency) return [stepTaken(scene, 'withheld', 'CN-OUT-01')]
  const placementId = `${scene.accountId}/${scene.key}`
  const placedOn = dateAt(scene.moment, scene.rules.strategy.zone)
  const until = addDays(placedOn, scene.rung.task?.deadlineDays ?? 0)
  await leavePlacementFile(deps, scene, { placementId, agencyId: agency.id, placedOn, until })
  return [
    stepTaken(scene),
    {
      ...envelope(scene),
      key: `placement/${placementId}`,
      kind: 'placed',
      payload: { placementId, agencyId: agency.id, until },
    },
    taskWithDetail(scene, { placementId, agencyId: agency.id, until }),
  ]
}

interface PlacementTerms {
  placementId: string
  agencyId: string
  placedOn: CalendarDate
  until: CalendarDate
}

/** The agency's file: who owes, how much, how to reach them. Guarantors and third parties are not in it. */
async function leavePlacementFile(deps: StepDeps, scene: StepScene, terms: PlacementTerms): Promise<void> {
  const customer = await deps.db.prisma.customer.findUniqueOrThrow({
    where: { id: scene.customerId },
    include: { contactPoints: { where: { status: 'usable' }, orderBy: { rank: 'asc' } } },
  })
  const contactPoints = customer.contactPoints.map(({ channel, value }) => ({ channel, value }))
  const { fullName, language } = customer
  const content = {
    ...terms,
    accountId: scene.accountId,
    fullName,
    language,
    contactPoints,
    ...figures(scene),
  }
  const file = {
    receiver: terms.agencyId,
    date: terms.placedOn,
    kind: 'placement',
    key: terms.placementId,
  } as const
  const { path, sha256 } = await deps.handover.leave({
    ...file,
    extension: 'json',
    content: `${JSON.stringify(content, null, 2)}\n`,
  })
  await deps.handover.leave({ ...file, extension: 'csv', content: placementCsv(content) })
  const { accountId, episode, key: stepKey } = scene
  const row = { path, sha256, createdAt: new Date(scene.moment) }
  const create = { accountId, episode, stepKey, kind: 'placement', status: 'spooled', ...row }
  await inTransaction(deps.db.prisma, async (tx) => {
    const id = terms.placementId
    await tx.document.upsert({ where: { id }, update: row, create: { id, ...create } })
    await logAccess(tx, [
      {
        customerId: scene.customerId,
        at: scene.moment,
        actor: 'case',
        kind: 'disclosed',
        purpose: 'placement',
        receiver: `agency:${terms.agencyId}`,
        fields: ['fullName', 'language', 'contactPoints', 'debt'],
        reference: id,
      },
    ])
  })
}

/** One row per contact point, header first, RFC 4180. */
function placementCsv(content: {
  placementId: string
  accountId: string
  fullName: string
  placedOn: string
  until: string
  contactPoints: { channel: string; value: string }[]
  overdueCents: number
  currency: string
}): string {
  const { placementId, accountId, fullName, placedOn, until, currency } = content
  const overdue = (content.overdueCents / 100).toFixed(2)
  const owed = [placementId, accountId, fullName, placedOn, until, currency, overdue]
  const points = content.contactPoints.length > 0 ? content.contactPoints : [{ channel: '', value: '' }]
  const rows = [placementColumns, ...points.map(({ channel, value }) => [...owed, channel, value])]
  return rows.map((row) => row.map(quoted).join(',') + '\r\n').join('')
}

const placementColumns = [
  'placement_id',
  'account_id',
  'full_name',
  'placed_on',
  'until',
  'currency',
  'overdue',
  'channel',
  'value',
]

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
