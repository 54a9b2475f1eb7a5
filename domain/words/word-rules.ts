// What may the bank's words say? Reads policies/words.yaml: what each kind of message must contain, which expressions it
// must not, and approved wordings. A rule that forbids proves itself by a text that it catches and one that it lets pass.
import { z } from 'zod'
import { type Reason, reasons } from './agreed-words'
import type { Product } from '../facts'
import { type Manner, manners } from './manner'
import { type NoticeContent, noticeFields } from './notice'
import { linesWith } from './phrase'
import { letterParts } from './letter-parts'
import { templateChannels, templateKinds } from './template'
import { type FileProblem, readYaml } from '../yaml-source'

const rule = {
  id: z.string().regex(/^[A-Z][A-Z0-9-]+$/, 'must be an id such as CN-CON-01-THREAT'),
  text: z.string().min(1),
  source: z.string().min(1),
  article: z.string().nullable(),
  force: z.enum(['law', 'presumption', 'standard', 'selfRegulation', 'bankPolicy']),
  verified: z.boolean(),
}

const contentsRule = z.strictObject({
  ...rule,
  kinds: z.array(z.enum(templateKinds)).min(1),
  channels: z.array(z.enum(templateChannels)).min(1),
  /** Variables that the words must name, and that must not be empty when a message leaves. */
  must: z.array(z.enum(noticeFields)).default([]),
  /** Variables that they may name besides. */
  may: z.array(z.enum(noticeFields)).default([]),
  /** true: and no other variable. */
  nothingElse: z.boolean().default(false),
  /** Parts that the words must have, each begun by a line `@part heading`. */
  parts: z.array(z.enum(letterParts)).default([]),
})

const expressionList = z.strictObject({
  expressions: z.array(z.string().trim().min(1)).min(1),
  /** Texts that the rule catches, and texts like them that it lets pass. */
  catches: z.array(z.string().min(1)).min(1),
  passes: z.array(z.string().min(1)).min(1),
})

const forbiddenRule = z.strictObject({
  ...rule,
  kinds: z.array(z.enum(templateKinds)).min(1),
  manners: z
    .array(z.enum(manners))
    .min(1)
    .default([...manners]),
  languages: z.record(z.string(), expressionList),
})

const wording = z.strictObject({
  ordinary: z.string().min(1),
  plain: z.string().min(1).exactOptional(),
  digital: z.string().min(1).exactOptional(),
})

const wordings = z.record(z.string(), wording)
type Wordings = z.infer<typeof wordings>

const wordsFile = z.strictObject({
  version: z.string({ error: 'must be text; put it in quotes' }),
  manners: z.strictObject({
    plainFromAge: z.int().min(1).max(120),
    digitalBelowAge: z.int().min(0).max(120),
  }),
  consequence: wordings,
  legalBasis: z.strictObject({ card: wordings, personalLoan: wordings } satisfies Record<Product, unknown>),
  /** Why something was not granted or accepted. */
  reasons: z.strictObject(
    Object.fromEntries(reasons.map((reason) => [reason, wordings])) as Record<Reason, typeof wordings>,
  ),
  contents: z.array(contentsRule),
  forbidden: z.array(forbiddenRule),
})

export type WordRules = z.infer<typeof wordsFile>
export type ContentsRule = WordRules['contents'][number]
export type ForbiddenRule = WordRules['forbidden'][number]

export type WordRulesReading = { ok: true; rules: WordRules } | { ok: false; problems: FileProblem[] }

/** Reads and checks the rules of words; nothing of a file with a problem is used. */
export function parseWordRules(yaml: string): WordRulesReading {
  const reading = readYaml(yaml, wordsFile)
  if (!reading.ok) return reading
  const { value: rules, problemAt } = reading
  const ids = [...rules.contents, ...rules.forbidden].map(({ id }) => id)
  const doubled = (['contents', 'forbidden'] as const).flatMap((part) =>
    rules[part].flatMap(({ id }, index) =>
      ids.indexOf(id) === ids.lastIndexOf(id)
        ? []
        : [problemAt([part, index, 'id'], `there are two rules ${id}`)],
    ),
  )
  const unproven = rules.forbidden.flatMap((forbidden, index) =>
    unprovenExamples(forbidden).map(({ path, text }) => problemAt(['forbidden', index, ...path], text)),
  )
  const problems = [...doubled, ...unproven]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules }
}

/** The approved wordings for a reader: what follows when nothing is paid, what entitles the bank to ask, and reasons. */
export function approvedWords(
  rules: WordRules,
  {
    language,
    manner,
    product,
    reasons: why = [],
  }: { language: string; manner: Manner; product: Product; reasons?: readonly Reason[] },
): Pick<NoticeContent, 'consequence' | 'legalBasis' | 'agreedReasons'> {
  const inManner = (name: string, wordings: Wordings[string] | undefined) => {
    if (!wordings) throw new RangeError(`policies/words.yaml: ${name} has nothing in ${language}`)
    return wordings[manner] ?? wordings.ordinary
  }
  return {
    consequence: inManner('consequence', rules.consequence[language]),
    legalBasis: inManner(`legalBasis.${product}`, rules.legalBasis[product][language]),
    agreedReasons: why
      .map((reason) => inManner(`reasons.${reason}`, rules.reasons[reason][language]))
      .join(language.startsWith('zh') ? '；' : '; '),
  }
}

/** Languages in which a rule or a wording says nothing: words in them could not be checked. */
export function silencesIn(
  rules: WordRules,
  languages: readonly string[],
): { id: string; language: string }[] {
  const rows = [
    { id: 'consequence', knows: rules.consequence },
    { id: 'legalBasis.card', knows: rules.legalBasis.card },
    { id: 'legalBasis.personalLoan', knows: rules.legalBasis.personalLoan },
    ...reasons.map((reason) => ({ id: `reasons.${reason}`, knows: rules.reasons[reason] })),
    ...rules.forbidden.map(({ id, languages: knows }) => ({ id, knows })),
  ]
  return rows.flatMap(({ id, knows }) =>
    languages.filter((language) => knows[language] === undefined).map((language) => ({ id, language })),
  )
}

function unprovenExamples({ languages }: ForbiddenRule): { path: PropertyKey[]; text: string }[] {
  return Object.entries(languages).flatMap(([language, { expressions, catches, passes }]) => {
    const path = (list: 'catches' | 'passes', index: number) => ['languages', language, list, index]
    const caughtBy = (text: string) => expressions.find((one) => linesWith(one, text).length > 0)
    return [
      ...catches.flatMap((text, index) =>
        caughtBy(text)
          ? []
          : [{ path: path('catches', index), text: 'no expression of the rule catches this' }],
      ),
      ...passes.flatMap((text, index) => {
        const by = caughtBy(text)
        return by ? [{ path: path('passes', index), text: `the expression "${by}" catches this` }] : []
      }),
    ]
  })
}
