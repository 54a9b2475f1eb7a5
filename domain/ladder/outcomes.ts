// Which results can a task end with? One closed list per kind of task: strategies name them, people choose among them,
// reports count them.
import type { TaskKind } from '../facts'
import type { LadderStep } from './strategy'

/** Results that a person may report, per kind of task. The deadline of a task ends it with one of them too. */
export const taskOutcomes = {
  call: ['rightParty', 'noAnswer', 'voicemail', 'busy', 'wrongNumber', 'refused', 'callBack', 'thirdParty'],
  visit: ['met', 'notHome', 'refused', 'moved', 'unsafe', 'notReported'],
  secondVisit: ['met', 'notHome', 'refused', 'moved', 'unsafe', 'notReported'],
  approval: ['approved', 'refused', 'notDecided'],
  assessment: ['passed', 'failed', 'notDecided'],
  placement: ['returned', 'recalled', 'expired'],
  matter: ['filed', 'settled', 'noted'],
  review: ['retry', 'skip', 'resolved'],
  serveNotice: ['served', 'notServed'],
  decision: ['decided', 'notDecided'],
  warning: ['noted'],
  answer: ['given', 'notGiven'],
  offer: ['accepted', 'declined', 'notFitting', 'notOffered'],
  hardshipReview: ['continued', 'ended', 'changed', 'notReviewed'],
  booking: ['booked', 'notBooked'],
  verification: ['answered', 'withdrawn', 'notAnswered'],
  cardOperations: ['cardBlocked', 'nothingFound', 'notAnswered'],
  circumstanceCheck: ['proven', 'notProven', 'notDecided'],
  personalCare: ['arranged', 'nobodyFound', 'notNeeded', 'notDone'],
  representationCheck: ['confirmed', 'denied', 'notReached'],
  policeReport: ['filed', 'declined', 'notFiled'],
  complaint: ['answered', 'extended', 'notAnswered'],
  compliance: ['measuresTaken', 'nothingFound', 'notReported'],
} as const satisfies Record<TaskKind, readonly string[]>

/** What a step without a task can end with. */
export const stepOutcomes = ['done', 'withheld', 'skipped', 'failed'] as const

/** Whether `outcome` is in the list of the task's kind. */
export function isOutcomeOf(kind: TaskKind, outcome: string): boolean {
  return (taskOutcomes[kind] as readonly string[]).includes(outcome)
}

/** The task by which a step is carried out; null for a step that the system carries out alone. */
export function taskKindOf(step: LadderStep): TaskKind | null {
  switch (step) {
    case 'reminder':
    case 'letter':
      return null
    case 'call':
      return 'call'
    case 'visit':
      return 'visit'
    case 'secondVisit':
      return 'secondVisit'
    case 'outsourcing':
      return 'placement'
    case 'legalReferral':
      return 'matter'
  }
}
