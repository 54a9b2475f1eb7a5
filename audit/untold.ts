// Had the customer been told that what was agreed has ended, before anybody collected again (CN-ART70-04, case 63)? By a
// notice of it or by a person; whoever wished the end knew of it. What was agreed since has taken its place.
import { z } from 'zod'
import { type KnownFact, type Person, knownBefore } from './evidence'

export interface UntoldEnd {
  id: string
  kind: 'plan' | 'relief' | 'deferral' | 'hardship'
}

interface End extends UntoldEnd {
  since: number
  /** It was to last until this day: afterwards nobody needs to be told. */
  until?: string
}

const planOf = z.object({ planId: z.string() })
const planEnd = planOf.extend({ outcome: z.string(), because: z.string().optional() })
const planMade = planOf.extend({ cureDays: z.number().optional() })
const reliefEnd = z.object({ reliefId: z.string(), outcome: z.string(), because: z.string().optional() })
const deferralOf = z.object({ deferralId: z.string() })
const days = z.object({ until: z.string() })
const made = z.object({ stepKey: z.string(), outcome: z.string() })
const task = z.object({ taskId: z.string(), outcome: z.string() })

/** Ends by breach, or by the bank, of which the customer had not been told at `at`, within the case of that time. */
export function untoldEnds({ facts }: Person, accountId: string, at: number): UntoldEnd[] {
  const own = facts.filter((fact) => fact.accountId === accountId)
  const opened = knownBefore(own, 'episodeOpened', z.object({}), at).at(-1)?.since ?? Infinity
  const agreed = ['planAgreed', 'reliefAgreed', 'planReopened', 'reliefReopened'].flatMap((kind) =>
    knownBefore(own, kind, z.object({}), at).map(({ since }) => since),
  )
  const today = new Date(at).toISOString().slice(0, 10)
  return unhealed(endsOf(own, at), own, at)
    .filter(({ since }) => since >= opened && !agreed.some((later) => later >= since))
    .filter(({ until }) => until === undefined || today < until)
    .filter((end) => !wasTold(own, end, at))
    .map(({ id, kind }) => ({ id, kind }))
}

function endsOf(own: readonly KnownFact[], at: number): End[] {
  const tellsOfEnd = new Set(
    knownBefore(own, 'planAgreed', planMade, at).flatMap(({ payload: { planId, cureDays } }) =>
      cureDays === undefined ? [] : [planId],
    ),
  )
  const untilOf = (kind: string, idField: string, id: string) =>
    knownBefore(own, kind, days.loose(), at).find(({ payload }) => payload[idField] === id)?.payload.until
  const byBank = (because: string | undefined) => because === 'bankDecision'
  return [
    ...knownBefore(own, 'planEnded', planEnd, at)
      .filter(({ payload: { planId, outcome, because } }) =>
        outcome === 'broken' ? tellsOfEnd.has(planId) : byBank(because),
      )
      .map(({ since, payload }): End => ({ kind: 'plan', id: payload.planId, since })),
    ...knownBefore(own, 'reliefEnded', reliefEnd, at)
      .filter(({ payload: { outcome, because } }) => outcome === 'broken' || byBank(because))
      .map(({ since, payload }): End => ({ kind: 'relief', id: payload.reliefId, since })),
    ...knownBefore(own, 'deferralEnded', deferralOf.extend({ because: z.string().optional() }), at)
      .filter(({ payload }) => byBank(payload.because))
      .map(({ since, payload: { deferralId: id } }): End => {
        return { kind: 'deferral', id, since, until: untilOf('deferralProposed', 'deferralId', id) ?? '' }
      }),
    ...knownBefore(own, 'hardshipEnded', z.object({ agreementId: z.string(), reason: z.string() }), at)
      .filter(({ payload }) => byBank(payload.reason))
      .map(({ since, payload: { agreementId: id } }): End => {
        return { kind: 'hardship', id, since, until: untilOf('hardshipAgreed', 'agreementId', id) ?? '' }
      }),
  ]
}

/** A notice about an end of that kind has left since, or somebody has told them. */
function wasTold(own: readonly KnownFact[], { kind, id, since }: End, at: number): boolean {
  const notices = knownBefore(own, 'contactMade', made, at).filter(
    (fact) =>
      fact.since >= since &&
      fact.payload.stepKey.includes(`/service-${kind}-`) &&
      (fact.payload.outcome === 'sent' || fact.payload.outcome === 'unknown'),
  )
  const tasks = knownBefore(own, 'taskEnded', task, at).filter(
    ({ payload }) => payload.taskId.includes(`/${kind}/${id}/told`) && payload.outcome === 'given',
  )
  const proofs = knownBefore(own, 'planBreachTold', planOf, at).filter(
    (fact) => kind === 'plan' && fact.payload.planId === id && fact.since >= since,
  )
  return notices.length + tasks.length + proofs.length > 0
}

/** Without a breach that a payment learnt late has healed: the same agreement ended otherwise since. */
function unhealed(ends: readonly End[], own: readonly KnownFact[], at: number): End[] {
  const healed = [
    ...knownBefore(own, 'planEnded', planEnd, at).map(({ since, payload: { planId: id, outcome } }) => {
      return { kind: 'plan', id, since, outcome }
    }),
    ...knownBefore(own, 'reliefEnded', reliefEnd, at).map(({ since, payload: { reliefId: id, outcome } }) => {
      return { kind: 'relief', id, since, outcome }
    }),
  ].filter(({ outcome }) => outcome === 'kept' || outcome === 'settled')
  return ends.filter(
    ({ kind, id, since }) => !healed.some((end) => end.kind === kind && end.id === id && end.since >= since),
  )
}
