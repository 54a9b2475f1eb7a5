// Fields in the form of mail headers (RFC 5322, section 2.2): of a message that was sent back, and of the reports of mail
// servers, which are written in the same form.

/** The fields above the first empty line, by name in lower case, folded lines joined; of a repeated one the first. */
export function headersOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const [head = ''] = text.replaceAll('\r\n', '\n').split('\n\n')
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? []
    const key = name?.toLowerCase()
    if (key !== undefined && value !== undefined && !fields.has(key)) fields.set(key, value.trim())
  }
  return fields
}

/** Groups of fields with an empty line between them. */
export function groupsOf(text: string): ReadonlyMap<string, string>[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n+/)
    .map(headersOf)
    .filter((fields) => fields.size > 0)
}
