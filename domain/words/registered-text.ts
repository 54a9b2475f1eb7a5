// Is what a gateway has registered what we would say? Some gateways send no free text: they know a template by a code
// and fill in its variables. So that customers read exactly the words that were approved here, both must be the same.
import { z } from 'zod'
import {
  type NoticeField,
  type NoticeFields,
  bankWords,
  fillIn,
  isNoticeField,
  furtherAccount,
} from './notice'
import type { Template } from './template'

/** What a gateway has approved, as it stands in its console. Variables are written `${name}`, named as ours are. */
const registeredTemplate = z.strictObject({
  /** Ours: `<language>/sms/<name>[.<manner>]@<version>` */
  template: z
    .string()
    .regex(/^[\w-]+\/sms\/[\w.-]+@\d+$/, 'must be the id of an SMS, as `template list` shows it'),
  code: z.string().min(1),
  /** How many accounts of the person it tells about; the variables of the second are named `${balance_2}`. */
  accounts: z.int().min(1).max(9).default(1),
  /** Without the signature, which the gateway puts in front. */
  text: z.string().min(1),
})
export type RegisteredTemplate = z.infer<typeof registeredTemplate>

export const registeredTextsSchema = z.strictObject({
  /** The registered name of the sender: every message begins with it, as 【signature】. */
  signature: z.string().min(2).max(12),
  /** In which messages go out by this gateway; the first one for whoever prefers another. */
  languages: z.array(z.string()).min(1),
  /** Of the value of a variable, in characters; Alibaba's own limit unless it has agreed to another one. */
  longestValue: z.int().min(1).default(35),
  /** About how many accounts one message can tell: every notice is registered for each number up to this one. */
  mostAccounts: z.int().min(1).max(9).default(1),
  templates: z.array(registeredTemplate).min(1),
})
export type RegisteredTexts = z.infer<typeof registeredTextsSchema>

const longestText = 500
const variable = /\$\{([^{}]*)\}/g
/** What may not stand in the value of a variable: links, and the signs of variables and signatures. */
const forbiddenInValue = /https?:|www\.|[a-z0-9-]\.(com|cn|net|org)\b|[{}【】]/i

/**
 * Values that are the same in every message of a template: they stand in the registered text itself. Telephone numbers
 * and long texts are refused in variables. The product, its legal basis and reasons differ from case to case.
 */
function isFixed(field: NoticeField): boolean {
  return field === 'hotline' || (bankWords.has(field) && !fromCaseToCase.has(field))
}

const fromCaseToCase: ReadonlySet<NoticeField> = new Set<NoticeField>([
  'product',
  'legalBasis',
  'agreedReasons',
])

/**
 * What keeps a template from going out by the gateway; empty when nothing does. `trial` is the template's variables for
 * an invented debt, with the bank's own words.
 */
export function registrationProblems(
  texts: RegisteredTexts,
  template: Template & { id: string },
  trial: NoticeFields,
): string[] {
  const counts = template.kind === 'notice' ? texts.mostAccounts : 1
  return Array.from({ length: counts }, (_, index) => index + 1).flatMap((accounts) =>
    problemsFor(texts, template, trial, accounts),
  )
}

function problemsFor(
  texts: RegisteredTexts,
  template: Template & { id: string },
  trial: NoticeFields,
  accounts: number,
): string[] {
  const entry = entryFor(texts, template.id, accounts)
  if (!entry) return [notRegistered(template.id, accounts)]
  const before = mark(texts.signature)
  const ours = fillIn(template.text.words, (field) => {
    if (field === 'otherAccounts') return furtherLines(template.language, accounts)
    return isFixed(field) ? trial[field] : `\${${field}}`
  })
  if (!ours.startsWith(before)) return [`must begin with ${before}: the gateway puts that in front`]
  const values = valuesOf(entry, { fields: trial, others: Array.from({ length: accounts - 1 }, () => trial) })
  return [
    ...(entry.text.length > longestText
      ? [`the registered text is longer than ${longestText} characters`]
      : []),
    ...(/[【】]/.test(entry.text)
      ? ['the registered text must not contain 【 or 】: they mark the signature']
      : []),
    ...differences(ours.slice(before.length), entry.text),
    ...valueProblems(texts, values),
  ]
}

