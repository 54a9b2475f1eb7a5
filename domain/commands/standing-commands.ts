// May this be recorded about the person behind the account: that collection stands still, and why; when and how often
// they may be contacted?
import {
  type CommandMoment,
  type CommandOf,
  type Envelope,
  type Judgement,
  accepted,
  optionalNote,
  refusal,
} from './command-answer'
import { type Fact, factsOf } from '../facts'

export function placeHold(
  facts: readonly Fact[],
  command: CommandOf<'placeHold'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  if (factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === command.holdId)) {
    return refusal('HOLD_KNOWN', `hold ${command.holdId} exists; choose another id to place a further hold`)
  }
  const from = command.from ?? moment.asOf
  if (command.until !== undefined && command.until <= from) {
    return refusal('DATES_REVERSED', 'the hold ends before it begins')
  }
  const until = command.until === undefined ? {} : { until: command.until }
  const payload = {
    holdId: command.holdId,
    reason: command.reason,
    from,
    ...until,
    ...optionalNote(command.note),
  }
  return accepted({
    ...envelope,
    effectiveAt: from,
    key: `hold/${command.holdId}`,
    kind: 'holdPlaced',
    payload,
  })
}

export function liftHold(
  facts: readonly Fact[],
  { holdId, note }: CommandOf<'liftHold'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const placed = factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === holdId)
  if (!placed) return refusal('UNKNOWN_HOLD', `there is no hold ${holdId}`)
  const payload = { holdId, at: moment.asOf, ...optionalNote(note) }
  return accepted({ ...envelope, key: `hold/${holdId}/lifted`, kind: 'holdLifted', payload })
}

export function stateWish(
  facts: readonly Fact[],
  command: CommandOf<'stateWish'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const { wishId, topic, channels, accounts, hours, givenTo, evidence = null, until } = command
  if (factsOf(facts, 'wishStated').some(({ payload }) => payload.wishId === wishId)) {
    return refusal('WISH_KNOWN', `wish ${wishId} exists; choose another id for a further one`)
  }
  if (topic !== 'inconvenientHours' && evidence === null) {
    return refusal('EVIDENCE_MISSING', 'consent counts only when it can be proven: say where (CN-TIME-02)')
  }
  if (topic === 'inconvenientHours' && hours.length === 0) {
    return refusal('HOURS_MISSING', 'say at which hours the customer is not to be contacted')
  }
  const from = command.from ?? moment.asOf
  if (until !== undefined && until <= from) return refusal('DATES_REVERSED', 'the wish ends before it begins')
  const payload = { wishId, topic, channels, accounts, hours, from, evidence, givenTo }
  return accepted({
    ...envelope,
    key: `wish/${wishId}`,
    kind: 'wishStated',
    payload: until === undefined ? payload : { ...payload, until },
  })
}

export function withdrawWish(
  facts: readonly Fact[],
  { wishId }: CommandOf<'withdrawWish'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const stated = factsOf(facts, 'wishStated').some(({ payload }) => payload.wishId === wishId)
  if (!stated) return refusal('UNKNOWN_WISH', `there is no wish ${wishId} on this account`)
  const payload = { wishId, at: moment.asOf }
  return accepted({ ...envelope, key: `wish/${wishId}/withdrawn`, kind: 'wishWithdrawn', payload })
}
