// The facts that a step leaves behind: the step with its key, and the task by which a person carries it out.
import type { StepKind } from '../../domain/ladder/candidate'
import { type StepAt, stepTaken, taskOpened } from '../../domain/ladder/step-facts'
import { local, shown } from './log'
import { testRules, testRung } from './test-strategy'

function step(rungId: string, kind: StepKind = testRung(rungId).step, time = '10:00'): StepAt {
  const moment = local(`2026-05-01 ${time}`)
  const key = `1/2026-03-01/${rungId}/1`
  return { accountId: 'acc-1', key, step: kind, rung: testRung(rungId), rules: testRules, moment }
}

test('a step taken carries its key once, for the log and for the ladder', () => {
  expect(stepTaken(step('visit'))).toEqual({
    accountId: 'acc-1',
    key: 'step/1/2026-03-01/visit/1',
    kind: 'stepTaken',
    effectiveAt: local('2026-05-01 10:00'),
    recordedAt: local('2026-05-01 10:00'),
    actor: 'case',
    source: 'step',
    payload: { stepKey: '1/2026-03-01/visit/1', rung: 'visit', outcome: 'done' },
  })
})

test('a step withheld names the rule', () => {
  expect(stepTaken(step('reminder'), 'withheld', 'CN-OUT-01').payload).toMatchObject({
    outcome: 'withheld',
    ruleId: 'CN-OUT-01',
  })
})

test.each<[string, StepKind, string, string, string]>([
  ['calls', 'call', 'call', '2026-05-02 18:00', 'noAnswer'],
  ['visit', 'visit', 'visit', '2026-05-08 18:00', 'notReported'],
  ['second-visit', 'secondVisit', 'secondVisit', '2026-05-08 18:00', 'notReported'],
  ['agency', 'outsourcing', 'placement', '2026-06-30 18:00', 'expired'],
  ['court', 'legalReferral', 'matter', '2026-05-31 18:00', 'noted'],
  ['visit', 'approval', 'approval', '2026-05-06 18:00', 'notDecided'],
  ['court', 'assessment', 'assessment', '2026-05-11 18:00', 'notDecided'],
])('%s as %s is a task %s until %s, else %s', (rungId, kind, taskKind, dueAt, defaultOutcome) => {
  const task = taskOpened(step(rungId, kind))
  expect(task?.payload).toMatchObject({ kind: taskKind, defaultOutcome, stepKey: `1/2026-03-01/${rungId}/1` })
  expect(task && shown(task.payload.dueAt)).toBe(dueAt)
})

test.each(['reminder', 'letter'])('a %s is carried out without a person', (rungId) => {
  expect(taskOpened(step(rungId))).toBeNull()
})

test('a rung that asks for no judgement has no task for it', () => {
  expect(taskOpened(step('calls', 'approval'))).toBeNull()
})

test('a deadline is counted in days, whatever the hour', () => {
  for (const time of ['00:00', '23:59']) {
    expect(shown(taskOpened(step('calls', 'call', time))?.payload.dueAt ?? 0)).toBe('2026-05-02 18:00')
  }
})

test('the task tells the person what they need to know', () => {
  const detail = { overdueCents: 500_00 }
  expect(taskOpened(step('visit'), detail)?.payload.detail).toEqual(detail)
})
