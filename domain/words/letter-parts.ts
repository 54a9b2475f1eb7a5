// Which parts has a demand letter? The eight of CN-LET-01, each begun in its template by a line `@part heading`.

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

/** Whether a text has a part: its own line with a heading. */
export function hasPart(text: string, part: string): boolean {
  return text.split('\n').some((line) => line.startsWith(`@${part} `))
}

/** The text without the marks of its parts, which nobody reads; their headings stay. */
export function withoutMarks(text: string): string {
  return text.replace(/^@\w+ /gm, '')
}
