// When is a service notice sent? Once for one matter, whatever the episode; again only when it reached nobody.
import { viewOf } from '../../domain/ladder/case-view'
import { type ServiceNotice, noticeStep } from '../../domain/ladder/service-notice'
import { type CaseBuilder, aCase } from './case-builder'
import { local } from './log'
import { testRules } from './test-strategy'

const notice: ServiceNotice = {
  ...{ kind: 'notice', name: 'plan-completed', ref: 'p-1', on: '2026-03-10', why: 'plan p-1 is complete' },
  ...{ at: local('2026-03-11 09:00'), until: local('2026-05-01 00:00'), agreed: { id: 'p-1' } },
}
const rung = 'service-plan-completed.p-1'

/** A case that was cured and came back. */
const again = (story: CaseBuilder) =>
  story.at('2026-03-13 03:00').closed('cured').at('2026-04-10 03:00').opened(2)
const sent = (story: CaseBuilder, outcome: 'done' | 'failed' | 'withheld', n = 1) => {
  const payload = { stepKey: `1/2026-03-10/${rung}/${n}`, rung, outcome }
  return story.at('2026-03-11 10:00').add('stepTaken', payload)
}
const planned = (story: CaseBuilder, change: Partial<ServiceNotice> = {}) => {
  const view = viewOf(story.facts, testRules, local('2026-04-10 10:00'))
  return view && noticeStep(view, { ...notice, ...change })?.key
}

const opened = aCase({ openedOn: '2026-03-05' })

test.each([
  ['was not told yet', again(opened), '2/2026-03-10/service-plan-completed.p-1/1'],
  ['was told in the episode before', again(sent(opened, 'done')), undefined],
  ['was withheld for good there', again(sent(opened, 'withheld')), undefined],
  ['failed there once', again(sent(opened, 'failed')), '2/2026-03-10/service-plan-completed.p-1/2'],
  ['failed there and was told then', again(sent(sent(opened, 'failed'), 'done', 2)), undefined],
])('what %s is told accordingly in the next', (_, story, key) => {
  expect(planned(story)).toBe(key)
})

test.each([
  ['of another day', { on: '2026-04-10' }],
  ['of another name', { name: 'instalment-reminder' }],
  ['of another matter', { ref: 'p-2' }],
])('a notice %s is another one', (_, change) => {
  expect(planned(again(sent(opened, 'done')), change)).toBeDefined()
})
