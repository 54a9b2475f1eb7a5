// What does a message in the bounce mailbox say? Bounces (RFC 3464), complaints (RFC 5965), customers' answers and what
// machines send by themselves, read strictly: what is none of these is for a person to look at.
import type { Email } from 'postal-mime' with { 'resolution-mode': 'import' }
import { meaningOf } from '../domain/words/reply'
import { headersOf, groupsOf } from './mail-headers'
import { tokensIn } from './email-return'

/** By what the message it is about may be found. */
export interface MailSubject {
  /** Signed by us, if they are; see email-return.ts. */
  tokens: string[]
  messageIds: string[]
}

export type MailReport =
  | { kind: 'failed'; status: string | null; replyCode: number | null; about: MailSubject }
  | { kind: 'delivered'; about: MailSubject }
  | { kind: 'complaint'; about: MailSubject }
  /** `words`: what the writer wrote, without what is quoted. */
  | { kind: 'answer'; id: string; subject: string; words: string; about: MailSubject }
  /** Says nothing that counts: still under way, read, out of the office. */
  | { kind: 'noise'; because: 'underWay' | 'automatic' | 'otherFeedback' }
  | { kind: 'unreadable'; because: 'TOO_LARGE' | 'NO_MAIL' | 'NO_STATUS' | 'BROKEN_REPORT' }

/** More than any bounce has: mail servers cut what they send back. */
const largestBytes = 5 * 1024 * 1024

/** Reads one message as it lies in the mailbox. Never throws. */
export async function readMailReport(raw: Buffer): Promise<MailReport> {
  if (raw.length > largestBytes) return { kind: 'unreadable', because: 'TOO_LARGE' }
  const { default: PostalMime } = await import('postal-mime')
  const options = { attachmentEncoding: 'utf8', forceRfc822Attachments: true, maxNestingDepth: 20 } as const
  const mail = await PostalMime.parse(raw, options).catch(() => null)
  if (!mail?.from && !mail?.headers.some(({ key }) => key === 'content-type')) {
    return { kind: 'unreadable', because: 'NO_MAIL' }
  }
  const status = partOf(mail, ['message/delivery-status', 'message/global-delivery-status'])
  if (status !== null) return deliveryIn(status, mail)
  const feedback = partOf(mail, ['message/feedback-report'])
  if (feedback !== null) return feedbackIn(feedback, mail)
  const { messageId: id = '', subject = '', text = '' } = mail
  // Mail programs write a wish to unsubscribe by themselves, and some of them say so.
  const isWish = meaningOf(subject) === 'stop'
  if (!isWish && isAutomatic(mail)) return { kind: 'noise', because: 'automatic' }
  if (!isWish && isFromMachine(mail)) return { kind: 'unreadable', because: 'NO_STATUS' }
  return { kind: 'answer', id, subject, words: ownWords(text), about: aboutOf(mail) }
}

/** RFC 3464: a block of fields for the message, then one for each receiver; ours have one. */
function deliveryIn(text: string, mail: Email): MailReport {
  const about = aboutOf(mail)
  const receivers = groupsOf(text).filter((fields) => fields.has('action'))
  const failed = receivers.find((fields) => fields.get('action')?.toLowerCase() === 'failed')
  const [first] = receivers
  if (!first) return { kind: 'unreadable', because: 'BROKEN_REPORT' }
  if (failed) {
    const replyCode = /^smtp;\s*(\d{3})\b/i.exec(failed.get('diagnostic-code') ?? '')?.[1]
    return {
      kind: 'failed',
      status: statusOf(failed),
      replyCode: replyCode ? Number(replyCode) : null,
      about,
    }
  }
  return first.get('action')?.toLowerCase() === 'delivered'
    ? { kind: 'delivered', about }
    : { kind: 'noise', because: 'underWay' }
}

function statusOf(fields: ReadonlyMap<string, string>): string | null {
  return /^\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null
}

/** RFC 5965. Whoever says "spam" of a reminder wants no more of them; the rest are matters of mail servers. */
function feedbackIn(text: string, mail: Email): MailReport {
  const kind = groupsOf(text)[0]?.get('feedback-type')?.toLowerCase()
  if (kind === undefined) return { kind: 'unreadable', because: 'BROKEN_REPORT' }
  const others = ['not-spam', 'auth-failure', 'dmarc', 'virus']
  return others.includes(kind)
    ? { kind: 'noise', because: 'otherFeedback' }
    : { kind: 'complaint', about: aboutOf(mail) }
}

/** Out of the office, read receipts, mailing lists: RFC 3834 and what came before it. */
function isAutomatic(mail: Email): boolean {
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value.toLowerCase() ?? ''
  if (partOf(mail, ['message/disposition-notification']) !== null) return true
  const submitted = header('auto-submitted')
  const answersByItself = submitted.startsWith('auto-replied') || submitted.startsWith('auto-generated')
  const isBulk = /^(bulk|junk|list|auto_reply)/.test(header('precedence'))
  const isMarked = ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress'].some((name) => header(name))
  return !isFromMachine(mail) && (answersByItself || isBulk || isMarked)
}

/** A mail server that does not report in the way of RFC 3464. */
function isFromMachine({ headers, from }: Email): boolean {
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? null
  return (
    header('return-path')?.trim() === '<>' ||
    /^(mailer-daemon|postmaster)@/i.test(from?.address ?? '') ||
    (header('content-type')?.toLowerCase().startsWith('multipart/report') ?? false)
  )
}

function aboutOf(mail: Email): MailSubject {
  const original = partOf(mail, [
    ...['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'],
  ])
  const returned = headersOf(original ?? '')
  const addressed = mail.headers.filter(({ key }) => addressHeaders.has(key)).map(({ value }) => value)
  const idsIn = (text: string | undefined) => text?.match(/<[^<>\s]+>/g) ?? []
  return {
    tokens: tokensIn(
      [...addressed, returned.get('return-path'), returned.get('list-unsubscribe')].join('\n'),
    ),
    messageIds: [
      ...idsIn(returned.get('message-id')),
      ...(original === null ? [...idsIn(mail.inReplyTo), ...idsIn(mail.references)] : []),
    ],
  }
}

/** Where a mail server puts the address that a message was really for. */
const addressHeaders: ReadonlySet<string> = new Set([
  'to',
  'cc',
  'delivered-to',
  'x-original-to',
  'envelope-to',
])

function partOf({ attachments }: Email, types: readonly string[]): string | null {
  const part = attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))
  return part && typeof part.content === 'string' ? part.content : null
}

/** The lines above the first quoted one. */
function ownWords(text: string): string {
  const lines = text.split(/\r?\n/)
  const quoted = lines.findIndex((line) => quoteBegins.test(line.trim()))
  return (quoted < 0 ? lines : lines.slice(0, quoted)).join('\n').trim()
}

const quoteBegins = /^(>|-{2,}|_{5,}|on .*wrote:$|.*写道[:：]$|(from|发件人)[:：])/i
