// Is what a gateway has registered what we would say? Some gateways send no free text: they know a template by a code
// and fill in its variables. So that customers read exactly the words that were approved here, both must be the same.
import { z } from 'zod'
import {
  type NoticeField,
  type NoticeFields,
  bankWords,
  fillIn,
  isNoticeField,
  optionalFields,
} from './notice'
import type { Template } from './template'

/** What a gateway has approved, as it stands in its console. Variables are written `${name}`, named as ours are. */
const registeredTemplate = z.strictObject({
  /** Ours: `<language>/sms/<name>[.<manner>]@<version>` */
  template: z
    .string()
    .regex(/^[\w-]+\/sms\/[\w.-]+@\d+$/, 'must be the id of an SMS, as `template list` shows it'),
  code: z.string().min(1),
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
  templates: z.array(registeredTemplate).min(1),
})
export type RegisteredTexts = z.infer<typeof registeredTextsSchema>

const longestText = 500
const variable = /\$\{([^{}]*)\}/g
/** What may not stand in the value of a variable: links, and the signs of variables and signatures. */
const forbiddenInValue = /https?:|www\.|[a-z0-9-]\.(com|cn|net|org)\b|[{}【】]/i

/**
 * Values that are the same in every message of a template: they stand in the registered text itself. Telephone numbers
 * and long texts are refused in variables. The product and its legal basis differ from case to case.
 */
function isFixed(field: NoticeField): boolean {
  return field === 'hotline' || (bankWords.has(field) && field !== 'product' && field !== 'legalBasis')
}

/**
 * What keeps a template from going out by the gateway; empty when nothing does. `trial` is the template's variables for
 * an invented debt, with the bank's own words.
 */
export function registrationProblems(
  texts: RegisteredTexts,
  template: Template & { id: string },
  trial: NoticeFields,
): string[] {
  const entry = texts.templates.find((one) => one.template === template.id)
  if (!entry) return [`${template.id} is not registered: no entry in the list has this template and version`]
  const before = mark(texts.signature)
  const variables = variablesOf(entry)
  const ours = fillIn(template.text.words, (field) =>
    optionalFields.has(field) ? '' : isFixed(field) ? trial[field] : `\${${field}}`,
  )
  if (!ours.startsWith(before)) return [`must begin with ${before}: the gateway puts that in front`]
  return [
    ...(entry.text.length > longestText
      ? [`the registered text is longer than ${longestText} characters`]
      : []),
    ...(/[【】]/.test(entry.text)
      ? ['the registered text must not contain 【 or 】: they mark the signature']
      : []),
    ...differences(ours.slice(before.length), entry.text),
    ...variables.flatMap((name) => valueProblem(texts, name, trial)),
  ]
}

/** What becomes of a message: the code and values for the gateway, or why it cannot take it. */
export type Registered =
  | { ok: true; signature: string; code: string; values: Record<string, string> }
  | { ok: false; rule: string; text: string }

/** `text` is the message as it was written and checked: what the gateway makes of the values must be the same. */
export function registeredWords(
  texts: RegisteredTexts,
  { templateId, text, fields }: { templateId: string; text: string; fields: NoticeFields },
): Registered {
  const entry = texts.templates.find((one) => one.template === templateId)
  if (!entry)
    return { ok: false, rule: 'SMS_NOT_REGISTERED', text: `${templateId} is not registered at the gateway` }
  const values = Object.fromEntries(variablesOf(entry).map((name) => [name, valueOf(name, fields)]))
  const [problem] = Object.keys(values).flatMap((name) => valueProblem(texts, name, fields))
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

function valueOf(name: string, fields: NoticeFields): string {
  return isNoticeField(name) ? fields[name] : ''
}

/** Never names the value: it may be a customer's. */
function valueProblem({ longestValue }: RegisteredTexts, name: string, fields: NoticeFields): string[] {
  const value = valueOf(name, fields)
  if ([...value].length > longestValue) return [`\${${name}} is longer than ${longestValue} characters`]
  return forbiddenInValue.test(value)
    ? [`\${${name}} holds a link or a sign that is refused in variables`]
    : []
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
