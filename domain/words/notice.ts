// What can a notice say? The closed list of its variables, and how they follow from the case: amounts and their parts,
// dates, how to pay, whom to call. Templates may use these and nothing else.
import type { CalendarDate } from '../calendar-date'
import type { DebtParts, Product, UnpaidBill } from '../facts'
import { type Agreed, agreedFields, agreedWords } from './agreed-words'
import { formatCents } from '../money/money'

export const noticeFields = [
  'customerName',
  'product',
  'accountTail',
  'overdueAmount',
  'oldestDueOn',
  'daysPastDue',
  'reportedOn',
  'balance',
  'principal',
  'interest',
  'penaltyFee',
  'otherFees',
  'bills',
  'otherAccounts',
  'today',
  'payBy',
  'howToPay',
  'consequence',
  'legalBasis',
  'bankName',
  'bankAddress',
  'bankSeal',
  'hotline',
  ...agreedFields,
  'agreedReasons',
  'reference',
] as const

export type NoticeField = (typeof noticeFields)[number]
export type NoticeFields = Readonly<Record<NoticeField, string>>

/** Variables whose values are words of the bank's own, as opposed to names, amounts and dates of the case. */
export const bankWords: ReadonlySet<NoticeField> = new Set<NoticeField>([
  'product',
  'howToPay',
  'consequence',
  'legalBasis',
  'agreedReasons',
  'bankName',
  'bankAddress',
  'bankSeal',
])

/** Variables that may have nothing to say; a line that is nothing but such a one is then left out. */
export const optionalFields: ReadonlySet<NoticeField> = new Set<NoticeField>(['otherAccounts'])

const variable = /\{\{\s*([^{}]*?)\s*\}\}/g

/** The variables that a text names, each with where it stands; also those that do not exist. */
export function variablesIn(text: string): { name: string; index: number }[] {
  return [...text.matchAll(variable)].map((match) => ({ name: match[1] ?? '', index: match.index }))
}

/** The text with each variable replaced by what `valueOf` gives for it. */
export function fillIn(text: string, valueOf: (field: NoticeField) => string): string {
  return text
    .split('\n')
    .filter((line) => !isSilent(line, valueOf))
    .join('\n')
    .replace(variable, (_, field: NoticeField) => valueOf(field))
}

function isSilent(line: string, valueOf: (field: NoticeField) => string): boolean {
  const [only, ...others] = variablesIn(line)
  if (!only || others.length > 0 || line.replace(variable, '').trim() !== '') return false
  return isNoticeField(only.name) && optionalFields.has(only.name) && valueOf(only.name) === ''
}

export function isNoticeField(name: string): name is NoticeField {
  return (noticeFields as readonly string[]).includes(name)
}

/** An account's balance and its parts, as the bank last reported them. */
export interface ReportedBalance extends DebtParts {
  /** The books that the balance and its parts are from. */
  reportedOn: CalendarDate
  balanceCents: number
}

/** Variables that each account has a value of its own for. */
type AccountFields = Pick<
  NoticeFields,
  | 'product'
  | 'accountTail'
  | 'overdueAmount'
  | 'oldestDueOn'
  | 'daysPastDue'
  | 'reportedOn'
  | 'balance'
  | 'principal'
  | 'interest'
  | 'penaltyFee'
  | 'otherFees'
>

/** What is overdue on one account, with the balance and its parts. */
export interface OverdueAccount extends ReportedBalance {
  accountId: string
  product: Product
  currency: string
  overdueCents: number
  oldestDueOn: CalendarDate
  daysPastDue: number
}

export interface NoticeContent extends OverdueAccount {
  /** What a service notice is about. */
  agreed?: Agreed
  /** Why something was not granted or accepted, in approved wording. */
  agreedReasons?: string
  customerName: string
  /** Unpaid bills that are past due. */
  bills: readonly UnpaidBill[]
  /** Further accounts of the person that the same message tells about (C7). */
  others: readonly OverdueAccount[]
  today: CalendarDate
  payBy: CalendarDate
  howToPay: string
  /** What follows when nothing is paid, in approved wording. */
  consequence: string
  /** What entitles the bank to ask for the product's debt, in approved wording. */
  legalBasis: string
  bank: { name: string; address: string; seal: string; hotline: string }
  reference: string
}

/** The variables of a notice, in the customer's language. */
export function noticeText(content: NoticeContent, language: string): NoticeFields {
  return {
    customerName: content.customerName,
    ...accountFields(content, language),
    bills: content.bills.map((bill) => billLine(bill, content.currency, language)).join('\n'),
    otherAccounts: content.others
      .map((account) =>
        fillIn(furtherAccount(language), (field) => accountFields(account, language)[field] ?? ''),
      )
      .join('\n'),
    today: content.today,
    payBy: content.payBy,
    howToPay: content.howToPay,
    consequence: content.consequence,
    legalBasis: content.legalBasis,
    bankName: content.bank.name,
    bankAddress: content.bank.address,
    bankSeal: content.bank.seal,
    hotline: content.bank.hotline,
    ...agreedWords(content.agreed ?? { id: '' }, content.currency, language),
    agreedReasons: content.agreedReasons ?? '',
    reference: content.reference,
  }
}

function billLine(bill: UnpaidBill, currency: string, language: string): string {
  const unpaid = formatCents(Math.max(0, bill.minimumDueCents - bill.paidCents), currency)
  return language.startsWith('zh')
    ? `${bill.statementOn} 账单，${bill.dueOn} 到期，未还应还款额 ${unpaid}`
    : `bill of ${bill.statementOn}, due ${bill.dueOn}: ${unpaid} unpaid`
}

/** The variables that say what is overdue on one account. */
export function accountFields(
  account: OverdueAccount,
  language: string,
): Readonly<Partial<Record<NoticeField, string>>> & AccountFields {
  const money = (cents: number) => formatCents(cents, account.currency)
  return {
    product: productName(account.product, language),
    accountTail: account.accountId.slice(-4),
    overdueAmount: money(account.overdueCents),
    oldestDueOn: account.oldestDueOn,
    daysPastDue: String(account.daysPastDue),
    reportedOn: account.reportedOn,
    balance: money(account.balanceCents),
    principal: money(account.principalCents),
    interest: money(account.interestCents),
    penaltyFee: money(account.penaltyFeeCents),
    otherFees: money(account.otherFeeCents),
  }
}

/** The words that tell of one further account, with its variables. */
export function furtherAccount(language: string): string {
  return language.startsWith('zh')
    ? '另有：尾号{{accountTail}}的{{product}}自{{oldestDueOn}}起逾期{{overdueAmount}}，余额{{balance}}（本金{{principal}}，利息{{interest}}，违约金{{penaltyFee}}，其他费用{{otherFees}}）。'
    : 'Also overdue: {{overdueAmount}} on your {{product}} ending {{accountTail}}, since {{oldestDueOn}}. Balance: {{balance}} (principal {{principal}}, interest {{interest}}, penalty fee {{penaltyFee}}, other fees {{otherFees}}).'
}

function productName(product: Product, language: string): string {
  const chinese = language.startsWith('zh')
  switch (product) {
    case 'card':
      return chinese ? '信用卡' : 'credit card'
    case 'personalLoan':
      return chinese ? '个人贷款' : 'personal loan'
  }
}
