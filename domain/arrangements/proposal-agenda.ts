// What will time bring to a customer's own proposal: the deadline of its answer, with a warning before it, and the next
// level when nobody has answered (D7).
import { customerProposals, proposalMatter } from './customer-proposal'
import type { AgendaItem } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'

export function proposalAgenda(view: CaseView): AgendaItem[] {
  const { answerWithinDays, warnDaysBefore } = view.rules.strategy.arrangements.proposal
  return customerProposals(view.facts)
    .filter(({ answered, lapsed }) => answered === null && !lapsed)
    .flatMap(({ received: { payload, effectiveAt } }) => {
      const { proposalId, wish } = payload
      return awaitedAgenda(view, {
        ...{ matter: proposalMatter(proposalId), kind: 'decision', defaultOutcome: 'notDecided' },
        since: effectiveAt,
        levels: levelsFor(view.rules.terms.authority, 'proposal', { days: answerWithinDays }),
        warnDaysBefore,
        detail: { about: 'proposal', id: proposalId, wish },
      })
    })
}
