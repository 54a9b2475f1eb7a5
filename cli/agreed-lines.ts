// What every agreement is shown with: who must approve it, who did, how the customer's consent is proven, what was paid of
// each instalment. The same for plans, deferrals, relief and offers.
import type { CommitmentState, InstalmentState } from '../domain/arrangements/commitment'
import type { ConsentKind } from '../domain/arrangements/plan-facts'
import { formatCents } from '../domain/money/money'

export interface Approval {
  by: string
  level: string
}

export interface ProvenConsent {
  /** null: it was not said. */
  kind: ConsentKind | null
  /** The document, the recording, the portal's receipt. */
  id: string
  recordedBy: string
}

/** Of the fact that approves; null: nobody did. */
export function approvalIn(
  fact: { actor: string; payload: { level: string } } | null | undefined,
): Approval | null {
  return fact ? { by: fact.actor, level: fact.payload.level } : null
}

/** `, a teamLead must approve it`; `level` null: nobody may. */
export function awaitsText(level: string | null): string {
  return level === null ? ', no level may approve it' : `, a ${level} must approve it`
}

/** Who approved it and how the customer agreed, as far as that has happened. */
export function agreedLines(approved: Approval | null, consent: ProvenConsent | null): string[] {
  return [
    ...(approved ? [`  approved by ${approved.by} (${approved.level})`] : []),
    ...(consent
      ? [`  consent: ${consent.kind ?? 'on record'} ${consent.id}, recorded by ${consent.recordedBy}`]
      : []),
  ]
}

/** `  2026-04-01  120.50  paid 0.00  open` */
export function instalmentLines(
  instalments: readonly InstalmentState[],
  missed: CommitmentState['missed'],
): string[] {
  return instalments.map(({ dueOn, amountCents, paidCents, isMet }) => {
    const state = isMet ? 'met' : missed?.dueOn === dueOn ? 'missed' : 'open'
    return `  ${dueOn}  ${formatCents(amountCents)}  paid ${formatCents(paidCents)}  ${state}`
  })
}
