// Somebody says that they act for the customer: what came, what the customer said of it when called, and what followed. The
// text itself and its sender are not kept, only what they are recognised by.
import type { Instant } from '../calendar-date'

export const representationChannels = ['letter', 'email', 'phone', 'branch', 'portal', 'authority'] as const
/** What the customer said at a reserved number. */
export const representationVerdicts = ['confirmed', 'denied', 'notReached'] as const

export interface RepresentationFacts {
  representationClaimed: {
    representationId: string
    receivedAt: Instant
    channel: (typeof representationChannels)[number]
    /** Keyed hash of the sender's number, address or name. */
    senderHash: string
    /** By which the same text is found on other accounts; null: there was none, or too little of it. */
    fingerprint: string | null
    /** The power of attorney in the archive; null: none was shown. */
    documentId: string | null
  }
  /** The customer was asked. `confirmed` makes the status `represented`. */
  representationVerified: {
    representationId: string
    verdict: (typeof representationVerdicts)[number]
    recording: string
    at: Instant
  }
  /** Nobody could reach the customer in all attempts: nothing is confirmed. */
  representationUnverified: { representationId: string }
  representationEnded: { representationId: string; at: Instant }
  /** A paper was shown to be forged. */
  paperForged: { representationId: string; documentId: string; evidence: string }
  policeReportAsked: { representationId: string; evidence: string[] }
  policeReportApproved: { representationId: string }
}
