// What does Twilio tell us? Reads a status callback or an incoming message, and refuses whatever is not signed with the
// account's token for exactly this address: anybody can post to a public one.
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks'
import { readCheckCode } from '../domain/words/check-code'
import type { ProviderEvent, RefusedEvent } from './provider-event'
import { becauseOf } from './twilio-codes'

export interface TwilioRequest {
  /** As it was asked for, from the slash on, with its query: `/twilio/status?reference=...`. */
  path: string
  signature: string | undefined
  form: Readonly<Record<string, string>>
}

/** Where Twilio is told to report, below the public address. */
export const twilioPaths = { status: '/twilio/status', reply: '/twilio/reply' } as const

/** Twilio's final states. */
const outcomeOf: Readonly<Record<string, 'delivered' | 'failed'>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

/** `publicUrl` is the address by which Twilio reaches us: it is part of what is signed. */
export function readTwilioWebhook(
  { authToken, publicUrl }: { authToken: string; publicUrl: string },
  { path, signature, form }: TwilioRequest,
): ProviderEvent | RefusedEvent {
  const { pathname, searchParams: query } = new URL(path, 'http://door')
  const isKnown = pathname === twilioPaths.status || pathname === twilioPaths.reply
  if (!isKnown) return { kind: 'refused', status: 404, reason: 'there is nothing here' }
  if (!isSigned({ authToken, publicUrl }, { path, signature, form })) {
    return { kind: 'refused', status: 403, reason: 'the signature does not fit' }
  }
  const { MessageSid: messageId, MessageStatus: status, From: from, Body: text } = form
  if (pathname === twilioPaths.status && messageId && status) {
    const reference = readCheckCode(query.get('reference') ?? '')
    const [outcome, code] = [outcomeOf[status] ?? null, form['ErrorCode']]
    const failure = code === undefined ? {} : { failure: { code, because: becauseOf(code) } }
    return {
      kind: 'status',
      provider: 'twilio',
      messageId,
      outcome,
      ...failure,
      ...(reference === null ? {} : { reference }),
    }
  }
  if (pathname === twilioPaths.reply && messageId && from && text !== undefined) {
    return { kind: 'reply', provider: 'twilio', messageId, from, text }
  }
  return { kind: 'refused', status: 400, reason: 'a parameter is missing' }
}

/** Whether it was Twilio that asked, with the account's token, for exactly this address and with exactly this form. */
export function isSigned(
  { authToken, publicUrl }: { authToken: string; publicUrl: string },
  { path, signature, form }: TwilioRequest,
): boolean {
  if (!signature) return false
  return validateRequest(authToken, signature, `${publicUrl.replace(/\/$/, '')}${path}`, { ...form })
}

/** The signature that Twilio would give a form posted to `url`: for those who play Twilio to an embedded stack. */
export function signatureOf(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  return getExpectedTwilioSignature(authToken, url, { ...form })
}
