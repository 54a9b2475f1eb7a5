// Which words go out? Reads templates/<language>/<channel>/<name>.<part>, refuses a variable that does not exist and a
// notice without what every notice must say, and fills the variables in. Checked at load, so that no letter has a blank.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Strategy } from '../domain/strategy'
import { type NoticeField, type NoticeFields, noticeFields } from '../domain/notice'

/** Templates that cannot be used; the message lists every problem with its file and line. */
export class TemplateError extends Error {
  readonly code = 'TEMPLATES_INVALID'
  override readonly name = 'TemplateError'
}

export type TemplateChannel = 'sms' | 'email' | 'letter'
type Part = 'txt' | 'html' | 'subject'

export interface RenderedNotice {
  /** `<language>/<channel>/<name>`: what goes into facts, never the text itself. */
  templateId: string
  subject?: string
  text: string
  html?: string
}

export interface Templates {
  languages: readonly string[]
  /** The language for a customer who prefers `wanted`: that one, a relative of it, or the first there is. */
  languageFor(wanted: string): string
  /** Whether a template exists in every language. */
  has(channel: TemplateChannel, name: string): boolean
  render(
    notice: { language: string; channel: TemplateChannel; name: string },
    fields: NoticeFields,
  ): RenderedNotice
}

const partsOf: Record<TemplateChannel, readonly Part[]> = {
  sms: ['txt'],
  email: ['subject', 'txt', 'html'],
  letter: ['txt'],
}

/** What every notice must say (C3); a letter's eight parts are CN-LET-01. */
const requiredOf: Record<TemplateChannel, readonly NoticeField[]> = {
  sms: ['bankName', 'overdueAmount', 'payBy', 'howToPay', 'hotline', 'reference'],
  email: [
    'bankName',
    'overdueAmount',
    'balance',
    'principal',
    'interest',
    'penaltyFee',
    'otherFees',
    'payBy',
  ].concat(['howToPay', 'hotline', 'reference']) as NoticeField[],
  letter: ['customerName', 'balance', 'bills', 'payBy', 'howToPay', 'hotline', 'reference', 'bankName'],
}

/** The parts of a demand letter, each begun by a line `@part heading` (CN-LET-01). */
export const letterParts = [
  'name',
  'balance',
  'reason',
  'rights',
  'query',
  'dispute',
  'contact',
  'seal',
] as const

const variable = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Reads and checks the whole folder. @throws TemplateError */
export function loadTemplates(dir: string): Templates {
  const languages = readdirSync(dir).sort().reverse()
  const texts = new Map<string, string>()
  for (const language of languages) {
    for (const channel of readdirSync(join(dir, language))) {
      for (const file of readdirSync(join(dir, language, channel))) {
        const path = `${language}/${channel}/${file}`
        texts.set(path, readFileSync(join(dir, path), 'utf8').trimEnd())
      }
    }
  }
  const problems = templateProblems(texts, languages)
  if (problems.length > 0) throw new TemplateError(problems.join('\n'))
  return {
    languages,
    languageFor: (wanted) =>
      languages.find((language) => language === wanted) ??
      languages.find((language) => primary(language) === primary(wanted)) ??
      (languages[0] as string),
    has: (channel, name) => languages.every((language) => texts.has(`${language}/${channel}/${name}.txt`)),
    render({ language, channel, name }, fields) {
      const templateId = `${language}/${channel}/${name}`
      const fill = (part: Part) => {
        const text = texts.get(`${templateId}.${part}`)
        if (text === undefined) return undefined
        return text.replace(variable, (_, field: NoticeField) =>
          part === 'html' ? escapeHtml(fields[field]) : fields[field],
        )
      }
      const [text, subject, html] = [fill('txt'), fill('subject'), fill('html')]
      if (text === undefined) throw new TemplateError(`there is no template ${templateId}`)
      return {
        templateId,
        text,
        ...(subject === undefined ? {} : { subject }),
        ...(html === undefined ? {} : { html }),
      }
    },
  }
}

/** Every rung that writes must find its words in every language. @throws TemplateError */
export function requireTemplates(templates: Templates, strategies: readonly Strategy[]): void {
  const problems = missingTemplates(templates, strategies)
  if (problems.length > 0) throw new TemplateError(problems.join('\n'))
}

/** What rungs of these strategies would not find. */
export function missingTemplates(templates: Templates, strategies: readonly Strategy[]): string[] {
  return strategies.flatMap(({ id, ladder }) =>
    ladder.flatMap(({ id: rung, step, template, channels }) => {
      if (template === undefined) return []
      const needed: readonly TemplateChannel[] = step === 'letter' ? ['letter'] : (channels ?? [])
      return needed
        .filter((channel) => !templates.has(channel, template))
        .map(
          (channel) => `${id}, rung ${rung}: there is no template */${channel}/${template} in every language`,
        )
    }),
  )
}

function templateProblems(texts: ReadonlyMap<string, string>, languages: readonly string[]): string[] {
  const problems = [...texts].flatMap(([path, text]) => unknownVariables(path, text))
  const names = new Set([...texts.keys()].map((path) => path.replace(/^[^/]+\//, '').replace(/\.[^.]+$/, '')))
  for (const name of names) {
    const channel = name.split('/')[0] as TemplateChannel
    if (!(channel in partsOf)) {
      problems.push(`templates/*/${name}: there is no channel ${channel}`)
      continue
    }
    for (const language of languages) {
      const missing = partsOf[channel].filter((part) => !texts.has(`${language}/${name}.${part}`))
      problems.push(...missing.map((part) => `templates/${language}/${name}.${part}: is missing`))
      problems.push(
        ...missingWords(texts.get(`${language}/${name}.txt`) ?? '', channel, `${language}/${name}`),
      )
    }
  }
  return problems
}

function unknownVariables(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(variable)]
      .map((match) => match[1] ?? '')
      .filter((name) => !(noticeFields as readonly string[]).includes(name))
      .map((name) => `templates/${path}:${index + 1}: there is no variable {{${name}}}`),
  )
}

function missingWords(text: string, channel: TemplateChannel, path: string): string[] {
  const used = new Set([...text.matchAll(variable)].map((match) => match[1]))
  const missing = requiredOf[channel].filter((field) => !used.has(field))
  const parts = channel === 'letter' ? letterParts.filter((part) => !text.includes(`\n@${part} `)) : []
  return [
    ...missing.map((field) => `templates/${path}.txt: must say {{${field}}}`),
    ...parts.map((part) => `templates/${path}.txt: the part @${part} is missing (CN-LET-01)`),
  ]
}

function primary(language: string): string {
  return (language.split('-')[0] ?? language).toLowerCase()
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
