// Somebody says that they act for the customer, and nobody looks at the case for a long time: the attempts to ask the customer
// are not used up by nobody being there.
import { openSideTasks } from '../../../domain/ladder/side-tasks'
import { representationsOf } from '../../../domain/protection/representation'
import { after } from '../arrangements/asking'
import { aCase } from '../case-builder'
import { local } from '../log'
import { testRules } from '../test-strategy'

const claimed = after(aCase({ openedOn: '2026-03-05' }), '2026-03-06 10:00', 'operator:lin', {
  ...{ kind: 'recordRepresentation', representationId: 'r1', channel: 'letter' },
  senderHash: 'a'.repeat(64),
})

test('after an outage somebody gets the next attempt, with all of its days ahead', () => {
  const woken = claimed.at('2026-04-06 10:00').settle()
  expect(representationsOf(woken.facts)).toMatchObject([{ state: 'open' }])
  const [task, ...others] = openSideTasks(woken.facts).filter(({ kind }) => kind === 'representationCheck')
  const { withinDays } = testRules.terms.representation.verification
  expect(task?.stepKey).toBe('representation/r1/call/2')
  expect(task?.dueAt).toBeGreaterThan(local('2026-04-06 10:00') + (withinDays - 1) * 86_400_000)
  expect(others).toEqual([])
})

test('looked at every day it is unverified after the last attempt', () => {
  const days = Array.from({ length: 40 }, (_, index) => index + 7)
  const seen = days.reduce((story, day) => {
    const at = new Date(Date.UTC(2026, 2, day)).toISOString().slice(0, 10)
    return story.at(`${at} 10:00`).settle()
  }, claimed)
  expect(representationsOf(seen.facts)).toMatchObject([{ state: 'unverified' }])
})

test('many attempts come to rest in one look', () => {
  const verification = { withinDays: 3, attempts: 10 }
  const representation = { ...testRules.terms.representation, verification }
  const rules = { ...testRules, terms: { ...testRules.terms, representation } }
  expect(() => claimed.at('2026-06-06 10:00').settle(rules)).not.toThrow()
})
