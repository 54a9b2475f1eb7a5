// Does somebody outside collect, or stand before the door, while nothing harsher may be done? A placement with an agency is
// recalled and a visit taken back as soon as anything stands that stops the escalation, or the case is about another bill.
// Both count as never begun: when the standstill is over the ladder goes on where it stood.
import { type Instant, dateAt } from '../calendar-date'
import type { NewFact, RecallReason, TaskKind } from '../facts'
import { type AgendaItem, byCase } from './agenda-item'
import type { CaseView } from './case-view'
import { openTasks, withdrawals } from './rungs'
import type { StandstillKind } from './standstill'

/** A task of the ladder that somebody carries out away from the bank. */
type Outside = Extract<TaskKind, 'placement' | 'visit' | 'secondVisit'>

/** What calls back, with its reason; null: the customer is about to pay, or the books are incomplete. */
function reasonOf(kind: StandstillKind): RecallReason | null {
  switch (kind) {
    case 'hold':
    case 'dispute':
    case 'plan':
    case 'hardship':
    case 'deferral':
    case 'relief':
    case 'circumstance':
    case 'restriction':
      return kind
    case 'promise':
    case 'missing':
      return null
  }
}

/** Recorded when the first of what stops the escalation begins. */
export function callBackAgenda(view: CaseView): AgendaItem[] {
  if (view.closed !== null) return []
  const [first] = [...view.all, ...view.standing]
    .flatMap(({ kind, from, until = Infinity, why }) => {
      const reason = reasonOf(kind)
      return reason === null || until <= view.asOf ? [] : [{ reason, from, why }]
    })
    .sort((a, b) => a.from - b.from)
  if (!first) return []
  const at = Math.max(first.from, view.asOf)
  return openTasks(view.facts, view.episode)
    .filter(({ kind }) => isOutside(kind))
    .flatMap((task) => takenBack(view, task, first.reason, at))
    .map((fact) => ({ kind: 'record', at, why: `${first.why}: what is done outside is called back`, fact }))
}

function isOutside(kind: TaskKind): kind is Outside {
  return kind === 'placement' || kind === 'visit' || kind === 'secondVisit'
}

/** The facts that end a task because nobody is to carry it out any more; a placement is recalled. */
export function takenBack(
  view: CaseView,
  { taskId, kind }: { taskId: string; kind: TaskKind },
  reason: RecallReason,
  at: Instant,
): NewFact[] {
  const isPlacement = kind === 'placement'
  const outcome = isPlacement ? 'recalled' : withdrawals.anchorMoved
  const ended: NewFact = {
    ...byCase(view, `task/${taskId}/ended`, at),
    kind: 'taskEnded',
    payload: { taskId, outcome, expired: false },
  }
  return isPlacement ? [recalled(view, taskId, reason, at), ended] : [ended]
}

/** An agency that still has the case is to give it back. */
export function recalled(view: CaseView, placementId: string, reason: RecallReason, at: Instant): NewFact {
  const on = dateAt(at, view.rules.strategy.zone)
  const payload = { placementId, because: reason, on }
  return { ...byCase(view, `placement/${placementId}/recalled`, at), kind: 'placementRecalled', payload }
}
