// What happened to a dispute or complaint, in one sentence for the timeline.
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { ComplaintFacts } from './complaint-facts'
import type { DisputeFacts } from './dispute-facts'

type InquiryKind = keyof DisputeFacts | keyof ComplaintFacts

export const inquirySentences: Sentences<InquiryKind> = {
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
  complaintReceived({ complaintId, from, channel, authority, category, owner, answerBy, staffId, agencyId }) {
    const about = [staffId, agencyId].filter((who) => who !== undefined)
    const via = authority === undefined ? channel : `${channel}, passed on by ${authority}`
    return `complaint ${complaintId} by the ${from} (${category}, ${via})${about.length === 0 ? '' : ` about ${about.join(', ')}`}: ${owner} is to answer it by ${answerBy}`
  },
  complaintExtended: ({ complaintId, to, answerBy, notice }) =>
    `complaint ${complaintId} is ${to}: to be answered by ${answerBy}, as the complainant was told (${notice})`,
  complaintAnswered: ({ complaintId, outcome, rootCause, document }) =>
    `complaint ${complaintId} answered: ${outcome}, because of ${rootCause} (${document})`,
}
