// Is a promise to pay kept? A promise is a plan of one instalment; of several, what is paid counts for the earliest
// first, and no cent for two of them (D1).
import { type CalendarDate, type Instant } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { type AgreementState, agreementState } from './agreement-state'
import { type Commitment, type Movement, lastDayFor, movementsOf, paidSince, sumOf } from './commitment'
import { pausesOf } from './pauses'

export interface PromiseState {
  promiseId: string
  amountCents: number
  dueOn: CalendarDate
  madeAt: Instant
  /** To whom it was made: `operator:lin`. */
  madeTo: string
  status: 'open' | 'kept' | 'broken' | 'cancelled' | 'settled' | 'superseded'
  /** When it ended; null: it is open. */
  endedAt: Instant | null
  /** The day on which it can be asked for: later than `dueOn` when a pause came in between; null: it is not. */
  payableOn: CalendarDate | null
  /** The instant at which it breaks if it is still unpaid. */
  breaksAt: Instant | null
  /** Paid in time, of the promised amount. */
  paidCents: number
  standsStill: boolean
  remindDaysBefore: number
  /** A plan or relief took its place. */
  isReplaced: boolean
}

/** Each promise as it stands at `asOf`, the earliest due first. */
export function promiseStates(facts: readonly Fact[], zone: string, asOf: Instant): PromiseState[] {
  const made = factsOf(facts, 'promiseMade').sort(byDueDate)
  if (made.length === 0) return []
  let left = movementsOf(facts)
  return made.map((promise) => {
    const counted = paidSince(left, promise, zone)
    const commitment = commitmentOf(promise, facts, zone)
    const isReplaced = cancelledBy(promise.payload.promiseId, facts)?.payload.because !== undefined
    const judged = agreementState(promise, commitment, facts, { movements: counted, zone, asOf })
    const state = stateOf(promise, judged, isReplaced)
    if (state.status !== 'cancelled')
      left = without(left, countedFor(promise, commitment, counted), state.paidCents)
    return state
  })
}

function byDueDate(a: FactOf<'promiseMade'>, b: FactOf<'promiseMade'>): number {
  return a.payload.dueOn.localeCompare(b.payload.dueOn) || a.seq - b.seq
}

/** A plan of one instalment. */
function commitmentOf(
  { payload, effectiveAt: agreedAt }: FactOf<'promiseMade'>,
  facts: readonly Fact[],
  zone: string,
): Commitment {
  const { promiseId, amountCents, dueOn, toleranceCents, graceDays } = payload
  const stoppedAt = cancelledBy(promiseId, facts)?.effectiveAt
  const instalments = [{ dueOn, amountCents }]
  return { agreedAt, instalments, toleranceCents, graceDays, stoppedAt, pauses: pausesOf(facts, zone) }
}

function cancelledBy(promiseId: string, facts: readonly Fact[]): FactOf<'promiseEnded'> | undefined {
  return factsOf(facts, 'promiseEnded').find(
    ({ payload }) => payload.promiseId === promiseId && payload.outcome === 'cancelled',
  )
}

function stateOf(
  { payload, effectiveAt: madeAt, actor: madeTo }: FactOf<'promiseMade'>,
  { status, endedAt, payableOn, nextCheckAt, paidCents }: AgreementState,
  isReplaced: boolean,
): PromiseState {
  const { promiseId, amountCents, dueOn, standsStill } = payload
  return {
    promiseId,
    amountCents,
    dueOn,
    madeAt,
    madeTo,
    status: status === 'running' ? 'open' : status === 'stopped' ? 'cancelled' : status,
    endedAt,
    payableOn,
    breaksAt: nextCheckAt,
    paidCents: Math.min(paidCents, amountCents),
    standsStill,
    remindDaysBefore: payload.remindDaysBefore ?? 0,
    isReplaced,
  }
}

/** Of what was paid since it was made, what is in time for it. */
function countedFor(
  { payload: { dueOn } }: FactOf<'promiseMade'>,
  commitment: Commitment,
  movements: readonly Movement[],
): Movement[] {
  const lastDay = lastDayFor(commitment, dueOn)
  return movements.filter(({ valueOn }) => valueOn <= lastDay)
}

/** The movements when `cents` of these payments are used up, the earliest first. */
function without(movements: readonly Movement[], from: readonly Movement[], cents: number): Movement[] {
  const used = new Map<string, number>()
  let left = cents
  for (const { paymentId } of [...from].sort((a, b) => a.valueOn.localeCompare(b.valueOn))) {
    if (used.has(paymentId)) continue
    const own = sumOf(from.filter((movement) => movement.paymentId === paymentId))
    const taken = Math.max(0, Math.min(own, left))
    used.set(paymentId, taken)
    left -= taken
  }
  return movements.map((movement) =>
    movement.amountCents < 0
      ? movement
      : { ...movement, amountCents: movement.amountCents - (used.get(movement.paymentId) ?? 0) },
  )
}
