// What was on record of the person when the contact was made: a circumstance that asks for care or stops collection, a confirmed
// representative, restricted data. What was recorded later does not count against it.
import { z } from 'zod'
import { type Person, knownBefore } from './evidence'

const recorded = z.object({
  circumstanceId: z.string(),
  kind: z.string(),
  effect: z.string(),
  partyId: z.string().optional(),
  from: z.number(),
  until: z.number().optional(),
})
const withdrawn = z.object({ circumstanceId: z.string(), partyId: z.string().optional() })
const verified = z.object({ representationId: z.string(), verdict: z.string() })
const ended = z.object({ representationId: z.string() })
const restricted = z.object({ restrictionId: z.string(), from: z.number() })
const lifted = z.object({ restrictionId: z.string() })

export interface PersonState {
  id: string
  /** In the words of the packs. */
  status: string
  /** Whether the customer is not to be contacted at all. */
  stops: boolean
}

/** Circumstances in the words of the packs; all others have the same word. */
const careWords: Record<string, string> = {
  elderly: 'vulnerable',
  disability: 'vulnerable',
  mentalHealth: 'vulnerable',
  minorsInHome: 'vulnerable',
  language: 'vulnerable',
  bereaved: 'vulnerable',
}

/** The statuses that these facts can tell. */
export const personStatuses = [
  ...['vulnerable', 'seriouslyIll', 'deceased', 'minor', 'noCapacity', 'limitedCapacity', 'capacityDoubt'],
  ...['bankrupt', 'represented', 'restricted'],
]

/** What stood on any account of the person at `at`. */
export function personStatesAt({ facts }: Person, at: number): PersonState[] {
  const gone = new Set(
    knownBefore(facts, 'circumstanceWithdrawn', withdrawn, at)
      .filter(({ payload }) => payload.partyId === undefined)
      .map(({ payload }) => payload.circumstanceId),
  )
  const over = new Set(
    knownBefore(facts, 'representationEnded', ended, at).map(({ payload }) => payload.representationId),
  )
  const free = new Set(
    knownBefore(facts, 'dataRestrictionLifted', lifted, at).map(({ payload }) => payload.restrictionId),
  )
  return [
    ...knownBefore(facts, 'circumstanceRecorded', recorded, at)
      .map(({ payload }) => payload)
      .filter(({ partyId, from, until = Infinity, circumstanceId }) => {
        return partyId === undefined && from < at && at < until && !gone.has(circumstanceId)
      })
      .map(({ circumstanceId: id, kind, effect }) => ({
        id,
        status: careWords[kind] ?? kind,
        stops: effect === 'stop',
      })),
    ...knownBefore(facts, 'representationVerified', verified, at)
      .map(({ payload }) => payload)
      .filter(({ representationId, verdict }) => verdict === 'confirmed' && !over.has(representationId))
      .map(({ representationId: id }) => ({ id, status: 'represented', stops: false })),
    ...knownBefore(facts, 'dataRestricted', restricted, at)
      .map(({ payload }) => payload)
      .filter(({ restrictionId, from }) => from < at && !free.has(restrictionId))
      .map(({ restrictionId: id }) => ({ id, status: 'restricted', stops: true })),
  ]
}
