// What does Twilio tell us? Reads a status callback or an incoming message, and refuses whatever is not signed with the
// account's token for exactly this address: anybody can post to a public one.
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks'
import type { ProviderEvent, RefusedEvent } from './provider-event'
import { becauseOf } from './twilio-codes'

export interface TwilioRequest {
  /** As it was asked for, from the slash on: `/twilio/status`. */
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
  const isKnown = path === twilioPaths.status || path === twilioPaths.reply
  if (!isKnown) return { kind: 'refused', status: 404, reason: 'there is nothing here' }
  const url = `${publicUrl.replace(/\/$/, '')}${path}`
  if (!signature || !validateRequest(authToken, signature, url, { ...form })) {
    return { kind: 'refused', status: 403, reason: 'the signature does not fit' }
  }
  const { MessageSid: messageId, MessageStatus: status, From: from, Body: text } = form
  if (path === twilioPaths.status && messageId && status) {
    const [outcome, code] = [outcomeOf[status] ?? null, form['ErrorCode']]
    const failure = code === undefined ? {} : { failure: { code, because: becauseOf(code) } }
    return { kind: 'status', provider: 'twilio', messageId, outcome, ...failure }
  }
  if (path === twilioPaths.reply && messageId && from && text !== undefined) {
    return { kind: 'reply', provider: 'twilio', messageId, from, text }
  }
  return { kind: 'refused', status: 400, reason: 'a parameter is missing' }
}

/** The signature that Twilio would give a form posted to `url`: for those who play Twilio to an embedded stack. */
export function signatureOf(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  return getExpectedTwilioSignature(authToken, url, { ...form })
}
