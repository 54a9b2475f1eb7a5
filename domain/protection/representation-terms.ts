// What does the bank do about people who say that they act for a customer? Reads policies/representation.yaml: how the
// customer is asked, what counts as the same text, who decides on a report to the police, and the one neutral answer.
import { z } from 'zod'
import { linesWith } from '../words/phrase'
import type { WordRules } from '../words/word-rules'
import { type FileProblem, readYaml } from '../yaml-source'

const representationFile = z.strictObject({
  /** Version of the file, in quotes. */
  representation: z.string().min(1),
  verification: z.strictObject({ withinDays: z.int().min(1).max(30), attempts: z.int().min(1).max(10) }),
  sameText: z.strictObject({
    likeness: z.number().min(0.5).max(1),
    alertFromAccounts: z.int().min(2),
  }),
  police: z.strictObject({ approvals: z.int().min(2).max(5), withinDays: z.int().min(1).max(60) }),
  /** By language. */
  answer: z.record(z.string(), z.string().min(1)),
})

export type RepresentationTerms = Omit<z.infer<typeof representationFile>, 'representation'>
export type RepresentationReading =
  { ok: true; terms: RepresentationTerms } | { ok: false; problems: FileProblem[] }

/** What the answer may say of itself: the bank's name and its hotline, nothing of any customer. */
const allowedVariables = ['bankName', 'hotline']
const variable = /\{\{\s*(\w*)\s*\}\}/g

/** Reads the file; what must not be said to a third party must not be in the answer either (CN-3P-03). */
export function parseRepresentation(
  text: string,
  { forbidden }: Pick<WordRules, 'forbidden'>,
): RepresentationReading {
  const reading = readYaml(text, representationFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const problems = Object.entries(value.answer).flatMap(([language, answer]) => {
    const at = ['answer', language]
    const said = answer.replaceAll(variable, '')
    const told = forbidden
      .filter(({ kinds }) => kinds.includes('relay'))
      .flatMap(({ languages }) => languages[language]?.expressions ?? [])
      .filter((expression) => linesWith(expression, said).length > 0)
    return [
      ...[...answer.matchAll(variable)]
        .filter(([, name = '']) => !allowedVariables.includes(name))
        .map(([whole]) => problemAt(at, `may not say ${whole}: only the bank's name and hotline`)),
      ...told.map((expression) => problemAt(at, `may not say "${expression}" to a third party`)),
    ]
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, terms: value }
}

/** The answer in the language, or in the first one that the bank writes it in. */
export function neutralAnswer(
  { answer }: RepresentationTerms,
  language: string,
  bank: { bankName: string; hotline: string },
): string {
  const primary = (tag: string) => tag.split('-')[0]
  const found = Object.entries(answer).find(([tag]) => primary(tag) === primary(language))
  const text = found?.[1] ?? Object.values(answer)[0] ?? ''
  return text
    .replaceAll(variable, (_, name: string) => (name === 'hotline' ? bank.hotline : bank.bankName))
    .trim()
}
