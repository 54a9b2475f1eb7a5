// What the timeline says of a case and its steps.
import type { RecallReason } from '../facts'
import { type Sentences, isoMinute } from '../sentences'

export const caseSentences: Sentences<
  | 'accountMissing'
  | 'accountFound'
  | 'accountExited'
  | 'episodeOpened'
  | 'episodeReopened'
  | 'episodeClosed'
  | 'stepTaken'
  | 'stepReplanned'
  | 'taskOpened'
  | 'taskEnded'
  | 'placed'
  | 'placementRecalled'
  | 'matterOpened'
  | 'messageRefused'
> = {
  accountMissing: ({ businessDate }) =>
    `missing from the drop of ${businessDate} without an exit row: contact stops, a query is open`,
  accountFound: ({ businessDate }) => `back in the drop of ${businessDate}`,
  accountExited: ({ businessDate, reason }) => `left the drop of ${businessDate}: ${reason}`,
  episodeOpened: ({ episode, because, strategyId, strategyVersion }) =>
    `case ${episode} opened (${because}) under ${strategyId}@${strategyVersion}`,
  episodeReopened: ({ episode }) => `case ${episode} goes on: a payment came back`,
  episodeClosed: ({ episode, reason }) => `case ${episode} closed: ${reason}`,
  // A step is taken when the case has done its part: the call itself is made by a person, later.
  stepTaken: ({ rung, outcome, ruleId, stepKey }) =>
    `step ${rung} ${outcome === 'done' ? 'taken' : outcome}${ruleId === undefined ? '' : ` by rule ${ruleId}`} (${stepKey})`,
  stepReplanned: ({ notBefore, stepKey }) => `step put off, not before ${isoMinute(notBefore)} (${stepKey})`,
  taskOpened: ({ kind, dueAt, defaultOutcome, taskId }) =>
    `task ${kind} for a person, due ${isoMinute(dueAt)}, else ${defaultOutcome} (${taskId})`,
  taskEnded: ({ outcome, expired, taskId }) =>
    `task ended with ${outcome}${expired ? ' at its deadline' : ''} (${taskId})`,
  placed: ({ agencyId, until }) => `placed with agency ${agencyId} until ${until}`,
  placementRecalled: ({ placementId, because, on }) =>
    `placement ${placementId} recalled on ${on}: ${whyRecalled[because]}`,
  matterOpened: ({ matterId }) => `legal matter ${matterId} opened`,
  messageRefused: ({ message, code, reason }) => `message ${message} refused: ${code}, ${reason}`,
}

const whyRecalled: Readonly<Record<RecallReason, string>> = {
  planAgreed: 'a plan was agreed',
  reliefAgreed: 'relief was agreed',
  hold: 'a hold stands',
  dispute: 'the debt is disputed',
  plan: 'a plan runs',
  hardship: 'a hardship agreement runs',
  deferral: 'payment is put off',
  relief: 'relief runs',
  circumstance: 'the state of the customer stops collection',
  restriction: 'personal data is restricted',
  anchorMoved: 'the case is about another bill',
  caseClosed: 'the case is over',
}
