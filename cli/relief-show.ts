// `arrears relief show` and `offer show`: each with what it waives, who must approve it or did, the customer's consent and
// what was paid of it; of relief also the assessments with their calculation.
import { levelNeeded } from '../domain/arrangements/authority'
import { type Relief, reliefs } from '../domain/arrangements/relief'
import { reliefRequest } from '../domain/arrangements/relief-decision-commands'
import type { ReliefPurpose } from '../domain/arrangements/relief-facts'
import { factsOf } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { formatCents } from '../domain/money/money'
import { loadFacts } from '../platform/fact-log'
import { agreedLines, approvalIn, awaitsText, instalmentLines } from './agreed-lines'
import { type Opened, print, withArrears } from './open'
import { presentOf } from './present'

/** Prints every one of the account. */
export async function showReliefs(
  account: string,
  options: { home: string; json?: boolean },
  purpose: ReliefPurpose,
): Promise<void> {
  await withArrears(options, async (opened) => {
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const asOf = await presentOf(opened, account)
    const shown = reliefs(facts, opened.config.bankZone, asOf)
      .filter(({ proposed }) => proposed.payload.purpose === purpose)
      .map((one) => shownOf(one, opened))
    const assessments =
      purpose === 'relief' ? factsOf(facts, 'reliefAssessed').map(({ payload }) => payload) : []
    print(options.json, { assessments, [purpose]: shown }, () => [
      ...assessments.flatMap(({ assessmentId, owedOn, affordability, proposal }) => [
        `assessment ${assessmentId} of ${owedOn} by ${affordability.formula} and ${proposal.formula}`,
        ...[...affordability.lines, ...proposal.lines].map(
          ({ item, calculation }) => `  ${item}: ${calculation}`,
        ),
      ]),
      ...shown.flatMap(linesOf),
      ...(assessments.length + shown.length === 0 ? [`no ${purpose} on record`] : []),
    ])
  })
}

type Shown = ReturnType<typeof shownOf>

function shownOf(one: Relief, { books }: Pick<Opened, 'books'>) {
  const { proposed, approved, agreed, fulfilment } = one
  const { payload } = proposed
  const status = statusOf(one)
  return {
    ...payload,
    status,
    /** Who must approve it at least; null: nobody has to any more, or nobody may. */
    needsLevel: status === 'proposed' ? levelNeeded(books.terms.authority, reliefRequest(proposed)) : null,
    approved: approvalIn(approved),
    consent: agreed && { ...agreed.payload.consent, recordedBy: agreed.actor },
    paidCents: fulfilment?.paidCents ?? 0,
    instalments:
      fulfilment?.instalments ?? payload.instalments.map((part) => ({ ...part, paidCents: 0, isMet: false })),
    missed: fulfilment?.missed ?? null,
  }
}

function linesOf(one: Shown): string[] {
  const { reliefId, status, needsLevel, waivedCents, paidCents, validUntil, approved, consent } = one
  const awaits = status === 'proposed' ? awaitsText(needsLevel) : ''
  const goodUntil = status === 'proposed' || status === 'approved' ? `, good until ${validUntil}` : ''
  return [
    `${reliefId}: ${status}${awaits}, ${waivedText(waivedCents)}, paid ${formatCents(paidCents)}${goodUntil}`,
    ...agreedLines(approved, consent),
    ...instalmentLines(one.instalments, one.missed),
  ]
}

function waivedText(waivedCents: Record<string, number>): string {
  const named = Object.entries(waivedCents).filter(([, cents]) => cents > 0)
  return `waives ${named.map(([part, cents]) => `${part} ${formatCents(cents)}`).join(', ')}`
}

function statusOf({ closed, fulfilment, approved, bookedAt }: Relief): string {
  if (fulfilment?.status === 'kept') return bookedAt === null ? 'kept, not yet in the books' : 'kept'
  return fulfilment?.status ?? closed?.payload.outcome ?? (approved ? 'approved' : 'proposed')
}
