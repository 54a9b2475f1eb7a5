// What time will bring to a case beside its ladder: promises that fall due, reviews, deadlines of tasks that do not stop
// the ladder, service notices. Each area says what it expects; decide() wakes the case for it, due() records it.
import { accelerationAgenda } from '../arrangements/acceleration-agenda'
import { deferralAgenda } from '../arrangements/deferral-agenda'
import { hardshipAgenda } from '../arrangements/hardship-agenda'
import { planAgenda } from '../arrangements/plan-agenda'
import { promiseAgenda } from '../arrangements/promise-agenda'
import { complaintAgenda } from '../protection/complaint-inquiry'
import { disputeAgenda } from '../protection/dispute-inquiry'
import { proposalAgenda } from '../arrangements/proposal-agenda'
import { reliefAgenda } from '../arrangements/relief-agenda'
import type { AgendaItem } from './agenda-item'
import { callBackAgenda } from './call-back'
import type { CaseView } from './case-view'
import { circumstanceAgenda } from '../protection/circumstance-tasks'
import { representationAgenda } from '../protection/representation-agenda'
import { sideTaskAgenda } from './side-tasks'

/** Everything that is still to come, or has come and is not yet in the log; in no order. */
export function agendaOf(view: CaseView): AgendaItem[] {
  const known = new Set(view.facts.map(({ key }) => key))
  return areas
    .flatMap((area) => area(view))
    .filter((item) => {
      switch (item.kind) {
        case 'record':
          return !known.has(item.fact.key)
        case 'look':
          return item.at > view.asOf
        case 'notice':
          return item.until > view.asOf
      }
    })
}

/** One for each area that expects something of time. */
const areas: readonly ((view: CaseView) => AgendaItem[])[] = [
  sideTaskAgenda,
  callBackAgenda,
  promiseAgenda,
  planAgenda,
  accelerationAgenda,
  hardshipAgenda,
  disputeAgenda,
  circumstanceAgenda,
  representationAgenda,
  deferralAgenda,
  reliefAgenda,
  proposalAgenda,
  complaintAgenda,
]
