// The bank's own rules of words and templates made for a test.
import { readFileSync } from 'node:fs'
import { inventedDebt } from '../../domain/words/invented-debt'
import { type NoticeContent, type NoticeFields, noticeText } from '../../domain/words/notice'
import { type Template, readTemplate } from '../../domain/words/template'
import { type WordRules, parseWordRules } from '../../domain/words/word-rules'

export const wordsYaml = readFileSync('policies/words.yaml', 'utf8')

export function bankRules(yaml = wordsYaml): WordRules {
  const reading = parseWordRules(yaml)
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'))
  return reading.rules
}

/** A template of the bank, with its text changed. */
export function bankTemplate(path: string, change: (text: string) => string = (text) => text): Template {
  const reading = readTemplate(path, change(readFileSync(`templates/${path}`, 'utf8')))
  if (!reading.ok) throw new Error(reading.findings.map(({ text }) => text).join('\n'))
  return reading.template
}

export function fieldsWith(changes: Partial<NoticeContent> = {}, language = 'en'): NoticeFields {
  const bank = { name: 'Example Bank', address: '1 Example Road', seal: 'seal', hotline: '+86 100 0000 0000' }
  const approved = { consequence: 'Interest goes on.', legalBasis: 'the Civil Code' }
  return noticeText({ ...inventedDebt, bank, howToPay: 'at any branch', ...approved, ...changes }, language)
}
