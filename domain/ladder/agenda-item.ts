// One thing that time will bring to a case beside its ladder. The areas that expect something say so in these words.
import type { Instant } from '../calendar-date'
import type { NewFact } from '../facts'
import type { CaseView } from './case-view'
import type { ServiceNotice } from './service-notice'

export type AgendaItem =
  /** Recorded by due() once `at` has come, unless its key is in the log. */
  | { kind: 'record'; at: Instant; why: string; fact: NewFact }
  /** The case looks again: what follows depends on what is known by then. */
  | { kind: 'look'; at: Instant; why: string }
  /** A message that demands nothing; sent by a step of its own. */
  | ServiceNotice

/** What the case records by itself of an agenda shares this much. */
export function byCase(view: CaseView, key: string, effectiveAt: Instant) {
  return {
    accountId: view.accountId,
    key,
    effectiveAt,
    recordedAt: view.asOf,
    actor: 'case',
    source: 'decision',
  }
}
