// A case that has closed, or that should never have been opened, and what it still owes somebody.
import { decide, episodeInLog } from '../../../domain/ladder/decide'
import { after } from '../arrangements/asking'
import { aCase, bill } from '../case-builder'
import { local } from '../log'
import { testRules } from '../test-strategy'

const lin = 'operator:lin'

test('whose opening a corrected drop took back: it is in that episode while a complaint waits for an answer', () => {
  const taken = aCase({ openedOn: '2026-03-05' })
    .at('2026-03-06 03:00')
    .withdrawn('drop-1', '2026-03-05 03:00')
  const told = after(taken, '2026-03-07 10:00', lin, {
    ...{ kind: 'recordComplaint', complaintId: 'k', from: 'customer', channel: 'hotline' },
    ...{ category: 'conduct', owner: 'operator:wu' },
  })
  expect(episodeInLog(told.facts)).toMatchObject({ episode: 1, closed: 'withdrawn' })
  expect(decide(told.facts, testRules, local('2026-03-07 10:00')).next.kind).toBe('wait')
})

test('with a dispute in its past it comes to rest, also when a bill is not yet due', () => {
  const bills = [bill('2026-03-01'), bill('2026-06-01')]
  const disputed = after(aCase({ openedOn: '2026-03-05', bills }), '2026-03-06 10:00', lin, {
    ...{ kind: 'raiseDispute', disputeId: 'q', ground: 'amount', channel: 'letter' },
  })
  const withdrawn = { kind: 'withdrawDispute', disputeId: 'q', evidence: 'rec' }
  const ended = after(disputed, '2026-03-07 10:00', 'supervisor:qian', withdrawn)
  const cured = ended.at('2026-03-08 10:00').paid(500_00).settle()
  expect(decide(cured.facts, testRules, local('2026-03-08 10:00')).next).toEqual({
    kind: 'closed',
    reason: 'cured',
  })
})
