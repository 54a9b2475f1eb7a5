// May personal data of the customer be restricted, or used again?
import { z } from 'zod'
import { accepted, command, refusal } from '../commands/command'
import { shortId } from '../commands/fields'
import { mayNotEnd } from '../protection/level'
import { restrictionsOf } from './restriction'
import { liftReasons, restrictionReasons } from './restriction-facts'

const restrictData = command(
  { restrictionId: shortId, reason: z.enum(restrictionReasons) },
  (facts, { restrictionId, reason }, moment, envelope) => {
    const known = restrictionsOf(facts)
    if (known.some((one) => one.restrictionId === restrictionId))
      return refusal(
        'RESTRICTION_KNOWN',
        `restriction ${restrictionId} exists; choose another id for a further one`,
      )
    if (known.some(({ until }) => until === Infinity))
      return refusal('ALREADY_RESTRICTED', 'the data of this customer is restricted already')
    const payload = { restrictionId, reason, from: moment.asOf }
    return accepted({ ...envelope, key: `restriction/${restrictionId}`, kind: 'dataRestricted', payload })
  },
)

const liftRestriction = command(
  { restrictionId: shortId, reason: z.enum(liftReasons) },
  (facts, { restrictionId, reason, by }, moment, envelope) => {
    const known = restrictionsOf(facts).find((one) => one.restrictionId === restrictionId)
    if (!known) return refusal('UNKNOWN_RESTRICTION', `there is no restriction ${restrictionId}`)
    if (known.until !== Infinity)
      return refusal('RESTRICTION_LIFTED', `restriction ${restrictionId} was lifted`)
    const below = mayNotEnd(moment.rules.terms, 'restriction', by)
    if (below) return below
    const payload = { restrictionId, reason, at: moment.asOf }
    const key = `restriction/${restrictionId}/lifted`
    return accepted({ ...envelope, key, kind: 'dataRestrictionLifted', payload })
  },
)

export const restrictionCommands = { restrictData, liftRestriction }
