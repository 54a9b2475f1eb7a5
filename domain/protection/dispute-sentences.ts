// What happened to a dispute, in one sentence for the timeline.
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { DisputeFacts } from './dispute-facts'

export const disputeSentences: Sentences<keyof DisputeFacts> = {
  disputeRaised({ disputeId, ground, bills, answerBy }) {
    const what = bills.length === 0 ? 'the whole debt' : `bill ${bills.join(', ')}`
    return `dispute ${disputeId} (${ground}) of ${what}: not collected, to be answered by ${answerBy}`
  },
  disputeAnswered({ disputeId, outcome, document, corrections }) {
    const off = corrections.map(({ billId, amountCents }) => `${formatCents(amountCents)} off bill ${billId}`)
    return `dispute ${disputeId} ${outcome}, answered by ${document}${off.length === 0 ? '' : `: ${off.join(', ')}`}`
  },
  disputeWithdrawn: ({ disputeId, evidence }) =>
    `dispute ${disputeId} taken back by the customer (${evidence})`,
  bureauMarked: ({ disputeId, disputed }) =>
    `the debt is ${disputed ? 'to be' : 'no longer'} marked as disputed at the credit bureau (${disputeId})`,
  answerDueSoon: ({ matter, answerBy }) => `${matter} is to be answered by ${answerBy}, and nobody has`,
}
