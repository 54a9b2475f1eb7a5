// A command that is sent again long after, when the case has gone on by itself: it is still the same command.
import { after, judged } from './arrangements/asking'
import { type CaseBuilder, aCase } from './case-builder'

const lin = 'operator:lin'
const first = '2026-03-06 11:00'
const opened = aCase({ openedOn: '2026-03-05' })

const complained = after(opened, '2026-03-06 10:00', lin, {
  ...{ kind: 'recordComplaint', complaintId: 'k', from: 'customer', channel: 'hotline' },
  ...{ category: 'conduct', owner: 'operator:wu' },
})
const claimed = after(opened, '2026-03-06 10:00', lin, {
  ...{ kind: 'recordRepresentation', representationId: 'r', channel: 'letter', senderHash: 'a'.repeat(64) },
})
const extend = { kind: 'extendComplaint', complaintId: 'k', to: 'complex', notice: 'letters/4' }
const verify = {
  ...{ kind: 'verifyRepresentation', representationId: 'r', verdict: 'notReached' },
  ...{ pointId: 'P', recording: 'rec' },
}

test.each<[string, CaseBuilder, string, { kind: string } & Record<string, unknown>]>([
  ['an extension, after tasks that the case gave by itself', complained, '2026-06-30 10:00', extend],
  ['a check with the customer, after further attempts', claimed, '2026-03-25 10:00', verify],
])('%s', (_, story, later, wish) => {
  const by = story === complained ? 'operator:wu' : lin
  const commandId = `${by} ${first} ${wish.kind}`.replaceAll(' ', '_')
  const done = after(story, first, by, wish)
  const since = done.at(later).settle()
  expect(since.facts.length).toBeGreaterThan(done.facts.length)
  expect(judged(since, later, by, wish, { commandId })).toEqual({ ok: true, facts: [] })
})
