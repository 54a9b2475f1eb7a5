// What is in a template's file? A head of lines `@version`, `@kind` and, for e-mail, `@subject`; an empty line; the
// words, with variables such as {{payBy}}. Read here into a Template; what the words may say is domain/words/lint.ts.
import type { MessageChannel } from '../facts'
import { type Manner, manners } from './manner'

/**
 * A notice asks the debtor to pay; a service notice tells them of what was agreed and demands nothing. A relay asks somebody else to pass on "please call the bank", and no more (CN-3P-03). A
 * greeting is said to whoever answers the telephone, before it is known who that is.
 */
export const templateKinds = ['notice', 'service', 'relay', 'greeting'] as const
export type TemplateKind = (typeof templateKinds)[number]

export const templateChannels = [
  'sms',
  'email',
  'letter',
  'voice',
] as const satisfies readonly MessageChannel[]

export interface Template {
  /** `templates/<language>/<channel>/<name>[.<manner>].txt` */
  file: string
  language: string
  channel: MessageChannel
  name: string
  manner: Manner
  kind: TemplateKind
  version: string
  subject?: Passage
  text: Passage
}

/** Words of a file and the line that they begin on. */
export interface Passage {
  line: number
  words: string
}

/** What is wrong, where and by which rule: for people, and for machines. */
export interface Finding {
  file: string
  line: number
  rule: string
  text: string
}

export type TemplateReading = { ok: true; template: Template } | { ok: false; findings: Finding[] }

/** `file:line RULE: text`, as editors and terminals make it clickable. */
export function printFinding({ file, line, rule, text }: Finding): string {
  return `${file}:${line} ${rule}: ${text}`
}

/** The name of a template without its version: what its file is called, without the ending. */
export function templateName({ language, channel, name, manner }: Omit<Template, 'file'>): string {
  return `${language}/${channel}/${name}${manner === 'ordinary' ? '' : `.${manner}`}`
}

/** Reads one file; `path` is `<language>/<channel>/<name>[.<manner>].txt`. */
export function readTemplate(path: string, source: string): TemplateReading {
  const file = `templates/${path}`
  const place = placeOf(path)
  if (typeof place === 'string')
    return { ok: false, findings: [{ file, line: 1, rule: 'FILE', text: place }] }
  const lines = source.replace(/\r\n/g, '\n').trimEnd().split('\n')
  const head = headOf(lines)
  const wrong = mistakesIn(head, place.channel).map((text) => ({ file, line: 1, rule: 'HEAD', text }))
  const { version, kind } = head.settings
  if (wrong.length > 0 || !version || !isKind(kind)) return { ok: false, findings: wrong }
  const template = { file, ...place, version, kind, text: { line: head.textFrom, words: head.text } }
  const { subject } = head.settings
  if (subject === undefined) return { ok: true, template }
  return { ok: true, template: { ...template, subject: { line: head.subjectLine, words: subject } } }
}

function placeOf(path: string): Pick<Template, 'language' | 'channel' | 'name' | 'manner'> | string {
  const [, language, channel, name, manner] =
    /^([A-Za-z-]+)\/([^/]+)\/([a-z0-9-]+)(?:\.([a-z]+))?\.txt$/.exec(path) ?? []
  if (!language || !name) return 'must be called <language>/<channel>/<name>.txt or <name>.<manner>.txt'
  if (!isChannel(channel))
    return `there is no channel ${channel ?? ''}; there are ${templateChannels.join(', ')}`
  if (manner === undefined) return { language, channel, name, manner: 'ordinary' }
  if (manner === 'ordinary' || !isManner(manner))
    return `there is no manner ${manner}; there are plain and digital, and a file without any is ordinary`
  return { language, channel, name, manner }
}

interface Head {
  settings: Record<string, string>
  subjectLine: number
  text: string
  /** The line on which the text begins. */
  textFrom: number
}

function headOf(lines: readonly string[]): Head {
  const end = lines.indexOf('')
  const head = end < 0 ? lines : lines.slice(0, end)
  const pairs = head.map((line) => /^@(\w+) (.+)$/.exec(line) ?? ['', line, ''])
  return {
    settings: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value])),
    subjectLine: head.findIndex((line) => line.startsWith('@subject ')) + 1,
    text: end < 0 ? '' : lines.slice(end + 1).join('\n'),
    textFrom: end + 2,
  }
}

function mistakesIn({ settings, text }: Head, channel: MessageChannel): string[] {
  const known = ['version', 'kind', ...(channel === 'email' ? ['subject'] : [])]
  const unknown = Object.keys(settings).filter((name) => !known.includes(name))
  const missing = known.filter((name) => settings[name] === undefined)
  return [
    ...unknown.map(
      (name) => `there is no setting "${name}" in the head; the words begin after an empty line`,
    ),
    ...missing.map((name) => `the line @${name} is missing`),
    ...(settings['version'] === undefined || /^\d+$/.test(settings['version'])
      ? []
      : ['@version must be a whole number']),
    ...(settings['kind'] === undefined || isKind(settings['kind'])
      ? []
      : [`@kind must be one of ${templateKinds.join(', ')}`]),
    ...(text === '' ? ['there are no words after the head'] : []),
  ]
}

function isChannel(word: string | undefined): word is MessageChannel {
  return (templateChannels as readonly (string | undefined)[]).includes(word)
}

function isManner(word: string): word is Manner {
  return (manners as readonly string[]).includes(word)
}

function isKind(word: string | undefined): word is TemplateKind {
  return (templateKinds as readonly (string | undefined)[]).includes(word)
}
