// May this payment or reversal be recorded? The bank's books have the last word; until then each id counts once.
import { type CalendarDate, dateAt, instantAt } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { cents, date, id } from '../commands/fields'
import { factsOf } from '../facts'
import { formatCents } from './money'

const money = { paymentId: id, amountCents: cents, valueOn: date, postedOn: date }

const recordPayment = command(money, (facts, asked, moment, envelope) => {
  const { paymentId, amountCents, valueOn, postedOn } = asked
  const wrong = wrongDates(asked, moment)
  if (wrong) return wrong
  const known = factsOf(facts, 'paymentPosted').find(({ payload }) => payload.paymentId === paymentId)
  if (known) {
    // Senders may differ on the value date: the one that came first counts, until the bank's books say otherwise.
    if (known.payload.amountCents === amountCents) return accepted()
    const text = `payment ${paymentId} is known with the amount ${formatCents(known.payload.amountCents)}`
    return refusal('PAYMENT_KNOWN', text)
  }
  if (factsOf(facts, 'paymentReversed').some(({ payload }) => payload.paymentId === paymentId)) {
    return refusal('PAYMENT_KNOWN', `${paymentId} is the id of a reversal; a payment has an id of its own`)
  }
  const payload = { paymentId, amountCents, valueOn, postedOn }
  const effectiveAt = instantAt(valueOn, moment.zone)
  return accepted({ ...envelope, effectiveAt, key: `payment/${paymentId}`, kind: 'paymentPosted', payload })
})

/** Money is recorded when it has been posted, and never counts from a day after that. */
function wrongDates(
  { valueOn, postedOn }: { valueOn: CalendarDate; postedOn: CalendarDate },
  { asOf, zone }: CommandMoment,
): Judgement | null {
  if (valueOn > postedOn)
    return refusal('DATES_REVERSED', `the value date ${valueOn} is after the posting date ${postedOn}`)
  const today = dateAt(asOf, zone)
  return postedOn > today
    ? refusal('POSTED_IN_FUTURE', `the posting date ${postedOn} has not come: today is ${today}`)
    : null
}

const recordReversal = command({ ...money, reversesPaymentId: id }, (facts, asked, moment, envelope) => {
  const { paymentId, reversesPaymentId, amountCents, valueOn, postedOn } = asked
  const original = factsOf(facts, 'paymentPosted').find(
    ({ payload }) => payload.paymentId === reversesPaymentId,
  )
  if (!original) return refusal('UNKNOWN_PAYMENT', `there is no payment ${reversesPaymentId} to reverse`)
  if (factsOf(facts, 'paymentPosted').some((known) => known.payload.paymentId === paymentId)) {
    return refusal('PAYMENT_KNOWN', `${paymentId} is the id of a payment; a reversal has an id of its own`)
  }
  const wrong = wrongDates(asked, moment)
  if (wrong) return wrong
  if (postedOn < original.payload.postedOn) {
    const text = `payment ${reversesPaymentId} was posted on ${original.payload.postedOn} and cannot come back before`
    return refusal('DATES_REVERSED', text)
  }
  const reversals = factsOf(facts, 'paymentReversed').map(({ payload }) => payload)
  const known = reversals.find((reversal) => reversal.paymentId === paymentId)
  if (known) {
    const isSame = known.reversesPaymentId === reversesPaymentId && known.amountCents === amountCents
    const text = `${paymentId} is known: ${formatCents(known.amountCents)} of payment ${known.reversesPaymentId} came back`
    return isSame ? accepted() : refusal('REVERSAL_KNOWN', text)
  }
  const reversedCents = reversals
    .filter((reversal) => reversal.reversesPaymentId === reversesPaymentId)
    .reduce((sum, reversal) => sum + reversal.amountCents, 0)
  if (amountCents + reversedCents > original.payload.amountCents) {
    return refusal(
      'REVERSAL_TOO_LARGE',
      `payment ${reversesPaymentId} was ${formatCents(original.payload.amountCents)}, of which ${formatCents(reversedCents)} came back already`,
    )
  }
  const payload = { paymentId, reversesPaymentId, amountCents, valueOn, postedOn }
  const effectiveAt = instantAt(valueOn, moment.zone)
  return accepted({ ...envelope, effectiveAt, key: `payment/${paymentId}`, kind: 'paymentReversed', payload })
})

export const paymentCommands = { recordPayment, recordReversal }
