// The contract of a case: its workflow id, its signals, updates and query, and what they carry. Other programs and
// people at the command line rely on these names. Payloads hold ids and amounts, never personal data.
import { defineSearchAttributeKey } from '@temporalio/common'
import type { Instant } from '../domain/calendar-date'
import type { Command, CommandKind } from '../domain/commands/commands'
import type { Instruction } from '../domain/ladder/instruction'
import type { Stage } from '../domain/ladder/strategy'

/** The one workflow id of an account's case, in every episode. Account ids are opaque. */
export function caseWorkflowId(accountId: string): string {
  return `case/${accountId}`
}

export const collectionCaseType = 'collectionCase'

/** Start argument. `instruction` is the first decision, made in bulk by the relay; absent: the case decides itself. */
export interface CaseInput {
  accountId: string
  episode: number
  /** Added to the workflow's clock; 0 in production. */
  clockOffsetMs: number
  /** Decisions made so far in this episode. */
  turn: number
  instruction?: Instruction
  /** The search attributes as they stand, so that a fresh run does not write them again. */
  shown?: { stage: Stage; hold: boolean }
}

/** Memo of a case: what was added to its clock when it started, in milliseconds. Continuing as new keeps it. */
export const clockOffsetMemo = 'clockOffsetMs'

/** The only two search attributes: for engineers, never for correctness (architecture, decision 11). */
export const stageAttribute = defineSearchAttributeKey('ArrearsStage', 'KEYWORD')
export const holdAttribute = defineSearchAttributeKey('ArrearsHold', 'BOOL')

/** A signal that only says "look again": the fact is in the log already, under this number. */
export interface WakeUp {
  seq: number
}

/**
 * Why signals: a fact that happened elsewhere and cannot be refused. Each carries either a wake-up (from the relay)
 * or, sent by hand, the fact itself as the command of the same meaning; it is recorded first if it is new.
 */
export const factSignals = {
  /** A payment was posted. By hand: `{commandId, by, kind: 'recordPayment', paymentId, amountCents, valueOn, postedOn}`. */
  paymentPosted: 'recordPayment',
  /** A payment came back. By hand: `{..., kind: 'recordReversal', paymentId, reversesPaymentId, amountCents, ...}`. */
  paymentReversed: 'recordReversal',
  /** A repayment plan was agreed. By hand: `{..., kind: 'agreePlan', planId, instalments, evidence}`. */
  planAgreed: 'agreePlan',
  /** A hardship agreement was made. By hand: `{..., kind: 'agreeHardship', agreementId, from, until, evidence}`. */
  hardshipAgreed: 'agreeHardship',
  /** What became of a message or letter. By hand: `{..., kind: 'reportDelivery', contactKey, outcome}`. */
  deliveryReported: 'reportDelivery',
} as const satisfies Record<string, Command['kind']>

export type FactSignal = keyof typeof factSignals

/**
 * Why updates: a request by a person or a system that can be refused. The caller gets what was recorded, or a failure
 * whose type is a stable code and whose message says what would be right. The argument is the command without `kind`.
 */
const updates: Readonly<Record<CommandKind, true>> = {
  completeCall: true,
  reportVisit: true,
  decideEscalation: true,
  completeTask: true,
  placeHold: true,
  extendHold: true,
  liftHold: true,
  makePromise: true,
  cancelPromise: true,
  raiseDispute: true,
  answerDispute: true,
  withdrawDispute: true,
  recordCircumstance: true,
  confirmCircumstance: true,
  withdrawCircumstance: true,
  nameRelated: true,
  endRelated: true,
  stateHeir: true,
  recordGuarantee: true,
  endGuarantee: true,
  askJointDebt: true,
  approveJointDebt: true,
  revokeJointDebt: true,
  recordRepresentation: true,
  verifyRepresentation: true,
  endRepresentation: true,
  markForged: true,
  askPoliceReport: true,
  approvePoliceReport: true,
  restrictData: true,
  liftRestriction: true,
  recordComplaint: true,
  extendComplaint: true,
  answerComplaint: true,
  agreePlan: true,
  cancelPlan: true,
  applyHardship: true,
  assessHardship: true,
  decideHardship: true,
  proposeDeferral: true,
  approveDeferral: true,
  agreeDeferral: true,
  endDeferral: true,
  assessRelief: true,
  proposeRelief: true,
  approveRelief: true,
  agreeRelief: true,
  cancelRelief: true,
  proposeOffer: true,
  recordProposal: true,
  answerProposal: true,
  proposePlan: true,
  approvePlan: true,
  declinePlan: true,
  tellOfBreach: true,
  agreeHardship: true,
  endHardship: true,
  reportDelivery: true,
  reportCall: true,
  recordReply: true,
  recordPayment: true,
  recordReversal: true,
  designatePayment: true,
  returnOverpayment: true,
  stateWish: true,
  withdrawWish: true,
  askRelay: true,
  approveRelay: true,
  refuseRelays: true,
  codeConversation: true,
  assignCollector: true,
  proposeAcceleration: true,
  decideAcceleration: true,
  serveAcceleration: true,
  withdrawAcceleration: true,
}
export const commandUpdates = Object.keys(updates) as readonly CommandKind[]

/** A new episode: the wake-up that starts the workflow. */
export const caseOpenedSignal = 'caseOpened'

/** The bank reported another position: always a wake-up. */
export const positionChangedSignal = 'positionChanged'
/** An engineer asks the case to go on in a fresh run at its next quiet moment. Carries nothing. */
export const renewRunSignal = 'renewRun'

/** What `caseStatus` answers: the last instruction, and what the case waits for. */
export interface CaseStatus {
  accountId: string
  episode: number
  turn: number
  /** The newest fact the case has seen. */
  seenSeq: number
  instruction: Instruction | null
  /** On the case's clock. */
  asOf: Instant
  /** It is deciding or doing something; false: it waits. */
  busy: boolean
}
export const caseStatusQuery = 'caseStatus'

export interface CaseResult {
  episode: number
  reason: string
}
