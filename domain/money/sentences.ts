// What the timeline says of the bank's books and of payments.
import type { FactPayloads } from '../facts'
import type { Sentences } from '../sentences'
import { formatCents } from './money'
import type { MoneyFacts } from './money-facts'

export const moneySentences: Sentences<
  | 'positionReported'
  | 'paymentPosted'
  | 'paymentReversed'
  | 'paymentVoided'
  | 'dropWithdrawn'
  | keyof MoneyFacts
> = {
  positionReported: reported,
  paymentPosted: ({ paymentId, amountCents, valueOn }) =>
    `payment ${paymentId} of ${formatCents(amountCents)} with value date ${valueOn}`,
  paymentReversed: ({ reversesPaymentId, amountCents, valueOn }) =>
    `payment ${reversesPaymentId} came back: ${formatCents(amountCents)}, value date ${valueOn}`,
  paymentVoided: ({ paymentId }) => `payment ${paymentId} never was, by a corrected drop`,
  paymentDesignated: ({ paymentId, billIds }) =>
    `payment ${paymentId} is for ${billIds.join(', ')}, as the debtor said`,
  overpaymentReturned: ({ returnId, amountCents, to, itemId }) =>
    `${formatCents(amountCents)} paid too much ${to === 'payer' ? 'went back to the payer' : 'went into suspense'}: ${itemId ?? returnId}`,
  suspenseRefunded: ({ itemId, amountCents }) =>
    `${formatCents(amountCents)} went back to the payer from suspense: ${itemId}`,
  dropWithdrawn: ({ dropId, seqs }) => `drop ${dropId} was corrected: ${seqs.length} facts no longer count`,
}

function reported({ businessDate, bills, balanceCents, currency }: FactPayloads['positionReported']): string {
  const oldest = bills[0] ? `, oldest unpaid bill due ${bills[0].dueOn}` : ''
  return `the bank reported ${formatCents(balanceCents, currency)} at close of ${businessDate}: ${bills.length} unpaid bills${oldest}`
}
