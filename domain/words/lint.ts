// Is there anything in these words that must not be, or is something missing? Asked of every template when it is loaded,
// and again of every message before it leaves, with its values. What a customer is called is never held against them.
import { hasPart, withoutMarks } from './letter-parts'
import { bankWords, fillIn, isNoticeField, type NoticeFields, optionalFields, variablesIn } from './notice'
import { linesWith, masked } from './phrase'
import type { Finding, Passage, Template } from './template'
import type { ContentsRule, WordRules } from './word-rules'

/** Everything wrong with a template; empty when it may be used. */
export function lintTemplate(template: Template, rules: WordRules): Finding[] {
  const { file, text } = template
  const unknown = passagesOf(template).flatMap(({ line, words }) =>
    variablesIn(words)
      .filter(({ name }) => !isNoticeField(name))
      .map(({ name, index }) => ({
        file,
        line: line + lineAt(words, index),
        rule: 'VARIABLE',
        text: `there is no variable {{${name}}}`,
      })),
  )
  const missing = contentsFor(template, rules).flatMap((rule) => contentsFindings(rule, template))
  const forbidden = forbiddenIn(template, rules, () => masked)
  return [...unknown, ...missing, ...forbidden].sort((a, b) => a.line - b.line || text.line - b.line)
}

/**
 * What forbids a message to leave, or null. Judges its words with its values: the bank's own words among them are
 * judged like the template's; names, amounts and dates are not, they need only be there.
 */
export function lintMessage(template: Template, fields: NoticeFields, rules: WordRules): Finding | null {
  const [blank] = passagesOf(template).flatMap(({ line, words }) =>
    variablesIn(words)
      .filter(({ name }) => isNoticeField(name) && !optionalFields.has(name) && fields[name].trim() === '')
      .map(({ name, index }) => ({ name, line: line + lineAt(words, index) })),
  )
  if (blank) {
    const rule = contentsFor(template, rules).find(({ must }) => must.some((field) => field === blank.name))
    const text = `there is nothing to fill in for {{${blank.name}}}`
    return { file: template.file, line: blank.line, rule: rule?.id ?? 'VARIABLE', text }
  }
  const found = forbiddenIn(template, rules, (field) => (bankWords.has(field) ? fields[field] : masked))
  return found[0] ?? null
}

function passagesOf({ subject, text }: Template): Passage[] {
  return subject ? [subject, text] : [text]
}

function contentsFor({ kind, channel }: Template, { contents }: WordRules): ContentsRule[] {
  return contents.filter(({ kinds, channels }) => kinds.includes(kind) && channels.includes(channel))
}

function contentsFindings(rule: ContentsRule, template: Template): Finding[] {
  const { file, text } = template
  const inText = new Set(variablesIn(text.words).map(({ name }) => name))
  const at = (line: number, what: string) => ({ file, line, rule: rule.id, text: what })
  const missing = rule.must.filter((field) => !inText.has(field))
  const partless = rule.parts.filter((part) => !hasPart(text.words, part))
  const strangers = rule.nothingElse
    ? passagesOf(template).flatMap(({ line, words }) =>
        variablesIn(words)
          .filter(({ name }) => ![...rule.must, ...rule.may].some((field) => field === name))
          .map(({ name, index }) =>
            at(line + lineAt(words, index), `must not say {{${name}}}: ${rule.text}`),
          ),
      )
    : []
  return [
    ...missing.map((field) => at(text.line, `must say {{${field}}}: ${rule.text}`)),
    ...partless.map((part) => at(text.line, `the part @${part} is missing: ${rule.text}`)),
    ...strangers,
  ]
}

function forbiddenIn(template: Template, rules: WordRules, valueOf: Parameters<typeof fillIn>[1]): Finding[] {
  const { file, language, kind, manner } = template
  const concerned = rules.forbidden.filter(
    ({ kinds, manners }) => kinds.includes(kind) && manners.includes(manner),
  )
  return passagesOf(template).flatMap(({ line, words }) => {
    const spoken = fillIn(withoutMarks(words), valueOf)
    return concerned.flatMap(({ id, text, languages }) =>
      (languages[language]?.expressions ?? []).flatMap((expression) =>
        linesWith(expression, spoken).map((offset) => ({
          file,
          line: line + offset,
          rule: id,
          text: `"${expression}": ${text}`,
        })),
      ),
    )
  })
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1
}
