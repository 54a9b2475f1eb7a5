// Paid on the day after each rung, by a signal from the payment system, by an operator's update or by the nightly drop:
// the case closes at once, whatever was under way is withdrawn, and nothing goes out afterwards.
import type { FactKind, FactOf } from '../../domain/facts'
import { caseWorkflowId } from '../../workflows/messages'
import { customerNeverAnswers, stepNameOf } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld, shown } from '../support/world'

type Way = 'signal' | 'update' | 'drop'

/** The last step that is taken before the customer pays, and the day on which they pay. */
const rungs: [step: string, paidOn: string, way: Way][] = [
  ['reminder/1', '2026-03-07', 'signal'],
  ['second-reminder/1', '2026-03-12', 'update'],
  ['final-reminder/1', '2026-03-21', 'drop'],
  ['calls/1', '2026-03-23', 'signal'],
  ['calls/3', '2026-03-27', 'update'],
  ['letter/1', '2026-04-01', 'drop'],
  ['visit/1', '2026-05-01', 'signal'],
  ['second-visit/1', '2026-05-17', 'update'],
  ['agency/1', '2026-06-01', 'signal'],
  ['court/1', '2026-08-30', 'drop'],
]
const cases = rungs.map(([step, paidOn, way]) => ({
  step,
  paidOn,
  way,
  accountId: `PAID-${step.replace('/', '-').toUpperCase()}`,
}))
const debtCents = 2_000_00
/** What may still become known of a case that has closed: nothing that it did itself, but that its work is taken back. */
const reports = new Set<FactKind>([
  ...(['taskEnded', 'placementRecalled'] as const),
  ...(['deliveryReported', 'positionReported', 'accountExited'] as const),
])

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const { accountId, paidOn, way } of cases) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: debtCents }] })
    world.people.follow(accountId, customerNeverAnswers)
    if (way !== 'drop') planPayment(accountId, paidOn, way)
  }
  await world.night('2026-03-05')
  for (const { accountId, paidOn } of cases.filter(({ way }) => way === 'drop')) {
    await world.liveUntil(`${paidOn} 21:00`)
    bookPayments(paidOn)
    await world.night(paidOn)
    await resultOf(accountId)
  }
  await world.liveUntil('2026-11-05 06:00')
})
afterAll(() => world.close())

/** As the payment system reports it, or as an operator sees it on the customer's statement. */
function planPayment(accountId: string, on: string, way: 'signal' | 'update'): void {
  const payment = { paymentId: `${accountId}-P`, amountCents: debtCents, valueOn: on, postedOn: on }
  const moment = `${on} 08:00`
  if (way === 'update') {
    world.plan(accountId, moment, { kind: 'recordPayment', by: 'operator:lin', ...payment })
    return
  }
  const sender = { commandId: `webhook/${accountId}`, by: 'system:payments' }
  world.people.plan(accountId, local(moment), () =>
    world.signal(accountId, 'paymentPosted', { ...sender, ...payment }),
  )
}

const booked = new Set<string>()

/** The books know every payment of the days up to `night`, however the case learnt of it. */
function bookPayments(night: string): void {
  for (const { accountId, paidOn } of cases) {
    if (paidOn > night || booked.has(accountId)) continue
    booked.add(accountId)
    world.books.pay(accountId, { paymentId: `${accountId}-P`, amountCents: debtCents, on: paidOn })
  }
}

function resultOf(accountId: string): Promise<unknown> {
  return world.temporal.client.workflow.getHandle(caseWorkflowId(accountId)).result()
}

describe.each(cases)('paid after $step by $way', ({ step, paidOn, way, accountId }) => {
  let taken: FactOf<'stepTaken'>[]
  let closed: FactOf<'episodeClosed'>
  beforeAll(async () => {
    taken = await world.factsOf(accountId, 'stepTaken')
    closed = (await world.factsOf(accountId, 'episodeClosed'))[0] as FactOf<'episodeClosed'>
  })

  test(`the case had come as far as ${step}`, () => {
    expect(stepNameOf(taken.at(-1)?.payload.stepKey ?? '')).toBe(step)
  })

  test('it closes at the moment at which the payment is known', () => {
    const [day, time] = shown(closed.recordedAt).split(' ')
    expect(closed.payload).toEqual({ episode: 1, reason: 'cured' })
    expect([day, time?.slice(0, 3)]).toEqual(way === 'drop' ? [dayAfter(paidOn), '06:'] : [paidOn, '08:'])
  })

  test('nothing is begun or sent afterwards, and no work is left for anybody', async () => {
    const later = (await world.facts(accountId)).filter(({ seq }) => seq > closed.seq)
    expect(later.filter(({ kind }) => !reports.has(kind))).toEqual([])
    expect(await world.db.prisma.task.findMany({ where: { accountId, status: 'open' } })).toEqual([])
  })

  test('only an agency that has the case is told to give it back', async () => {
    const recalled = await world.factsOf(accountId, 'placementRecalled')
    const reasons = recalled.map(({ payload }) => payload.because)
    expect(reasons).toEqual(step === 'agency/1' ? ['caseClosed'] : [])
  })

  test('its workflow has ended with the reason', async () => {
    expect(await resultOf(accountId)).toEqual({ episode: 1, reason: 'cured' })
  })
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({
    accounts: cases.length,
    faults: [],
  })
})

function dayAfter(date: string): string {
  return shown(local(`${date} 06:00`) + 86_400_000).slice(0, 10)
}
