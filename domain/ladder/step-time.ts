// When may a planned step begin, and is it late? Permitted hours and standstills move a step; lateness is counted on
// the ladder's own clock, so that a hold is never mistaken for an outage.
import type { Instant } from '../calendar-date'
import type { Candidate } from './candidate'
import type { CaseView } from './case-view'
import { type Slot, nextSlot } from './contact-window'
import { holdingBack, outsideStandstills, stretched } from './standstill'

export type StepCandidate = Extract<Candidate, { kind: 'step' }>

const hourMs = 3_600_000

/** When the step begins: as planned or, when that window has passed, in the next one. Null: not before a new fact. */
export function slotOf(view: CaseView, candidate: StepCandidate): Slot | null {
  const plan = plannedSlot(view, candidate)
  return plan === null || plan.notAfter > view.asOf ? plan : slotFrom(view, candidate, view.asOf)
}

/**
 * The step will be later than its catch-up rule allows by the time it may begin: the system was down. In whole hours, so
 * that a step which moved to the same minute of the next day is not late for the seconds that it takes.
 */
export function isLate(view: CaseView, candidate: StepCandidate): boolean {
  const plan = plannedSlot(view, candidate)
  const slot = slotOf(view, candidate)
  if (plan === null || slot === null) return false
  const standing = holdingBack(view.all, candidate.rung.step)
  const limit = stretched(plan.at, plan.at + candidate.rung.catchUp.afterHours * hourMs, standing)
  return limit !== null && Math.max(view.asOf, slot.at) >= limit + hourMs
}

function plannedSlot(view: CaseView, candidate: StepCandidate): Slot | null {
  return candidate.from === null ? null : slotFrom(view, candidate, candidate.from)
}

/** The first permitted slot from `from` on that begins outside every standstill that holds the step back. */
function slotFrom(view: CaseView, candidate: StepCandidate, from: Instant): Slot | null {
  const standing = holdingBack(view.all, candidate.rung.step)
  let at = outsideStandstills(from, standing)
  while (at !== null) {
    const slot = permittedSlot(view, candidate, at)
    const free = outsideStandstills(slot.at, standing)
    if (free === slot.at) return slot
    at = free
  }
  return null
}

function permittedSlot(view: CaseView, candidate: StepCandidate, from: Instant): Slot {
  if (candidate.step === 'approval' || candidate.step === 'assessment') {
    // Asking a colleague is no contact with the customer: no lawful hours.
    return { at: from, notAfter: Number.MAX_SAFE_INTEGER, movedBy: [] }
  }
  return nextSlot(from, {
    zone: view.rules.strategy.zone,
    hours: candidate.rung.between,
    lawful: view.rules.lawful,
    personId: view.position.customerId,
    spreadMinutes: view.rules.strategy.spreadMinutes,
  })
}
