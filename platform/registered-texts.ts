// What has Alibaba Cloud SMS registered for the bank? Reads policies/alibaba-sms.yaml and compares it with the templates:
// a worker that routes messages there does not start when one of them could not go out word for word.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type RegisteredTexts,
  registeredTextsSchema,
  registrationProblems,
} from '../domain/words/registered-text'
import { type Finding, printFinding } from '../domain/words/template'
import type { WordRules } from '../domain/words/word-rules'
import { printProblem, readYaml } from '../domain/yaml-source'
import type { BankProfile } from './bank-profile'
import { RuleBookError } from './rule-books'
import type { TemplateFile } from './template-files'
import { trialFields } from './template-trial'
import { TemplateError, type Templates } from './templates'

export type { RegisteredTexts }

const file = 'policies/alibaba-sms.yaml'

/** @throws RuleBookError naming the line. */
export function loadRegisteredTexts(policiesDir: string): RegisteredTexts {
  const reading = readYaml(readFileSync(join(policiesDir, 'alibaba-sms.yaml'), 'utf8'), registeredTextsSchema)
  if (reading.ok) return reading.value
  throw new RuleBookError(reading.problems.map((problem) => printProblem(file, problem)).join('\n'))
}

/** Every SMS in the gateway's languages that could not go out by it. The bank must name itself in those. */
export function registrationFindings(
  texts: RegisteredTexts,
  templates: readonly TemplateFile[],
  { bank, words }: { bank: BankProfile; words: WordRules },
): Finding[] {
  const messages = templates.filter(({ channel }) => channel === 'sms')
  const silent = texts.languages.filter((one) => !messages.some(({ language }) => language === one))
  return [
    ...silent.map((language) => finding(file, `there is no SMS in ${language}`)),
    ...messages
      .filter(({ language }) => texts.languages.includes(language))
      .flatMap((template) =>
        registrationProblems(texts, template, trialFields(template, bank, words)).map((text) =>
          finding(template.file, `${text} (${file})`),
        ),
      ),
  ]
}

/** @throws TemplateError */
export function requireRegistered(
  texts: RegisteredTexts,
  { files, words }: Templates,
  bank: BankProfile,
): void {
  const findings = registrationFindings(texts, files, { bank, words })
  if (findings.length > 0) throw new TemplateError(findings.map(printFinding).join('\n'))
}

function finding(where: string, text: string): Finding {
  return { file: where, line: 1, rule: 'REGISTERED', text }
}
