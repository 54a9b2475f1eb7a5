// Who gets the task about a circumstance that nobody answered, when the case was not looked at for a long time.
import { type FactOf, factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase } from '../case-builder'
import { commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'

/** Said on 10 March by nobody who can prove it: somebody has to find out. */
function doubted(until?: string): CaseBuilder {
  const story = aCase().at('2026-03-10 10:00')
  const said = { kind: 'recordCircumstance', circumstanceId: 'k1', circumstance: 'seriouslyIll' }
  const span = until === undefined ? {} : { until: local(until) }
  const command = commandSchema.parse({ ...said, ...span, commandId: 'c-1', by: 'operator:lin' })
  const asOf = local('2026-03-10 10:00')
  const judgement = judgeCommand(story.facts, command, { accountId, asOf, zone, rules: testRules })
  if (!judgement.ok) throw new Error(judgement.message)
  return story.append(judgement.facts)
}

function checks(story: CaseBuilder): FactOf<'taskOpened'>[] {
  return factsOf(story.facts, 'taskOpened').filter(({ payload }) => payload.kind === 'circumstanceCheck')
}

test('after months without a look a supervisor gets one task, with days still ahead', () => {
  const seenAt = local('2027-01-20 10:00')
  const [first, second, ...others] = checks(doubted().at(seenAt).settle())
  expect(first?.payload.detail).toMatchObject({ level: 'operator' })
  expect(second?.payload.detail).toMatchObject({ level: 'supervisor' })
  expect(second?.payload.dueAt).toBeGreaterThan(seenAt)
  expect(others).toEqual([])
})

test.each([
  ['that is over asks nobody again', '2026-04-20', 1],
  ['that still holds does', '2027-04-20', 2],
])('a circumstance %s', (_title, until, tasks) => {
  expect(checks(doubted(until).at('2026-05-20 10:00').settle())).toHaveLength(tasks)
})
