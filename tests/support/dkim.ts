// Would a receiver believe a DKIM signature? The verifying side of RFC 6376 for relaxed/relaxed and rsa-sha256, written from
// the RFC, so that it shares nothing with the library that signs.
import { createHash, createVerify } from 'node:crypto'

export interface DkimCheck {
  /** The signature and the hash of the body both fit. */
  valid: boolean
  tags: Readonly<Record<string, string>>
  /** Names of the signed fields, in lower case. */
  signed: string[]
}

/** Checks the first signature of a message as it came over the wire; null when it has none. */
export function checkDkim(raw: string, publicKey: string): DkimCheck | null {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const fields = head.split(/\r\n(?![ \t])/)
  const signature = fields.find((field) => /^dkim-signature:/i.test(field))
  if (signature === undefined) return null
  const tags = tagsOf(signature)
  const signed = (tags['h'] ?? '').toLowerCase().split(':')
  const bodyHash = createHash('sha256')
    .update(relaxedBody(rest.join('\r\n\r\n')), 'latin1')
    .digest('base64')
  const unsigned = relaxedField(signature).replace(/\bb=[^;]*/, 'b=')
  const verifier = createVerify('RSA-SHA256').update(`${signedFields(fields, signed)}${unsigned}`, 'latin1')
  const fits = verifier.verify(publicKey, tags['b'] ?? '', 'base64')
  return { valid: fits && bodyHash === tags['bh'], tags, signed }
}

function tagsOf(field: string): Record<string, string> {
  const list = field.slice(field.indexOf(':') + 1).replace(/\s/g, '')
  return Object.fromEntries(
    list
      .split(';')
      .filter(Boolean)
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  )
}

/** Section 5.4.2: of a field that is there several times the last one is signed first. */
function signedFields(fields: readonly string[], signed: readonly string[]): string {
  const left = [...fields]
  return signed
    .map((name) => {
      const index = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name}:`))
      return index < 0 ? '' : `${relaxedField(left.splice(index, 1)[0] ?? '')}\r\n`
    })
    .join('')
}

/** Section 3.4.2. */
function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`
}

/** Section 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  const text = lines.join('\r\n').replace(/(\r\n)+$/, '')
  return text === '' ? '' : `${text}\r\n`
}
