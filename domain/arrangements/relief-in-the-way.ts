// Is relief in the way of another agreement? While the customer pays under it what is due is agreed already; and once it was
// kept, what was waived is in the bank's books for some days more, and nobody is to promise it.
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import type { Fact } from '../facts'
import { reliefs } from './relief'

/** RELIEF_RUNNING, RELIEF_NOT_BOOKED; null: none is in the way. */
export function reliefInTheWay(facts: readonly Fact[], { zone, asOf }: CommandMoment): Judgement | null {
  for (const { reliefId, fulfilment, bookedAt } of reliefs(facts, zone, asOf)) {
    if (fulfilment?.status === 'running') {
      const text = `${reliefId} runs: what is due under it is agreed already; cancel it first`
      return refusal('RELIEF_RUNNING', text)
    }
    if (fulfilment?.status === 'kept' && bookedAt === null) {
      const text = `${reliefId} was kept, and the bank's books do not show yet what was waived: book it first`
      return refusal('RELIEF_NOT_BOOKED', text)
    }
  }
  return null
}
