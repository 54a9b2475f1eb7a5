// May an incentive be offered: pay by a day, and a part is waived (D8)? It is relief with one instalment, without an
// assessment: its limits are the strategy's (`arrangements.offer`) and those of policies/authority.yaml.
import { type WaivablePart, waivableParts } from './authority'
import { type CalendarDate, addDays, dateAt, dayMs } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, refusal } from '../commands/command'
import { date, shortId } from '../commands/fields'
import { type Fact, factsOf } from '../facts'
import { formatCents } from '../money/money'
import { preparation } from './capacity'
import { partsCents, schedulingTerms, whyNotNow } from './relief-commands'
import { type ReliefDebt, noDebt, reliefDebt, waivedOf } from './relief-debt'
import { type PartsCents, sumOf } from './relief-formula'

const proposeOffer = preparation(
  { reliefId: shortId, waivedCents: partsCents, payBy: date },
  (facts, { reliefId, waivedCents, payBy }, moment, envelope) => {
    const debt = reliefDebt(facts, moment)
    const wrong = whyNotNow(facts, reliefId, moment) ?? whyNoMore(facts, moment) ?? whyNotBy(payBy, moment)
    if (wrong) return wrong
    if (!debt) return noDebt(facts)
    const over = whyOver(waivedCents, debt, moment)
    if (over) return over
    const amountCents = sumOf(debt.owedCents) - sumOf(waivedCents)
    const payload = {
      reliefId,
      purpose: 'offer' as const,
      owedOn: debt.owedOn,
      owedCents: debt.owedCents,
      waivedCents,
      waived: waivedOf(debt, waivedCents),
      billIds: debt.bills.map(({ billId }) => billId),
      instalments: [{ dueOn: payBy, amountCents }],
      termMonths: 1,
      ...schedulingTerms(moment, 'offer'),
    }
    return accepted({ ...envelope, key: `relief/${reliefId}`, kind: 'reliefProposed', payload })
  },
)

function whyNoMore(facts: readonly Fact[], { asOf, rules }: CommandMoment): Judgement | null {
  const { most, withinDays } = rules.strategy.arrangements.offer
  const recent = factsOf(facts, 'reliefProposed').filter(
    ({ payload, effectiveAt }) => payload.purpose === 'offer' && effectiveAt >= asOf - withinDays * dayMs,
  )
  return recent.length >= most
    ? refusal('OFFERS_TOO_MANY', `at most ${most} offers within ${withinDays} days`)
    : null
}

function whyNotBy(payBy: CalendarDate, { asOf, zone, rules }: CommandMoment): Judgement | null {
  const today = dateAt(asOf, zone)
  if (payBy < today) return refusal('INSTALMENT_PAST', `${payBy} has passed: today is ${today}`)
  const latest = addDays(today, rules.strategy.arrangements.offer.payWithinDays)
  return payBy > latest ? refusal('FIRST_TOO_LATE', `the payment is due on ${latest} at the latest`) : null
}

function whyOver(
  waivedCents: PartsCents,
  { owedCents }: ReliefDebt,
  { rules }: CommandMoment,
): Judgement | null {
  const { waivePercent } = rules.strategy.arrangements.offer
  const mostOf = (part: WaivablePart) => Math.floor((owedCents[part] * waivePercent[part]) / 100)
  const over = waivableParts.find((part) => waivedCents[part] > mostOf(part))
  if (over) {
    const text = `an offer waives at most ${formatCents(mostOf(over))} of the ${over} (${waivePercent[over]} %): this is ${formatCents(waivedCents[over])}`
    return refusal('OVER_STRATEGY', text)
  }
  return sumOf(waivedCents) === 0 ? refusal('NOTHING_WAIVED', 'an offer that waives nothing is none') : null
}

export const offerCommands = { proposeOffer }
