// May this hold be recorded or lifted: that collection stands still, and why?
import { z } from 'zod'
import { accepted, command, optionalNote, refusal } from '../commands/command'
import { id, instant, note } from '../commands/fields'
import { factsOf } from '../facts'
import { holdReasons } from './hold-facts'

const placeHold = command(
  {
    holdId: id,
    reason: z.enum(holdReasons),
    /** Absent: from now. In the past: a hold learnt late. */
    from: instant.optional(),
    /** Absent: until lifted. */
    until: instant.optional(),
    note,
  },
  (facts, asked, moment, envelope) => {
    const { holdId, reason, until } = asked
    if (factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === holdId)) {
      return refusal('HOLD_KNOWN', `hold ${holdId} exists; choose another id to place a further hold`)
    }
    const from = asked.from ?? moment.asOf
    if (until !== undefined && until <= from) {
      return refusal('DATES_REVERSED', 'the hold ends before it begins')
    }
    const payload = {
      holdId,
      reason,
      from,
      ...(until === undefined ? {} : { until }),
      ...optionalNote(asked.note),
    }
    return accepted({ ...envelope, effectiveAt: from, key: `hold/${holdId}`, kind: 'holdPlaced', payload })
  },
)

const liftHold = command({ holdId: id, note }, (facts, asked, moment, envelope) => {
  const { holdId } = asked
  const placed = factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === holdId)
  if (!placed) return refusal('UNKNOWN_HOLD', `there is no hold ${holdId}`)
  const payload = { holdId, at: moment.asOf, ...optionalNote(asked.note) }
  return accepted({ ...envelope, key: `hold/${holdId}/lifted`, kind: 'holdLifted', payload })
})

export const holdCommands = { placeHold, liftHold }
