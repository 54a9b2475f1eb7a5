// A step failed for good: what of it may have reached the customer, and what is a person to decide? What was claimed goes
// back; what was on its way counts as sent, since nobody can say; and a step of which anything may have gone out is never
// tried again by itself.
import { addDaysAt } from '../domain/calendar-date'
import type { NewFact, TaskDetail } from '../domain/facts'
import type { Transaction } from '../platform/database'
import type { CaseActivities } from './case-activities'
import { settleRow } from './contact-settle'

type FailedStep = Parameters<CaseActivities['recordFailedStep']>[0]

/** Days a person has to look before the step is tried once more, or let be. */
const reviewDays = 1

const mayHaveLeft: ReadonlySet<string> = new Set(['sent', 'delivered', 'unknown'])

/** The facts of the failure, in the caller's transaction, which has locked every account of the person. */
export async function failedStep(tx: Transaction, input: FailedStep, zone: string): Promise<NewFact[]> {
  const { accountId, key: stepKey, asOf } = input
  await tx.contact.updateMany({
    where: { accountId, stepKey, status: 'claimed' },
    data: { status: 'withdrawn', detail: 'STEP_FAILED' },
  })
  const onTheirWay = await tx.contact.findMany({
    // A call by a person is settled by the person.
    where: { accountId, stepKey, status: 'sending', NOT: { channel: 'voice', caller: 'human' } },
  })
  const facts: NewFact[] = []
  for (const { key } of onTheirWay)
    facts.push(...(await settleRow(tx, key, { kind: 'unknown', code: 'STEP_FAILED' }, asOf)).facts)
  const contacts = await tx.contact.findMany({ where: { accountId, stepKey } })
  const left = contacts.filter(({ status, direction }) => direction === 'outbound' && mayHaveLeft.has(status))
  return [...facts, ...outcomeOf(input, left, addDaysAt(asOf, reviewDays, zone))]
}

function outcomeOf(
  { accountId, key: stepKey, rung, asOf }: FailedStep,
  left: readonly { channel: string; status: string }[],
  dueAt: number,
): NewFact[] {
  const envelope = { accountId, effectiveAt: asOf, recordedAt: asOf, actor: 'case', source: 'step' }
  const taskId = `${accountId}/${stepKey}/failed`
  const reachedSome = left.length > 0
  const detail: TaskDetail = {
    question: reachedSome
      ? 'The step failed, but some of it may have reached the customer. Is anything left to do?'
      : 'The step failed. May it be tried again?',
    // The message of a failure may hold a value: it stays in the history of the workflow.
    why: `the failed activity in the workflow of ${accountId}`,
    ...(reachedSome ? { alreadyOut: left.map(({ channel, status }) => `${channel}: ${status}`) } : {}),
  }
  return [
    {
      ...envelope,
      key: `step/${stepKey}`,
      kind: 'stepTaken',
      payload: { stepKey, rung, outcome: reachedSome ? 'done' : 'failed', ruleId: 'STEP_FAILED' },
    },
    {
      ...envelope,
      key: `task/${taskId}`,
      kind: 'taskOpened',
      payload: {
        ...{ taskId, kind: 'review', stepKey, dueAt },
        defaultOutcome: reachedSome ? 'resolved' : 'retry',
        detail,
      },
    },
  ]
}
