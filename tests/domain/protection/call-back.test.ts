// An agency does not go on collecting, nor a visitor set out, once something stops the escalation: whatever it is, the placement is
// recalled and the visit taken back, and afterwards the ladder goes on where it stood.
import { decide } from '../../../domain/ladder/decide'
import { openTasks } from '../../../domain/ladder/rungs'
import { factsOf } from '../../../domain/facts'
import { after } from '../arrangements/asking'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { local } from '../log'
import { testRules } from '../test-strategy'

const by = 'operator:lin'
const bills = [bill('2026-02-01'), bill('2026-03-01')]
const opened = aCase({ openedOn: '2026-03-05', bills }).at('2026-03-10 09:00')
const placed = opened.took('agency')
type Wish = { kind: string } & Record<string, unknown>

const circumstance = { kind: 'recordCircumstance', circumstanceId: 'd' }
const dispute = { kind: 'raiseDispute', disputeId: 'q', ground: 'notMine', channel: 'letter' }
const stops: [what: string, because: string, wish: Wish][] = [
  ['a death', 'circumstance', { ...circumstance, circumstance: 'deceased' }],
  ['a doubt about capacity', 'circumstance', { ...circumstance, circumstance: 'capacityDoubt' }],
  ['a bankruptcy', 'hold', { kind: 'placeHold', holdId: 'h', reason: 'bankruptcy' }],
  ['a hold of the escalation alone', 'hold', { kind: 'placeHold', holdId: 'h', reason: 'vulnerable' }],
  ['a dispute of the whole debt', 'dispute', dispute],
  ['a dispute of all that is overdue', 'dispute', { ...dispute, bills: bills.map(({ billId }) => billId) }],
  ['a restriction of data', 'restriction', { kind: 'restrictData', restrictionId: 'r', reason: 'request' }],
  ['a dispute of the oldest bill', 'anchorMoved', { ...dispute, bills: ['bill-2026-02-01'] }],
]

const outcomes = ({ facts }: CaseBuilder) => factsOf(facts, 'taskEnded').map(({ payload }) => payload.outcome)
const recalls = ({ facts }: CaseBuilder) => factsOf(facts, 'placementRecalled').map(({ payload }) => payload)

describe.each(stops)('%s', (_, because, wish) => {
  test('calls the case back from the agency, once', () => {
    const told = after(placed, '2026-03-12 10:00', by, wish).at('2026-03-20 10:00').settle()
    expect(outcomes(told)).toEqual(['recalled'])
    expect(recalls(told)).toEqual([expect.objectContaining({ because, on: '2026-03-12' })])
  })

  test('takes an open visit back', () => {
    const told = after(opened.took('visit'), '2026-03-12 10:00', by, wish)
    expect(openTasks(told.facts, 1).filter(({ kind }) => kind === 'visit')).toEqual([])
    expect(outcomes(told)).toEqual(['superseded'])
  })
})

test('neither a promise nor a dispute of a newer bill calls anything back', () => {
  const promise = { kind: 'makePromise', promiseId: 'p', amountCents: 100_00, dueOn: '2026-03-14' }
  for (const wish of [promise, { ...dispute, bills: ['bill-2026-03-01'] }])
    expect(recalls(after(placed, '2026-03-12 10:00', by, wish))).toEqual([])
})

test('what begins later calls back when it begins, and what is over calls nothing back', () => {
  const hold = { kind: 'placeHold', by, holdId: 'h', reason: 'deceased' }
  const later = after(placed, '2026-03-12 10:00', by, { ...hold, from: local('2026-03-18') })
  expect(recalls(later)).toEqual([])
  expect(decide(later.facts, testRules, local('2026-03-12 10:00')).next).toMatchObject({
    at: local('2026-03-18'),
  })
  expect(recalls(later.at('2026-03-18 00:00').settle())).toHaveLength(1)
  const span = { from: local('2026-03-10 10:00'), until: local('2026-03-11') }
  expect(recalls(after(placed, '2026-03-12 10:00', by, { ...hold, ...span }))).toEqual([])
})

test('a case that closes is called back too', () => {
  const paid = placed.at('2026-03-12 10:00').paid(1_000_00).settle()
  expect(recalls(paid)).toMatchObject([{ because: 'caseClosed' }])
})

test('afterwards the same rung is taken again, not the next one', () => {
  const hold = { kind: 'placeHold', holdId: 'h', reason: 'moratorium', until: local('2026-04-01') }
  const told = after(placed, '2026-03-12 10:00', 'supervisor:qian', hold)
  const { next } = decide(told.facts, testRules, local('2026-04-01 10:00'))
  expect(next).toMatchObject({ kind: 'step', rung: 'agency' })
})
