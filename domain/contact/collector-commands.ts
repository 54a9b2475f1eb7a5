// May this person look after the customer? One lead collector for all accounts of theirs (B11).
import { accepted, command } from '../commands/command'
import { id } from '../commands/fields'
import { factsOf } from '../facts'

/** `collector`: e.g. `operator:lin`. The one who has the customer already changes nothing. */
const assignCollector = command({ collector: id }, (facts, { collector, commandId }, _, envelope) => {
  const now = factsOf(facts, 'collectorAssigned').at(-1)?.payload.collector
  if (now === collector) return accepted()
  const key = `collector/${commandId}`
  return accepted({ ...envelope, key, kind: 'collectorAssigned', payload: { collector } })
})

export const collectorCommands = { assignCollector }
