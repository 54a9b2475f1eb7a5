// What would a notice look like, and would it be let out? Fills a template with an invented debt and the bank's own words.
import { inventedDebt } from '../domain/invented-debt'
import { lintMessage } from '../domain/lint'
import { type NoticeFields, noticeText } from '../domain/notice'
import { type Finding, type Template, printFinding } from '../domain/template'
import { type WordRules, consequenceIn } from '../domain/word-rules'
import { type BankProfile, bankIn } from './bank-profile'
import { TemplateError, type Templates } from './templates'

/** The variables of an invented notice. The bank must name itself in the template's language. */
export function trialFields(
  { language, manner }: Template,
  bank: BankProfile,
  rules: WordRules,
): NoticeFields {
  const consequence = consequenceIn(rules, language, manner)
  return noticeText({ ...inventedDebt, consequence, ...bankIn(bank, language) }, language)
}

/** What would keep notices from leaving: chiefly something that the bank says of itself in policies/bank.yaml. */
export function trialFindings(
  templates: readonly Template[],
  bank: BankProfile,
  rules: WordRules,
): Finding[] {
  return templates.flatMap(
    (template) => lintMessage(template, trialFields(template, bank, rules), rules) ?? [],
  )
}

/** Refuses to begin with words that would not be let out. @throws TemplateError */
export function requireFitWords({ files, words }: Templates, bank: BankProfile): void {
  const findings = trialFindings(files, bank, words)
  if (findings.length > 0) throw new TemplateError(findings.map(printFinding).join('\n'))
}
