// What does a service notice say of an agreement? Its id, amounts and days, and its terms in a few words of the language.
import { type ProposalReason, proposalReasons } from '../arrangements/proposal-facts'
import { type HardshipRefusal, hardshipRefusals } from '../arrangements/hardship-facts'
import type { CalendarDate } from '../calendar-date'
import { formatCents } from '../money/money'

/** Why something was not granted or accepted; each has its approved wording in policies/words.yaml. */
export type Reason = HardshipRefusal | ProposalReason
export const reasons: readonly Reason[] = [...new Set([...hardshipRefusals, ...proposalReasons])]

/** What is to be paid: in so many instalments, or so much a month for some months; from or by a day. */
export interface TermsInShort {
  amountCents?: number
  instalments?: number
  months?: number
  on?: CalendarDate
}

/** What the words of a notice can name. */
export interface Agreed {
  /** The promise, plan or agreement. */
  id: string
  amountCents?: number
  on?: CalendarDate
  until?: CalendarDate
  waivedCents?: number
  reasons?: readonly Reason[]
  terms?: TermsInShort
}

export const agreedFields = [
  'agreementId',
  'agreedAmount',
  'agreedOn',
  'agreedUntil',
  'agreedTerms',
  'waivedAmount',
] as const

/** The variables; what the notice does not name is empty. */
export function agreedWords(
  { id, amountCents, on = '', until = '', terms, waivedCents }: Agreed,
  currency: string,
  language: string,
): Readonly<Record<(typeof agreedFields)[number], string>> {
  const money = (cents: number | undefined) => (cents === undefined ? '' : formatCents(cents, currency))
  return {
    agreementId: id,
    agreedAmount: money(amountCents),
    agreedOn: on,
    agreedUntil: until,
    agreedTerms: terms ? termsText(terms, money, language) : '',
    waivedAmount: money(waivedCents),
  }
}

function termsText(
  { amountCents, instalments = 1, months = 0, on }: TermsInShort,
  money: (cents: number | undefined) => string,
  language: string,
): string {
  const [amount, isRow] = [money(amountCents), instalments > 1 || months > 0]
  if (language.startsWith('zh')) {
    const day = on === undefined ? '' : isRow ? `自${on}起` : `于${on}前`
    const count =
      instalments > 1
        ? `分${instalments}期`
        : months > 0
          ? `${amount === '' ? '' : '每月一次，'}共${months}个月`
          : ''
    return [amount, count, day].filter((part) => part !== '').join('，')
  }
  const day = on === undefined ? '' : isRow ? `from ${on}` : `by ${on}`
  const count =
    instalments > 1
      ? `in ${instalments} instalments`
      : months > 0
        ? `${amount === '' ? '' : 'a month '}for ${months} months`
        : ''
  return [amount, count, day].filter((part) => part !== '').join(' ')
}
