// What a strategy says about arrangements with customers: its section `arrangements`, one part for each kind. Every part
// has a shape with defaults of its own in its own file, so that a strategy names only what differs.
import { z } from 'zod'
import { accelerationTerms } from './acceleration-terms'
import { deferralTerms } from './deferral-terms'
import { hardshipTerms } from './hardship-terms'
import { noticeTerms } from './notice-terms'
import { planTerms } from './plan-terms'
import { promiseTerms } from './promise-terms'
import { proposalTerms } from './proposal-terms'
import { offerTerms, reliefTerms } from './relief-terms'

export const arrangementTerms = z.strictObject({
  acceleration: accelerationTerms.prefault({}),
  notices: noticeTerms.prefault({}),
  promise: promiseTerms.prefault({}),
  plan: planTerms.prefault({}),
  hardship: hardshipTerms.prefault({}),
  deferral: deferralTerms.prefault({}),
  relief: reliefTerms.prefault({}),
  offer: offerTerms.prefault({}),
  proposal: proposalTerms.prefault({}),
})

export type ArrangementTerms = z.infer<typeof arrangementTerms>

/** What counts when a strategy says nothing. */
export const usualArrangements: ArrangementTerms = arrangementTerms.parse({})
