// What does Twilio tell us? Reads a status callback or an incoming message, and refuses whatever is not signed with the
// account's token for exactly this address: anybody can post to a public one.
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks'

export type TwilioEvent =
  /** `outcome` is null for a state on the way (queued, sending, sent ...), which says nothing that counts. */
  | { kind: 'status'; messageId: string; outcome: 'delivered' | 'failed' | null; code: string | null }
  | { kind: 'reply'; messageId: string; from: string; text: string }

/** `refused` carries the HTTP status that the sender gets. */
export type ReadWebhook = TwilioEvent | { kind: 'refused'; status: 400 | 403 | 404; reason: string }

export interface WebhookRequest {
  /** As it was asked for, from the slash on: `/twilio/status`. */
  path: string
  signature: string | undefined
  form: Readonly<Record<string, string>>
}

/** Where Twilio is told to report, below the public address. */
export const webhookPaths = { status: '/twilio/status', reply: '/twilio/reply' } as const

/** Twilio's final states. */
const outcomeOf: Readonly<Record<string, 'delivered' | 'failed'>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

/** `publicUrl` is the address by which Twilio reaches us: it is part of what is signed. */
export function readWebhook(
  { authToken, publicUrl }: { authToken: string; publicUrl: string },
  { path, signature, form }: WebhookRequest,
): ReadWebhook {
  const isKnown = path === webhookPaths.status || path === webhookPaths.reply
  if (!isKnown) return { kind: 'refused', status: 404, reason: 'there is nothing here' }
  const url = `${publicUrl.replace(/\/$/, '')}${path}`
  if (!signature || !validateRequest(authToken, signature, url, { ...form })) {
    return { kind: 'refused', status: 403, reason: 'the signature does not fit' }
  }
  const { MessageSid: messageId, MessageStatus: status, From: from, Body: text } = form
  if (path === webhookPaths.status && messageId && status) {
    return { kind: 'status', messageId, outcome: outcomeOf[status] ?? null, code: form['ErrorCode'] ?? null }
  }
  if (path === webhookPaths.reply && messageId && from && text !== undefined) {
    return { kind: 'reply', messageId, from, text }
  }
  return { kind: 'refused', status: 400, reason: 'a parameter is missing' }
}

/** The signature that Twilio would give a form posted to `url`: for those who play Twilio to an embedded stack. */
export function signatureOf(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  return getExpectedTwilioSignature(authToken, url, { ...form })
}
