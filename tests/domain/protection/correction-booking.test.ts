// When do the bank's books show what an answer took off a bill that they list no more? Not when the bill was paid away as
// it stood: who was told "800.00 off" is not asked for it again. And never after the account has left as paid.
import { addDays } from '../../../domain/calendar-date'
import { type ExitReason, factsOf } from '../../../domain/facts'
import { collectableAt } from '../../../domain/money/collectable'
import { correctionsAwaited } from '../../../domain/protection/correction-booking'
import { bureauDisputes } from '../../../domain/protection/dispute-state'
import { tasksBeside } from '../arrangements/asking'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { local } from '../log'

const b1 = bill('2026-02-01', { minimumDueCents: 800_00 })
const b2 = bill('2026-03-01', { minimumDueCents: 800_00 })
const b3 = bill('2026-04-01', { minimumDueCents: 800_00 })
const half = { ...b2, paidCents: 400_00 }
const newStatement = bill('2026-05-01', { minimumDueCents: 800_00 })

/** The dispute of `b1` was right: the whole of it, or `cents`, comes off. */
function upheld(product: 'card' | 'personalLoan', cents = 800_00): CaseBuilder {
  const opened = aCase({ openedOn: '2026-04-10', product, bills: [b1, b2, b3] }).at('2026-04-10 15:00')
  const days = { raisedOn: '2026-04-10', answerBy: '2026-04-25', targetOn: '2026-04-24' }
  const about = {
    disputeId: 'd-1',
    ground: 'amount' as const,
    bills: [b1.billId],
    channel: 'letter' as const,
  }
  const corrections = [{ billId: b1.billId, amountCents: cents }]
  return opened
    .add('disputeRaised', { ...about, ...days, from: local('2026-04-10 15:00') })
    .add('bureauMarked', { disputeId: 'd-1', disputed: true })
    .at('2026-04-12 10:00')
    .add('disputeAnswered', {
      ...{ disputeId: 'd-1', at: local('2026-04-12 10:00'), outcome: 'upheld', document: 'letters/1' },
      corrections,
    })
    .settle()
}

const night = (to: CaseBuilder, day: string, bills: (typeof b1)[]) =>
  to.at(`${addDays(day, 1)} 03:00`).reported(day, bills)
const paid = (to: CaseBuilder, cents: number) =>
  to.at('2026-04-14 03:00').paid(cents, { postedOn: '2026-04-13' })
const awaited = (to: CaseBuilder) => correctionsAwaited(to.facts).map(({ leftCents }) => leftCents)
const asked = (to: CaseBuilder) => collectableAt(to.facts, '2026-04-20')?.overdueCents

describe.each(['card', 'personalLoan'] as const)('of a %s', (product) => {
  const whole = upheld(product)

  test('a payment of the bill as it stood shows no correction: what was paid on it counts for the others', () => {
    const booked = night(paid(whole, 1200_00), '2026-04-13', [half, b3]).settle()
    expect(awaited(booked)).toEqual([800_00])
    expect(asked(booked)).toBe(400_00)
    expect(tasksBeside(booked)).toEqual(['correction/d-1/1 teamLead until 2026-04-17 18:00'])
    expect(bureauDisputes(booked.facts)).toHaveLength(1)
  })

  test('a bill that is gone without enough money shows it', () => {
    const booked = night(paid(whole, 400_00), '2026-04-13', [half, b3]).settle()
    expect([awaited(booked), asked(booked), tasksBeside(booked)]).toEqual([[], 1200_00, []])
  })

  test('who pays what was left of the bill shows it, too', () => {
    const booked = night(paid(upheld(product, 200_00), 600_00), '2026-04-13', [b2, b3])
    expect([awaited(booked), asked(booked)]).toEqual([[], 1600_00])
  })

  test('a payment that never was explains nothing', () => {
    const voided = night(paid(whole, 1200_00).voided('pay-1'), '2026-04-13', [b2, b3])
    expect(awaited(voided)).toEqual([])
  })

  test('when no bill is left nothing is asked for any more, whoever paid', () => {
    expect(awaited(night(paid(whole, 2400_00), '2026-04-13', []))).toEqual([])
  })

  test('somebody who has looked ends it', () => {
    const open = night(paid(whole, 1200_00), '2026-04-13', [half, b3]).settle()
    const { taskId = '' } = factsOf(open.facts, 'taskOpened').at(-1)?.payload ?? {}
    const said = open.at('2026-04-15 10:00').add('taskEnded', { taskId, outcome: 'booked', expired: false })
    expect([awaited(said), asked(said)]).toEqual([[], 1200_00])
  })
})

test("a card's new statement proves nothing, as it takes over what is left; it is not asked for in the new one", () => {
  const taken = night(upheld('card'), '2026-04-13', [b2, b3, newStatement])
  expect(awaited(taken)).toEqual([800_00])
  expect(collectableAt(taken.facts, '2026-05-02')?.overdueCents).toBe(1600_00)
  expect(awaited(night(upheld('personalLoan'), '2026-04-13', [b2, b3, newStatement]))).toEqual([])
})

test.each<[ExitReason, number, string[]]>([
  ['paid', 0, ['booked']],
  ['closed', 0, ['notBooked']],
  ['migrated', 0, ['notBooked']],
  ['writtenOff', 1, ['notBooked']],
])(
  'an account that left as %s has %i corrections to be booked, and nobody the task',
  (reason, left, ends) => {
    const gone = paid(upheld('card'), 1200_00)
      .exited(reason)
      .closed(reason === 'paid' ? 'cured' : `exited:${reason}`)
      .settle()
      .at('2026-05-20 10:00')
      .settle()
    expect([awaited(gone).length, tasksBeside(gone)]).toEqual([left, []])
    expect(factsOf(gone.facts, 'taskEnded').map(({ payload }) => payload.outcome)).toEqual(ends)
    expect(bureauDisputes(gone.facts)).toEqual([])
  },
)
