// How does what comes back by e-mail find the message it is about? Each message has a return address of its own, and the
// same signed token in its link to unsubscribe: nobody can make one up, and it tells nothing of anybody.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readCheckCode } from '../domain/words/check-code'

/** The mailbox that bounces, complaints and wishes to hear no more come to, and what its tokens are signed with. */
export interface ReturnConfig {
  address: string
  secret: string
}

/** Below the public address of the worker's door. */
export const unsubscribePath = '/unsubscribe/'

/** The token of the message with this check code: letters, digits and a hyphen, the same in upper case. */
export function returnToken(secret: string, checkCode: string): string {
  const digits = checkCode.replaceAll('-', '')
  return `${digits}-${signatureOf(secret, digits)}`
}

/** The check code of a token; null when we never gave it out. */
export function readReturnToken(secret: string, token: string): string | null {
  const [digits = '', signature = ''] = token.toLowerCase().split('-')
  const checkCode = readCheckCode(digits)
  const expected = Buffer.from(signatureOf(secret, digits))
  const given = Buffer.from(signature)
  return checkCode !== null && given.length === expected.length && timingSafeEqual(given, expected)
    ? checkCode
    : null
}

/** What may be tokens in the headers of something that came back. */
export function tokensIn(text: string): string[] {
  return text.match(/\b\d{12}-[0-9a-f]{20}\b/gi) ?? []
}

/** `bounces+<token>@bank.example`. */
export function returnAddress({ address, secret }: ReturnConfig, checkCode: string): string {
  return address.replace('@', `+${returnToken(secret, checkCode)}@`)
}

/**
 * Envelope and headers of a message that can be answered by machines: the envelope's sender gets the bounces, the link
 * takes one click without a question (RFC 8058), and automatic replies stay away (RFC 3834).
 */
export function returnHeaders(
  config: ReturnConfig,
  { reference, to, unsubscribeUrl }: { reference: string; to: string; unsubscribeUrl: string | undefined },
): { envelope: { from: string; to: string }; headers: Record<string, string> } {
  const from = returnAddress(config, reference)
  const mailto = `<mailto:${from}?subject=unsubscribe>`
  const link = unsubscribeUrl && `<${unsubscribeUrl}${returnToken(config.secret, reference)}>`
  return {
    envelope: { from, to },
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': link ? `${link}, ${mailto}` : mailto,
      ...(link ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
  }
}

function signatureOf(secret: string, digits: string): string {
  return createHmac('sha256', secret).update(`e-mail/${digits}`).digest('hex').slice(0, 20)
}
