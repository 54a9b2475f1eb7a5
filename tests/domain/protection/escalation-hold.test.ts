// A hold that freezes escalation and not contact: reminders, calls and letters go on; visits, agencies, courts and the
// approvals for them wait, with the rest of their wait kept.
import { nextAt } from '../journey'
import { aCase, bill } from '../case-builder'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const complaint = { reason: 'complaint' } as const

test('a reminder goes out while it stands', () => {
  const plain = nextAt(opened.at('2026-03-02 08:00'), '2026-03-02 08:00')
  expect(plain).toMatch(/^reminder/)
  expect(nextAt(opened.at('2026-03-02 08:00').hold('h', complaint), '2026-03-02 08:00')).toBe(plain)
})

const visiting = opened
  .at('2026-03-20 09:00')
  .took('calls')
  .ended('calls', 'refused')
  .at('2026-04-01 10:00')
  .took('letter')
  .at('2026-04-04 10:00')
  .delivery('letter', 'delivered')

test('nobody is asked to approve a visit while it stands, and afterwards the wait goes on', () => {
  expect(nextAt(visiting, '2026-05-01 09:00')).toMatch(/^visit.approval/)
  const held = visiting.at('2026-04-20 10:00').hold('h', complaint)
  expect(nextAt(held, '2026-05-01 09:00')).toBe('wait for standstill')
  const timed = visiting.at('2026-04-20 10:00').hold('h', { ...complaint, until: '2026-05-10 10:00' })
  expect(nextAt(timed, '2026-05-01 09:00')).toMatch(/^visit.approval.* 2026-05-10 10:00/)
})

test('a visit that is under way is taken back and made afterwards, a call goes on', () => {
  const visit = visiting
    .at('2026-05-04 10:00')
    .took('visit.approval')
    .ended('visit.approval', 'approved')
    .took('visit')
  const due = nextAt(visit, '2026-05-05 10:00')
  const held = visit.at('2026-05-05 10:00').hold('h', { ...complaint, until: '2026-05-07 10:00' })
  expect(due).toBe('wait for task until 2026-05-11 18:00')
  expect(nextAt(held.settle(), '2026-05-05 10:00')).toBe('visit/2 at 2026-05-07 10:00')
  const call = opened.at('2026-03-23 10:00').took('calls')
  const calling = call.hold('h', { ...complaint, until: '2026-03-24 10:00' })
  expect(nextAt(calling, '2026-03-23 11:00')).toBe(nextAt(call, '2026-03-23 11:00'))
})
