// How does the bank name itself? Name, hotline, address, seal and ways to pay, in each language, for every notice.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { printProblem, readYaml } from '../domain/yaml-source'
import { RuleBookError } from './rule-books'

const perLanguage = z.record(z.string(), z.string().min(1))

const bankFile = z.strictObject({
  names: perLanguage,
  hotline: z.string().min(1),
  addresses: perLanguage,
  seals: perLanguage,
  howToPay: perLanguage,
  payWithinDays: z.int().min(1).max(60),
  /** Rule packs that bind the bank: read by rule-packs.ts. */
  packs: z.array(z.string()).min(1).optional(),
})

export type BankProfile = z.infer<typeof bankFile>

/** Reads `bank.yaml` in the folder of rule packs. @throws RuleBookError naming the line. */
export function loadBankProfile(policiesDir: string): BankProfile {
  const reading = readYaml(readFileSync(join(policiesDir, 'bank.yaml'), 'utf8'), bankFile)
  if (reading.ok) return reading.value
  throw new RuleBookError(
    reading.problems.map((problem) => printProblem('policies/bank.yaml', problem)).join('\n'),
  )
}

/** The bank must name itself in every language that it writes in. @throws RuleBookError */
export function requireLanguages(bank: BankProfile, languages: readonly string[]): void {
  const problems = (['names', 'addresses', 'seals', 'howToPay'] as const).flatMap((setting) =>
    languages
      .filter((language) => bank[setting][language] === undefined)
      .map((language) => `policies/bank.yaml: ${setting} has nothing in ${language}`),
  )
  if (problems.length > 0) throw new RuleBookError(problems.join('\n'))
}

/** The entry in one of the languages that were required at start. */
export function inLanguage(texts: Readonly<Record<string, string>>, language: string): string {
  const text = texts[language]
  if (text === undefined) throw new RuleBookError(`policies/bank.yaml has nothing in ${language}`)
  return text
}

/** Whatever a notice says of the bank, in one language. */
export function bankIn(
  bank: BankProfile,
  language: string,
): { howToPay: string; bank: { name: string; address: string; seal: string; hotline: string } } {
  return {
    howToPay: inLanguage(bank.howToPay, language),
    bank: {
      name: inLanguage(bank.names, language),
      address: inLanguage(bank.addresses, language),
      seal: inLanguage(bank.seals, language),
      hotline: bank.hotline,
    },
  }
}
