// What would a notice look like, and would it be let out? Fills a template with an invented debt and the bank's own words.
import type { Product } from '../domain/facts'
import { inventedDebt } from '../domain/words/invented-debt'
import { lintMessage } from '../domain/words/lint'
import { type NoticeFields, noticeText } from '../domain/words/notice'
import { spokenFields } from '../domain/words/spoken'
import { type Finding, type Template, printFinding } from '../domain/words/template'
import { type WordRules, approvedWords } from '../domain/words/word-rules'
import { type BankProfile, bankIn } from './bank-profile'
import { TemplateError, type Templates } from './templates'

/** The variables of an invented notice. The bank must name itself in the template's language. */
export function trialFields(
  { language, manner, channel }: Template,
  bank: BankProfile,
  rules: WordRules,
  product: Product = inventedDebt.product,
): NoticeFields {
  const approved = approvedWords(rules, { language, manner, product, reasons: inventedDebt.agreed.reasons })
  const written = noticeText({ ...inventedDebt, product, ...approved, ...bankIn(bank, language) }, language)
  return channel === 'voice' ? spokenFields(written, language) : written
}

const products: readonly Product[] = ['card', 'personalLoan']

/** What would keep notices from leaving: chiefly something that the bank says of itself in policies/bank.yaml. */
export function trialFindings(
  templates: readonly Template[],
  bank: BankProfile,
  rules: WordRules,
): Finding[] {
  return templates.flatMap((template) => {
    const tried = products.map((product) =>
      lintMessage(template, trialFields(template, bank, rules, product), rules),
    )
    return tried.find((finding) => finding !== null) ?? []
  })
}

/** Refuses to begin with words that would not be let out. @throws TemplateError */
export function requireFitWords({ files, words }: Templates, bank: BankProfile): void {
  const findings = trialFindings(files, bank, words)
  if (findings.length > 0) throw new TemplateError(findings.map(printFinding).join('\n'))
}
