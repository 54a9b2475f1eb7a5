// The words by which somebody else is asked to pass on that the bank wishes to be called: the relay template alone, with
// the bank's name, its hotline and the check code, and nothing of the customer or the debt (CN-3P-03).
import { type NoticeFields, noticeFields } from '../domain/words/notice'
import type { Finding } from '../domain/words/template'
import { type BankProfile, bankIn } from '../platform/bank-profile'
import type { Carrier, RegisteredWords } from '../platform/carrier'
import type { RenderedNotice, Templates } from '../platform/templates'

export interface WordDeps {
  templates: Templates
  bank: BankProfile
  sms: Carrier
}

export interface RelayWords extends RenderedNotice {
  registered?: RegisteredWords
}

/** Written for a number, in the customer's language: theirs is not known. `finding`: these words must not leave. */
export function writeRelay(
  { templates, bank, sms }: WordDeps,
  { to, language: wanted, reference }: { to: string; language: string; reference: string },
): RelayWords {
  const language = templates.languageFor(wanted, sms.languagesFor?.(to))
  const template = templates.find({ language, channel: 'sms', name: 'relay', manner: 'ordinary' })
  const fields = fieldsOf(bank, language, reference)
  const words = templates.render(template, fields)
  const { templateId, text } = words
  const answer = sms.accepts?.({ to, templateId, text, fields, others: [] }) ?? { ok: true }
  if (answer.ok) return answer.registered ? { ...words, registered: answer.registered } : words
  const refused: Finding = { file: template.file, line: 1, rule: answer.rule, text: answer.text }
  return { ...words, finding: words.finding ?? refused }
}

function fieldsOf(bank: BankProfile, language: string, reference: string): NoticeFields {
  const nothing = Object.fromEntries(noticeFields.map((field) => [field, ''])) as NoticeFields
  const { name: bankName, hotline } = bankIn(bank, language).bank
  return { ...nothing, bankName, hotline, reference }
}
