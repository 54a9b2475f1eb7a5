// While the customer has died, is a minor or lacks capacity, what was agreed stands still: nothing falls due, nothing breaks.
import { planStates } from '../../../domain/arrangements/plan'
import { type CaseBuilder, aCase } from '../case-builder'
import { local } from '../log'
import { zone } from '../test-strategy'

const agreed = aCase()
  .at('2026-03-06 10:00')
  .plan('p1', [
    ['2026-03-20', 100_00],
    ['2026-04-20', 100_00],
  ])

function dead(story: CaseBuilder, from: string, withdrawn?: string): CaseBuilder {
  const said = {
    circumstanceId: 'd1',
    kind: 'deceased',
    effect: 'stop',
    evidence: null,
    proven: false,
  } as const
  const recorded = story.at(from).add('circumstanceRecorded', { ...said, from: local(from) })
  return withdrawn === undefined
    ? recorded
    : recorded.at(withdrawn).add('circumstanceWithdrawn', { circumstanceId: 'd1', at: local(withdrawn) })
}

const stateAt = (story: CaseBuilder, moment: string) => {
  const [plan] = planStates(story.facts, zone, local(moment))
  return plan && [plan.status, plan.nextCheckAt, plan.nextDueOn]
}

test('without it the plan breaks', () => {
  expect(stateAt(agreed, '2026-05-01')?.[0]).toBe('broken')
})

test('a death during the plan: it runs on for ever and looks for no date', () => {
  expect(stateAt(dead(agreed, '2026-03-15 10:00'), '2036-01-01')).toEqual(['running', null, '2026-03-20'])
})

test('an instalment whose last day had passed before had broken the plan', () => {
  expect(stateAt(dead(agreed, '2026-04-10 10:00'), '2026-05-01')?.[0]).toBe('broken')
})

test('a mistake that is withdrawn: what fell due meanwhile is due on that day', () => {
  const mistaken = dead(agreed, '2026-03-15 10:00', '2026-04-02 10:00')
  expect(stateAt(mistaken, '2026-04-02 11:00')?.[0]).toBe('running')
  expect(stateAt(mistaken, '2026-05-01')?.[0]).toBe('broken')
  const paid = mistaken.at('2026-04-02 12:00').paid(100_00).at('2026-04-20 12:00').paid(100_00)
  expect(stateAt(paid, '2026-05-01')?.[0]).toBe('kept')
})
