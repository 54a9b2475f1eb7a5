// How does debt relief stand? Proposed, approved, agreed; then its instalments against payments by value date, as of any
// plan; and after it was kept, whether the bank's books show what was waived.
import { type Instant, dateAt } from '../calendar-date'
import { agreementState } from './agreement-state'
import { movementsOf, paidSince } from './commitment'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { Standstill } from '../ladder/standstill'
import { pausesOf } from './pauses'
import { type PlanState, telling } from './plan'
import { bookedSince } from './relief-booking'
import type { ReliefEnd } from './relief-facts'
import type { EndToTell } from './told'

/** As the plan that its instalments are; `planId` is the relief's id. */
type Fulfilment = Omit<PlanState, 'status'> & { status: Exclude<PlanState['status'], 'replaced'> }

export interface Relief {
  reliefId: string
  proposed: FactOf<'reliefProposed'>
  approved: FactOf<'reliefApproved'> | null
  agreed: FactOf<'reliefAgreed'> | null
  /** How it ended before it was agreed, or by a decision. */
  closed: FactOf<'reliefEnded'> | null
  /** null: not agreed. */
  fulfilment: Fulfilment | null
  /** Kept: when the bank's books did not show any more what was waived; null: they still do. */
  bookedAt: Instant | null
}

/** Each relief and offer as it stands at `asOf`, in the order of the proposals. */
export function reliefs(facts: readonly Fact[], zone: string, asOf: Instant): Relief[] {
  return factsOf(facts, 'reliefProposed').map((proposed) => {
    const { reliefId } = proposed.payload
    const isOfIt = ({ payload }: { payload: { reliefId: string } }) => payload.reliefId === reliefId
    const agreed = factsOf(facts, 'reliefAgreed').find(isOfIt) ?? null
    const closed =
      factsOf(facts, 'reliefEnded').find((end) => isOfIt(end) && !byItself.has(end.payload.outcome)) ?? null
    const fulfilment = agreed && fulfilmentOf(proposed, agreed, closed, facts, { zone, asOf })
    const approved = factsOf(facts, 'reliefApproved').find(isOfIt) ?? null
    const keptAt = fulfilment?.status === 'kept' ? fulfilment.endedAt : null
    const kept = keptAt === null ? null : { at: keptAt, on: dateAt(keptAt, zone) }
    const bookedAt = kept && bookedSince(facts, proposed, kept)
    return { reliefId, proposed, approved, agreed, closed, fulfilment, bookedAt }
  })
}

/** Ends that follow from what is known, and can be taken back. */
const byItself: ReadonlySet<ReliefEnd> = new Set<ReliefEnd>(['kept', 'broken', 'settled', 'superseded'])

/** The one under which the customer pays, if any. */
export function runningRelief(facts: readonly Fact[], zone: string, asOf: Instant): Relief | undefined {
  return reliefs(facts, zone, asOf).find(({ fulfilment }) => fulfilment?.status === 'running')
}

function fulfilmentOf(
  { payload }: FactOf<'reliefProposed'>,
  agreed: FactOf<'reliefAgreed'>,
  closed: FactOf<'reliefEnded'> | null,
  facts: readonly Fact[],
  { zone, asOf }: { zone: string; asOf: Instant },
): Fulfilment {
  const { effectiveAt: agreedAt } = agreed
  const commitment = { ...payload, agreedAt, stoppedAt: closed?.effectiveAt, pauses: pausesOf(facts, zone) }
  const movements = paidSince(movementsOf(facts), agreed, zone)
  const { status: judged, ...state } = agreementState(agreed, commitment, facts, {
    ...{ movements, zone, asOf },
  })
  const status = judged === 'stopped' ? 'cancelled' : judged
  const unmet = state.instalments.find(({ isMet }) => !isMet)
  return {
    planId: payload.reliefId,
    agreedAt,
    status,
    remindDaysBefore: payload.remindDaysBefore ?? 0,
    takenOverCents: 0,
    unmet,
    tellsOfEnd: true,
    ...state,
    ...telling(facts, state, endToTell(payload.reliefId, status, { ...state, unmet, closed })),
  }
}

/** Of a breach, and of a cancellation by the bank, the customer is told before collection goes on. */
function endToTell(
  id: string,
  status: Fulfilment['status'],
  { endedAt, unmet, closed }: Pick<Fulfilment, 'endedAt' | 'unmet'> & Pick<Relief, 'closed'>,
): EndToTell | null {
  if (endedAt === null) return null
  if (status === 'broken' && unmet)
    return {
      matter: `relief/${id}/told/${unmet.dueOn}`,
      id,
      notice: 'relief-broken',
      on: unmet.dueOn,
      endedAt,
    }
  if (status !== 'cancelled' || closed?.payload.because === 'customerWish' || !closed) return null
  const { on } = closed.payload
  return { matter: `relief/${id}/told/${on}`, id, notice: 'relief-cancelled', on, endedAt }
}

/** The ladder waits while it runs and, once it was kept, until the books show it. */
export function reliefStandstills(facts: readonly Fact[], zone: string, asOf: Instant): Standstill[] {
  return reliefs(facts, zone, asOf).flatMap(({ reliefId, proposed, fulfilment, bookedAt }) => {
    if (!fulfilment) return []
    const { status, agreedAt, toTell, told, nextDueOn, standsUntil } = fulfilment
    const until = status === 'kept' ? bookedAt : standsUntil
    const why =
      status === 'kept'
        ? `${proposed.payload.purpose} kept: the bank's books are to show what was waived`
        : toTell && !told
          ? `${proposed.payload.purpose}, ended: the customer is told first`
          : `${proposed.payload.purpose}, next instalment due ${nextDueOn ?? '-'}`
    const span = { from: agreedAt, ...(until === null ? {} : { until }) }
    return [{ kind: 'relief' as const, id: reliefId, why, ...span }]
  })
}
