// Was the customer told that an agreement has ended? By the notice of it, or by a person who has the task because the
// notice could not leave (telling-agenda.ts). Until then collection does not go on (CN-ART70-04, case 63).
import { type CalendarDate, type Instant, dayMs } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { noticeRef } from './notice-ref'

/** An end of an agreement of which the customer is told before collection goes on. */
export interface EndToTell {
  /** Its tasks are `<matter>/<n>`: `plan/p-1/told/2026-04-10/1`. */
  matter: string
  /** The agreement's id. */
  id: string
  /** The service notice that tells of it, and the date that it is about. */
  notice: string
  on: CalendarDate
  endedAt: Instant
}

export interface Proof {
  at: Instant
  /** The contact, the task, or what a person named. */
  evidence: string
}

const noticeDays = 30

/** Until when the notice of an end may leave; from then on a person tells. */
export function noticeUntil(endedAt: Instant): Instant {
  return endedAt + noticeDays * dayMs
}

/** That a notice has left since the end, or a person has reported the task as done; null: neither. */
export function proofOf(facts: readonly Fact[], end: EndToTell): Proof | null {
  const key = `/${end.on}/service-${end.notice}.${noticeRef(end.id)}/`
  const notice = factsOf(facts, 'contactMade').find(
    ({ effectiveAt, payload: { stepKey, outcome } }) =>
      effectiveAt >= end.endedAt && stepKey.includes(key) && (outcome === 'sent' || outcome === 'unknown'),
  )
  if (notice) return { at: notice.effectiveAt, evidence: notice.payload.contactKey }
  const task = factsOf(facts, 'taskEnded').find(
    ({ accountId, payload: { taskId, outcome } }) =>
      taskId.startsWith(`${accountId}/${end.matter}/`) && outcome === 'given',
  )
  return task ? { at: task.effectiveAt, evidence: task.payload.taskId } : null
}
