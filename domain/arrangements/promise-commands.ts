// May this promise to pay be recorded, or taken back? The limits are the strategy's (`arrangements.promise`).
import { type Instant, addDays, dateAt, dayMs } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { cents, date, note, shortId } from '../commands/fields'
import { type Fact, factsOf } from '../facts'
import { episodeOf } from '../ladder/case-view'
import { collectableAt } from '../money/collectable'
import { formatCents } from '../money/money'
import { agreement } from './capacity'
import { runningPlan } from './plan'
import { collectableDebtCents, debtInWords } from './plan-debt'
import { type PromiseState, promiseStates } from './promise'
import { reliefInTheWay } from './relief-in-the-way'

interface Wanted {
  promiseId: string
  amountCents: number
  dueOn: string
}

const makePromise = agreement(
  { promiseId: shortId, amountCents: cents, dueOn: date },
  (facts, { promiseId, amountCents, dueOn }, moment, envelope) => {
    const wrong =
      whyNotNow(facts, promiseId, moment) ??
      whyNotThis(facts, { promiseId, amountCents, dueOn }, moment) ??
      whyNoMore(promiseStates(facts, moment.zone, moment.asOf), moment)
    if (wrong) return wrong
    const { toleranceCents, graceDays, standsStill, remindDaysBefore } = termsOf(moment)
    const terms = { toleranceCents, graceDays, standsStill }
    const payload = {
      promiseId,
      amountCents,
      dueOn,
      ...terms,
      ...(remindDaysBefore > 0 && { remindDaysBefore }),
    }
    return accepted({ ...envelope, key: `promise/${promiseId}`, kind: 'promiseMade', payload })
  },
)

const cancelPromise = command(
  { promiseId: shortId, note },
  (facts, { promiseId }, { asOf, zone }, envelope) => {
    const promise = promiseStates(facts, zone, asOf).find((one) => one.promiseId === promiseId)
    if (!promise) return refusal('UNKNOWN_PROMISE', `there is no promise ${promiseId}`)
    if (promise.endedAt !== null)
      return refusal(
        'PROMISE_ENDED',
        `promise ${promiseId} was ${promise.status} on ${dateAt(promise.endedAt, zone)}`,
      )
    const payload = { promiseId, outcome: 'cancelled' as const, on: dateAt(asOf, zone) }
    return accepted({ ...envelope, key: `promise/${promiseId}/cancelled`, kind: 'promiseEnded', payload })
  },
)

export const promiseCommands = { makePromise, cancelPromise }

function termsOf({ rules }: CommandMoment) {
  return rules.strategy.arrangements.promise
}

function whyNotNow(facts: readonly Fact[], promiseId: string, moment: CommandMoment): Judgement | null {
  if (factsOf(facts, 'promiseMade').some(({ payload }) => payload.promiseId === promiseId))
    return refusal('PROMISE_KNOWN', `promise ${promiseId} exists; choose another id for a further one`)
  if (episodeOf(facts)?.closed !== null)
    return refusal('NO_OPEN_CASE', 'there is no open case to promise a payment for')
  const plan = runningPlan(facts, moment.zone, moment.asOf)
  if (plan) return refusal('PLAN_RUNNING', `plan ${plan.planId} runs: what is due under it is agreed already`)
  return reliefInTheWay(facts, moment)
}

/** The day and the amount. */
function whyNotThis(
  facts: readonly Fact[],
  { amountCents, dueOn }: Wanted,
  moment: CommandMoment,
): Judgement | null {
  const { furthestDays, leastPercent, toleranceCents } = termsOf(moment)
  const today = dateAt(moment.asOf, moment.zone)
  if (dueOn < today) return refusal('PROMISE_PAST', `${dueOn} has passed: today is ${today}`)
  const furthest = addDays(today, furthestDays)
  if (dueOn > furthest)
    return refusal('PROMISE_TOO_FAR', `a promise is for ${furthest} at the latest (${furthestDays} days)`)
  if (amountCents <= toleranceCents) {
    const most = formatCents(toleranceCents)
    return refusal('PROMISE_TOO_SMALL', `a promise is of more than the ${most} that may be missing of it`)
  }
  const promisedCents = promiseStates(facts, moment.zone, moment.asOf)
    .filter(({ status }) => status === 'open')
    .reduce((sum, open) => sum + open.amountCents - open.paidCents, 0)
  if (amountCents + promisedCents > collectableDebtCents(facts))
    return refusal('PROMISE_EXCEEDS_DEBT', `a promise of ${formatCents(amountCents)}: ${debtInWords(facts)}`)
  const { overdueCents = 0 } = collectableAt(facts, today) ?? {}
  if (amountCents * 100 >= overdueCents * leastPercent) return null
  const least = formatCents(Math.ceil((overdueCents * leastPercent) / 100))
  const why = `${leastPercent} % of the ${formatCents(overdueCents)} overdue`
  return refusal('PROMISE_TOO_SMALL', `a promise is of ${least} at least (${why})`)
}

/** How many are open, and how many were broken. */
function whyNoMore(promises: readonly PromiseState[], moment: CommandMoment): Judgement | null {
  const { mostAtATime, mostBroken, brokenWithinDays } = termsOf(moment)
  const open = promises.filter(({ status }) => status === 'open')
  if (open.length >= mostAtATime) {
    const ids = open.map(({ promiseId }) => promiseId).join(', ')
    return refusal('PROMISES_TOO_MANY', `at most ${mostAtATime} promises are open at a time: ${ids}`)
  }
  const since: Instant = moment.asOf - brokenWithinDays * dayMs
  const broken = promises.filter(
    (promise) => isInVain(promise, moment.zone) && (promise.endedAt ?? 0) >= since,
  )
  if (broken.length < mostBroken) return null
  const text = `${broken.length} promises were broken or taken back within ${brokenWithinDays} days: offer a plan instead`
  return refusal('PROMISES_BROKEN', text)
}

/** Broken, or taken back after the ladder had waited for it; what was recorded wrongly is taken back on the same day. */
function isInVain({ status, madeAt, endedAt, standsStill, isReplaced }: PromiseState, zone: string): boolean {
  if (status === 'broken') return true
  if (status !== 'cancelled' || endedAt === null || isReplaced) return false
  return standsStill && dateAt(endedAt, zone) > dateAt(madeAt, zone)
}
