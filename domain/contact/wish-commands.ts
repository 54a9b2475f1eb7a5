// May this be recorded as the customer's wish: when and how often they may be contacted, or not?
import { z } from 'zod'
import { accepted, command, refusal } from '../commands/command'
import { hours, id, instant } from '../commands/fields'
import { factsOf } from '../facts'
import { actors, channels } from '../policy/vocabulary'

const stateWish = command(
  {
    wishId: id,
    topic: z.enum(['consentToHours', 'consentToFrequency', 'consentToDisclosure', 'inconvenientHours']),
    channels: z.union([z.literal('all'), z.array(z.enum(channels)).min(1)]).default('all'),
    /** Empty: about all accounts of the person. */
    accounts: z.array(id).default([]),
    hours: z.array(hours).default([]),
    from: instant.optional(),
    until: instant.optional(),
    evidence: id.optional(),
    givenTo: z.enum(actors).default('bank'),
  },
  (facts, asked, moment, envelope) => {
    const { wishId, topic, accounts, givenTo, evidence = null, until } = asked
    if (factsOf(facts, 'wishStated').some(({ payload }) => payload.wishId === wishId)) {
      return refusal('WISH_KNOWN', `wish ${wishId} exists; choose another id for a further one`)
    }
    if (topic !== 'inconvenientHours' && evidence === null) {
      return refusal('EVIDENCE_MISSING', 'consent counts only when it can be proven: say where (CN-TIME-02)')
    }
    if (topic === 'inconvenientHours' && asked.hours.length === 0) {
      return refusal('HOURS_MISSING', 'say at which hours the customer is not to be contacted')
    }
    const from = asked.from ?? moment.asOf
    if (until !== undefined && until <= from)
      return refusal('DATES_REVERSED', 'the wish ends before it begins')
    const said = {
      wishId,
      topic,
      channels: asked.channels,
      accounts,
      hours: asked.hours,
      from,
      evidence,
      givenTo,
    }
    return accepted({
      ...envelope,
      key: `wish/${wishId}`,
      kind: 'wishStated',
      payload: until === undefined ? said : { ...said, until },
    })
  },
)

const withdrawWish = command({ wishId: id }, (facts, { wishId }, moment, envelope) => {
  const stated = factsOf(facts, 'wishStated').some(({ payload }) => payload.wishId === wishId)
  if (!stated) return refusal('UNKNOWN_WISH', `there is no wish ${wishId} on this account`)
  const payload = { wishId, at: moment.asOf }
  return accepted({ ...envelope, key: `wish/${wishId}/withdrawn`, kind: 'wishWithdrawn', payload })
})

export const wishCommands = { stateWish, withdrawWish }
