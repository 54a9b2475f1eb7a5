// May a payment be used for the bills that the debtor named, and may money that no bill needs leave the account?
import { dateAt } from '../calendar-date'
import { type CommandMoment, accepted, command, refusal } from '../commands/command'
import { cents, id, shortId } from '../commands/fields'
import { type Fact, factsOf } from '../facts'
import { z } from 'zod'
import { decidedIn } from './decided'
import { formatCents } from './money'
import { mayRefund, refundedCents } from './refund-limit'
import { statementOf } from './statement'

/** A designation counts when it was made with the payment and can be shown: `evidence` says where. */
const designatePayment = command(
  { paymentId: id, billIds: z.array(id).min(1).max(50), evidence: id },
  (facts, { paymentId, billIds, evidence }, _moment, envelope) => {
    if (factsOf(facts, 'paymentPosted').every(({ payload }) => payload.paymentId !== paymentId))
      return refusal('UNKNOWN_PAYMENT', `there is no payment ${paymentId} on this account`)
    const known = factsOf(facts, 'positionReported').flatMap(({ payload }) => payload.bills)
    const unknown = billIds.find((billId) => known.every((bill) => bill.billId !== billId))
    if (unknown !== undefined)
      return refusal('UNKNOWN_BILL', `the bank has reported no bill ${unknown} of this account`)
    const twice = billIds.find((billId, index) => billIds.indexOf(billId) !== index)
    if (twice !== undefined) return refusal('DUPLICATE_BILL', `bill ${twice} is named twice: name it once`)
    if (factsOf(facts, 'paymentDesignated').some(({ payload }) => payload.paymentId === paymentId))
      return refusal(
        'DESIGNATION_KNOWN',
        `for which bills payment ${paymentId} is has been said already; it is said once, when paying`,
      )
    const payload = { paymentId, billIds, evidence }
    return accepted({ ...envelope, key: `designation/${paymentId}`, kind: 'paymentDesignated', payload })
  },
)

/**
 * Money that leaves the bank needs authority for a refund. What goes to suspense stays here until somebody decides, as an
 * item there from the same moment on: the fact is recorded together with it (platform/read-model.ts).
 */
const returnOverpayment = command(
  {
    returnId: shortId,
    amountCents: cents,
    to: z.enum(['payer', 'suspense']),
    /** Of the money in suspense. */
    itemId: shortId.optional(),
    evidence: id,
  },
  (facts, { returnId, amountCents, to, itemId, evidence, by }, moment, envelope) => {
    if ((to === 'suspense') !== (itemId !== undefined))
      return refusal('ITEM_UNCLEAR', 'money in suspense has an item there, money to the payer has none')
    if (factsOf(facts, 'overpaymentReturned').some(({ payload }) => payload.returnId === returnId))
      return refusal('RETURN_KNOWN', `return ${returnId} exists; choose another id for a further one`)
    const overpaidCents = overpaidOn(facts, moment)
    if (amountCents > overpaidCents)
      return refusal(
        'RETURN_TOO_LARGE',
        `${formatCents(overpaidCents)} were paid too much on this account: no more than that can be returned`,
      )
    const { authority } = moment.rules.terms
    const earlierCents = refundedCents(facts, authority, moment.asOf)
    const may = mayRefund(authority, by, { amountCents, earlierCents })
    if (to === 'payer' && !may.ok) return refusal(may.code, may.message)
    const on = dateAt(moment.asOf, moment.zone)
    const item = itemId === undefined ? {} : { itemId }
    const payload = { returnId, amountCents, on, to, ...item, evidence }
    return accepted({ ...envelope, key: `return/${returnId}`, kind: 'overpaymentReturned', payload })
  },
)

export const overpaymentCommands = { designatePayment, returnOverpayment }

function overpaidOn(facts: readonly Fact[], { asOf, zone, rules }: CommandMoment): number {
  const decided = decidedIn(facts, rules.terms, zone)
  return statementOf(facts, rules.terms.money, dateAt(asOf, zone), decided)?.overpaidCents ?? 0
}