function entryFor(
  texts: RegisteredTexts,
  templateId: string,
  accounts: number,
): RegisteredTemplate | undefined {
  return texts.templates.find((entry) => entry.template === templateId && entry.accounts === accounts)
}

function notRegistered(templateId: string, accounts: number): string {
  const about = accounts === 1 ? '' : ` for ${accounts} accounts`
  return `${templateId} is not registered${about}: no entry in the list has this template and version`
}

/** The lines that tell of the second account and those after it. */
function furtherLines(language: string, accounts: number): string {
  return Array.from({ length: accounts - 1 }, (_, index) =>
    fillIn(furtherAccount(language), (field) => `\${${field}_${index + 2}}`),
  ).join('\n')
}

/** The variables of a message: of the account that leads, and of each further one. */
export interface MessageFields {
  fields: NoticeFields
  others: readonly Partial<NoticeFields>[]
}

/** What becomes of a message: the code and values for the gateway, or why it cannot take it. */
export type Registered =
  | { ok: true; signature: string; code: string; values: Record<string, string> }
  | { ok: false; rule: string; text: string }

/** `text` is the message as it was written and checked: what the gateway makes of the values must be the same. */
export function registeredWords(
  texts: RegisteredTexts,
  { templateId, text, ...message }: { templateId: string; text: string } & MessageFields,
): Registered {
  const accounts = message.others.length + 1
  const entry = entryFor(texts, templateId, accounts)
  if (!entry) return { ok: false, rule: 'SMS_NOT_REGISTERED', text: notRegistered(templateId, accounts) }
  const values = valuesOf(entry, message)
  const [problem] = valueProblems(texts, values)
  if (problem) return { ok: false, rule: 'SMS_VALUE_REFUSED', text: problem }
  const { signature } = texts
  if (`${mark(signature)}${filled(entry.text, values)}` !== text) {
    return { ok: false, rule: 'SMS_TEXT_DIFFERS', text: `${entry.code} is registered with other words` }
  }
  return { ok: true, signature, code: entry.code, values }
}

/** A registered text with its variables filled in, as the gateway does it. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, name: string) => values[name] ?? whole)
}

/** The names of the variables of a registered text, each once. */
export function variablesOf({ text }: Pick<RegisteredTemplate, 'text'>): string[] {
  return [...new Set([...text.matchAll(variable)].map(([, name = '']) => name))]
}

/** How the gateway shows the sender. */
export function mark(signature: string): string {
  return `【${signature}】`
}

function valuesOf(entry: RegisteredTemplate, message: MessageFields): Record<string, string> {
  return Object.fromEntries(variablesOf(entry).map((name) => [name, valueOf(name, message)]))
}

/** `balance` is the leading account's, `balance_2` that of the next one. */
function valueOf(name: string, { fields, others }: MessageFields): string {
  const [, field = name, position] = /^(\w+)_(\d)$/.exec(name) ?? []
  if (!isNoticeField(field)) return ''
  return position === undefined ? fields[field] : (others[Number(position) - 2]?.[field] ?? '')
}

/** Never names a value: it may be a customer's. */
function valueProblems(
  { longestValue }: RegisteredTexts,
  values: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if ([...value].length > longestValue) return [`\${${name}} is longer than ${longestValue} characters`]
    return forbiddenInValue.test(value)
      ? [`\${${name}} holds a link or a sign that is refused in variables`]
      : []
  })
}

function differences(ours: string, registered: string): string[] {
  if (ours === registered) return []
  const at = [...ours].findIndex((sign, index) => sign !== [...registered][index])
  const from = at < 0 ? [...ours].length : at
  const shown = (text: string) => [...text].slice(from, from + 20).join('') || 'the end'
  return [
    `is registered with other words: ours has "${shown(ours)}" where the registered text has "${shown(registered)}"`,
  ]
}
