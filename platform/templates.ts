// Which words go out? Chooses a template by language, channel, name and manner, fills its variables in and looks at the
// result once more before it may leave. A folder with a finding is not used at all, so that no letter has a blank.
import { lintMessage } from '../domain/words/lint'
import type { MessageChannel } from '../domain/facts'
import type { Manner } from '../domain/words/manner'
import { type NoticeFields, fillIn } from '../domain/words/notice'
import { type Strategy, substitutesFor } from '../domain/ladder/strategy'
import { type Finding, type TemplateKind, printFinding } from '../domain/words/template'
import type { WordRules } from '../domain/words/word-rules'
import { htmlOf } from './html-text'
import { type TemplateFile, readTemplateFolder } from './template-files'

/** Templates that cannot be used; the message lists every problem with its file and line. */
export class TemplateError extends Error {
  readonly code = 'TEMPLATES_INVALID'
  override readonly name = 'TemplateError'
}

export interface RenderedNotice {
  /** `<language>/<channel>/<name>[.<manner>]@<version>`: what goes into records, never the text itself. */
  templateId: string
  templateSha256: string
  subject?: string
  text: string
  html?: string
  /** Set: these words must not leave. */
  finding?: Finding
}

export interface TemplateChoice {
  language: string
  channel: MessageChannel
  name: string
  manner: Manner
}

export interface Templates {
  languages: readonly string[]
  files: readonly TemplateFile[]
  words: WordRules
  /** The language for a customer who prefers `wanted`: that one, a relative of it, or the first of `among`. */
  languageFor(wanted: string, among?: readonly string[]): string
  /** Whether there is a template of this name and kind. */
  has(channel: MessageChannel, name: string, kind?: TemplateKind): boolean
  /** The form in this manner, or else the ordinary one. @throws TemplateError when there is neither. */
  find(choice: TemplateChoice): TemplateFile
  render(template: TemplateFile, fields: NoticeFields): RenderedNotice
}

/** Reads and checks the whole folder. @throws TemplateError */
export function loadTemplates(dir: string, words: WordRules): Templates {
  const { languages, templates: files, findings } = readTemplateFolder(dir, words)
  if (findings.length > 0) throw new TemplateError(findings.map(printFinding).join('\n'))
  return {
    languages,
    files,
    words,
    languageFor: (wanted, among = languages) =>
      among.find((language) => language === wanted) ??
      among.find((language) => primary(language) === primary(wanted)) ??
      (among[0] as string),
    has: (channel, name, kind = 'notice') =>
      files.some((file) => file.kind === kind && file.channel === channel && file.name === name),
    find: (choice) => findFile(files, choice),
    render: (template, fields) => renderNotice(template, fields, words),
  }
}

/** Every rung that writes must find its words. @throws TemplateError */
export function requireTemplates(templates: Templates, strategies: readonly Strategy[]): void {
  const problems = missingTemplates(templates, strategies)
  if (problems.length > 0) throw new TemplateError(problems.join('\n'))
}

/** What rungs of these strategies would not find. */
export function missingTemplates(templates: Templates, strategies: readonly Strategy[]): string[] {
  return strategies.flatMap(({ id, ladder }) =>
    ladder.flatMap(({ id: rung, step, template, channels }) => {
      if (template === undefined) return []
      const needed: readonly MessageChannel[] =
        step === 'letter'
          ? ['letter']
          : [...(channels ?? []), ...substitutesFor({ channels: channels ?? [] })]
      const notices = needed
        .filter((channel) => !templates.has(channel, template))
        .map((channel) => `${id}, rung ${rung}: there is no notice templates/*/${channel}/${template}.txt`)
      return needed.includes('voice')
        ? [...notices, ...missingOfCalls(templates, `${id}, rung ${rung}`)]
        : notices
    }),
  )
}

/** What is said besides the notice when somebody, or something, answers. */
export const callTemplates = {
  greeting: 'greeting',
  'wrong-number': 'greeting',
  'no-more-calls': 'greeting',
  'not-needed': 'greeting',
  relay: 'relay',
} as const satisfies Record<string, TemplateKind>

function missingOfCalls(templates: Templates, place: string): string[] {
  return Object.entries(callTemplates)
    .filter(([name, kind]) => !templates.has('voice', name, kind))
    .map(([name, kind]) => `${place}: a call needs the ${kind} templates/*/voice/${name}.txt`)
}

function findFile(files: readonly TemplateFile[], choice: TemplateChoice): TemplateFile {
  const { language, channel, name, manner } = choice
  const forms = files.filter(
    (file) => file.language === language && file.channel === channel && file.name === name,
  )
  const found =
    forms.find((form) => form.manner === manner) ?? forms.find((form) => form.manner === 'ordinary')
  if (!found) throw new TemplateError(`there is no template ${language}/${channel}/${name}`)
  return found
}

function renderNotice(template: TemplateFile, fields: NoticeFields, words: WordRules): RenderedNotice {
  const fill = (text: string) => fillIn(text, (field) => fields[field])
  const text = fill(template.text.words)
  const subject = template.subject ? fill(template.subject.words) : null
  const finding = lintMessage(template, fields, words)
  return {
    templateId: template.id,
    templateSha256: template.sha256,
    text,
    ...(subject === null ? {} : { subject }),
    ...(template.channel === 'email'
      ? { html: htmlOf(text, { language: template.language, title: subject ?? '' }) }
      : {}),
    ...(finding ? { finding } : {}),
  }
}

function primary(language: string): string {
  return (language.split('-')[0] ?? language).toLowerCase()
}
