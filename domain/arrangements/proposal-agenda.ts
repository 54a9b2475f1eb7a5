// What will time bring to a customer's own proposal: the deadline of its answer, with a warning before it, and the next
// level when nobody has answered (D7).
import { awaitedAgenda, levelsFor, moot } from './awaited'
import { customerProposals, proposalMatter } from './customer-proposal'
import type { AgendaItem } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'

export function proposalAgenda(view: CaseView): AgendaItem[] {
  const { answerWithinDays, warnDaysBefore } = view.rules.strategy.arrangements.proposal
  return customerProposals(view.facts)
    .filter(({ answered }) => answered === null)
    .flatMap(({ received: { payload, effectiveAt } }) => {
      const { proposalId, wish } = payload
      const matter = proposalMatter(proposalId)
      return [
        ...awaitedAgenda(view, {
          ...{ matter, kind: 'decision', warnDaysBefore, withinDays: answerWithinDays },
          defaultOutcome: 'notDecided',
          since: effectiveAt,
          levels: levelsFor(view.rules.terms.authority, 'proposal'),
          detail: { about: 'proposal', id: proposalId, wish },
        }),
        ...moot(view, matter),
      ]
    })
}
