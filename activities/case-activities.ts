// What a case's workflow can ask for, as types only: the workflow imports nothing else of the activities.
import type { Command } from '../domain/commands/commands'
import type { Instant } from '../domain/calendar-date'
import type { Instruction } from '../domain/ladder/instruction'

/** Which decision is asked for. `seenSeq`: the newest fact the workflow knows; a database behind it is refused. */
export interface DecisionInput {
  accountId: string
  /** Number of the decision within the case: a retry overwrites its own row, never another. */
  turn: number
  asOf: Instant
  seenSeq: number
}

export interface StepInput extends DecisionInput {
  /** `<episode>/<oldest unpaid due date>/<rung>/<n>`: the same step twice is one step. */
  key: string
}

export interface CommandInput {
  accountId: string
  asOf: Instant
  command: Command
}

/** A business answer, not a fault: `code` is stable. */
export type CommandAnswer = { ok: true; recorded: string[] } | { ok: false; code: string; message: string }

/** The steps of the ladder, named as an engineer reads them in the Web UI. */
export interface LadderActivities {
  remind(step: StepInput): Promise<Instruction>
  /** A message that demands nothing: the reminder of an instalment, the answer to a request. */
  sendServiceNotice(step: StepInput): Promise<Instruction>
  arrangeCall(step: StepInput): Promise<Instruction>
  sendLetter(step: StepInput): Promise<Instruction>
  scheduleVisit(step: StepInput): Promise<Instruction>
  scheduleSecondVisit(step: StepInput): Promise<Instruction>
  placeWithAgency(step: StepInput): Promise<Instruction>
  referToLegal(step: StepInput): Promise<Instruction>
  askForApproval(step: StepInput): Promise<Instruction>
  askForAssessment(step: StepInput): Promise<Instruction>
}

export interface CaseActivities extends LadderActivities {
  /** Records what time alone made true, decides, stores the decision. */
  evaluate(input: DecisionInput): Promise<Instruction>
  /** Carries out a person's command, or says why not. */
  carryOut(input: CommandInput): Promise<CommandAnswer>
  /** Takes in a fact sent by hand as a signal; a refused one is recorded as refused, for the timeline. */
  receive(input: CommandInput): Promise<CommandAnswer>
  /** A step failed for good: it becomes a task for a person, with a bounded wait. */
  recordFailedStep(input: StepInput & { rung: string; failure: string }): Promise<Instruction>
}
