// How is the drop's format written for people? The tables of docs/nightly-drop.md, from the same description that the
// import follows; a test holds the document to them.
import { type Column, type FileFormat, dropFiles } from '../../batch/drop-format'
import { nightRules } from '../../batch/night-rules'

/** A file's columns as a Markdown table. */
export function columnTable({ columns }: FileFormat): string[] {
  return [
    '| column | what it holds | meaning |',
    '|---|---|---|',
    ...columns.map((column) => `| \`${column.name}\` | ${kindText(column)} | ${column.meaning} |`),
  ]
}

/** The rules between rows as a Markdown table. */
export function ruleTable(): string[] {
  return [
    '| code | file, column | reason given |',
    '|---|---|---|',
    ...dropFiles.flatMap(({ name }) =>
      nightRules
        .filter((rule) => rule.file === name)
        .map((rule) => `| \`${rule.code}\` | \`${name}\`, \`${rule.column}\` | ${rule.reason} |`),
    ),
  ]
}

function kindText({ kind, required }: Column): string {
  const orEmpty = required ? '' : ', or empty'
  switch (kind.type) {
    case 'id':
      return `id${orEmpty}`
    case 'text':
      return `text, at most ${kind.maxLength} characters${orEmpty}`
    case 'code':
      return Object.keys(kind.codes)
        .map((code) => `\`${code}\``)
        .join(', ')
        .concat(orEmpty)
    case 'letters':
      return `${kind.length} capital letters${orEmpty}`
    case 'zone':
      return `time zone${orEmpty}`
    case 'date':
      return `date${orEmpty}`
    case 'amount':
      return `amount${kind.positive ? ' above zero' : ''}${orEmpty}`
    case 'rate':
      return `decimal, at most 4 digits before and 8 after the point${orEmpty}`
    case 'integer':
      return `whole number from ${kind.min} to ${kind.max}${orEmpty}`
    case 'yesNo':
      return `\`yes\` or \`no\`${orEmpty}`
  }
}
