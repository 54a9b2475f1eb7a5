// What does an agreement about the whole debt put an end to? From its signature on nobody else collects, and what was
// promised before is asked for no more: the same for a plan and for relief.
import { dateAt } from '../calendar-date'
import type { CommandMoment, Envelope } from '../commands/command'
import type { Fact, NewFact } from '../facts'
import { episodeOf } from '../ladder/case-view'
import { openTasks } from '../ladder/rungs'
import { accelerationsOf, isOver } from './acceleration'
import { givenUp } from './acceleration-agenda'
import { promiseStates } from './promise'

/** The facts that end open promises, recall what is placed with an agency (CN-ART70-04) and give up calling the debt due. */
export function superseded(
  facts: readonly Fact[],
  because: 'planAgreed' | 'reliefAgreed',
  moment: CommandMoment,
  envelope: Envelope,
): NewFact[] {
  return [
    ...promisesEnded(facts, because, moment, envelope),
    ...recalls(facts, because, moment, envelope),
    ...accelerationsGivenUp(facts, moment, envelope),
  ]
}

/** Whoever has just agreed how to pay is not called to pay all at once. */
function accelerationsGivenUp(
  facts: readonly Fact[],
  { asOf, zone }: CommandMoment,
  envelope: Envelope,
): NewFact[] {
  const running = accelerationsOf(facts).filter((acceleration) => !isOver(acceleration))
  return running.flatMap((acceleration) => givenUp(facts, acceleration, dateAt(asOf, zone), envelope))
}

/** What is due from now on stands in the agreement. */
function promisesEnded(
  facts: readonly Fact[],
  because: 'planAgreed' | 'reliefAgreed',
  { asOf, zone }: CommandMoment,
  envelope: Envelope,
): NewFact[] {
  const open = promiseStates(facts, zone, asOf).filter(({ status }) => status === 'open')
  return open.map(({ promiseId }) => ({
    ...envelope,
    key: `promise/${promiseId}/cancelled`,
    kind: 'promiseEnded',
    payload: { promiseId, outcome: 'cancelled', on: dateAt(asOf, zone), because },
  }))
}

/** What is placed with an agency comes back at once. */
function recalls(
  facts: readonly Fact[],
  because: 'planAgreed' | 'reliefAgreed',
  { asOf, zone }: CommandMoment,
  envelope: Envelope,
): NewFact[] {
  const episode = episodeOf(facts)?.episode ?? 0
  const placed = openTasks(facts, episode).filter(({ kind }) => kind === 'placement')
  return placed.flatMap(({ taskId }): NewFact[] => [
    {
      ...envelope,
      key: `placement/${taskId}/recalled`,
      kind: 'placementRecalled',
      payload: { placementId: taskId, because, on: dateAt(asOf, zone) },
    },
    {
      ...envelope,
      key: `task/${taskId}/ended`,
      kind: 'taskEnded',
      payload: { taskId, outcome: 'recalled', expired: false },
    },
  ])
}
