// How is a notice said aloud? What is a number to the eye is read digit by digit: a telephone number, a check code, the
// end of an account's number; an amount of yuan is said as people say it.
import type { NoticeFields } from './notice'

/** The same variables, for a voice. */
export function spokenFields(fields: NoticeFields, language: string): NoticeFields {
  const money = (amount: string) => spokenMoney(amount, language)
  return {
    ...fields,
    accountTail: digitByDigit(fields.accountTail),
    hotline: digitByDigit(fields.hotline),
    reference: digitByDigit(fields.reference),
    overdueAmount: money(fields.overdueAmount),
    balance: money(fields.balance),
    principal: money(fields.principal),
    interest: money(fields.interest),
    penaltyFee: money(fields.penaltyFee),
    otherFees: money(fields.otherFees),
    agreedAmount: money(fields.agreedAmount),
    waivedAmount: money(fields.waivedAmount),
    otherAccounts: fields.otherAccounts.replace(/[A-Z]{3} [\d,]+\.\d{2}/g, money),
  }
}

/** `4821-0937` becomes `4 8 2 1, 0 9 3 7`: with a pause where the eye sees a gap. */
function digitByDigit(text: string): string {
  const groups = text.match(/[\p{L}\p{N}]+/gu) ?? []
  return groups.map((group) => [...group].join(' ')).join(', ')
}

function spokenMoney(amount: string, language: string): string {
  const [currency, figure = ''] = amount.split(' ')
  if (currency !== 'CNY') return amount
  return language.startsWith('zh') ? `${figure.replaceAll(',', '')}元` : `${figure} yuan`
}
