// What comes back by e-mail, taken in as commands on the cases concerned (C5, C8): a bounce moves the case on, a complaint
// and a wish to hear no more count at once for every account of the person. The same message twice changes nothing.
import { type ReplyMeaning, meaningOf } from '../domain/words/reply'
import { markPoint } from '../platform/contact-points'
import { readReturnToken } from '../platform/email-return'
import { type MailReport, type MailSubject, readMailReport } from '../platform/mail-report'
import { sha256Of } from '../platform/sha256'
import { becauseOf } from '../platform/smtp-answers'
import type { Contact } from '../prisma/generated/client'
import { type EventDeps, type Taken, record, recordOnEveryAccount } from './provider-events'

export interface MailDeps extends EventDeps {
  /** EMAIL_SECRET; null: messages are found by their Message-ID alone. */
  emailSecret: string | null
}

/** What became of a message from the bounce mailbox; `because` is a code for logs, without personal data. */
export interface MailTaken {
  /** `unknown`: about a message of ours that is not written down yet, it seems. `foreign`: about none of ours. */
  taken: Taken | 'ignored' | 'foreign' | 'unreadable'
  because: string
}

/** Takes in one message of the bounce mailbox, as it lies there. */
export async function takeMail(deps: MailDeps, raw: Buffer): Promise<MailTaken> {
  const report = await readMailReport(raw)
  switch (report.kind) {
    case 'unreadable':
      return { taken: 'unreadable', because: report.because }
    case 'noise':
      return { taken: 'ignored', because: report.because }
    case 'failed':
    case 'delivered':
    case 'complaint':
    case 'answer': {
      if (!mayBeOurs(deps, report.about)) return { taken: 'foreign', because: report.kind }
      const isWish = report.kind === 'complaint' || report.kind === 'answer'
      const contacts = await contactsOf(deps, report.about, isWish ? onTheirWay : handedOver)
      let taken: Taken = contacts.length === 0 ? 'unknown' : 'nothingNew'
      for (const contact of contacts) {
        if ((await takeFor(deps, contact, report)) === 'recorded') taken = 'recorded'
      }
      return { taken, because: report.kind }
    }
  }
}

/** The message that a link to unsubscribe belongs to; null: we gave no such link out. */
export async function messageOfLink(deps: MailDeps, token: string): Promise<Contact | null> {
  const [contact] = await contactsOf(deps, { tokens: [token], messageIds: [] }, onTheirWay)
  return contact ?? null
}

/** Takes in that somebody followed a message's link and wants no more of them. */
export function takeUnsubscribe(deps: MailDeps, message: Contact): Promise<Taken> {
  return takeWish(deps, message, { id: `unsubscribe/${nameOf(message)}`, meaning: 'stop' })
}

function mayBeOurs(deps: MailDeps, { tokens, messageIds }: MailSubject): boolean {
  return messageIds.length > 0 || checkCodesIn(deps, tokens).length > 0
}

function checkCodesIn({ emailSecret }: MailDeps, tokens: readonly string[]): string[] {
  if (emailSecret === null) return []
  return tokens.map((token) => readReturnToken(emailSecret, token)).filter((code) => code !== null)
}

/** Messages whose handing over has ended: what became of another must wait for it. A wish waits for nothing. */
const handedOver = ['sent', 'delivered', 'failed', 'unknown']
const onTheirWay = [...handedOver, 'sending']

function contactsOf(
  deps: MailDeps,
  { tokens, messageIds }: MailSubject,
  statuses: string[],
): Promise<Contact[]> {
  const checkCodes = checkCodesIn(deps, tokens)
  const OR = [{ checkCode: { in: checkCodes } }, { providerId: { in: messageIds } }]
  return deps.db.prisma.contact.findMany({ where: { channel: 'email', status: { in: statuses }, OR } })
}

async function takeFor(
  deps: MailDeps,
  contact: Contact,
  report: Extract<MailReport, { about: MailSubject }>,
): Promise<Taken> {
  switch (report.kind) {
    case 'failed': {
      const code = report.status ?? String(report.replyCode ?? 'NO_CODE')
      if (contact.contactPointId !== null) {
        await markPoint(deps.db.prisma, contact.contactPointId, { because: becauseOf(report), code })
      }
      return takeOutcome(deps, contact, 'failed')
    }
    case 'delivered':
      return takeOutcome(deps, contact, 'delivered')
    case 'complaint':
      return takeWish(deps, contact, { id: `complaint/${nameOf(contact)}`, meaning: 'stop' })
    case 'answer': {
      const { id, subject, words } = report
      const meaning = meaningOf(subject) === 'stop' ? 'stop' : meaningOf(words)
      return takeWish(deps, contact, { id: `mail/${sha256Of(id || words).slice(0, 32)}`, meaning })
    }
  }
}

function takeOutcome(deps: MailDeps, contact: Contact, outcome: 'failed' | 'delivered'): Promise<Taken> {
  return record(deps, contact.accountId, {
    kind: 'reportDelivery',
    commandId: `mail/${nameOf(contact)}/${outcome}`,
    by: 'provider:mail',
    contactKey: contact.key,
    outcome,
  })
}

/** A wish holds for the person: it is recorded on every account. `id` is the answer's own. */
function takeWish(
  deps: MailDeps,
  { customerId, contactPointId }: Contact,
  { id, meaning }: { id: string; meaning: ReplyMeaning },
): Promise<Taken> {
  if (contactPointId === null) return Promise.resolve('unknown')
  return recordOnEveryAccount(deps, customerId, {
    kind: 'recordReply',
    commandId: `mail/${id}`,
    by: 'customer:email',
    messageId: id,
    contactPointId,
    channel: 'email',
    meaning,
  })
}

/** Names a contact in ids that have no room for its key. */
function nameOf({ key }: Contact): string {
  return sha256Of(key).slice(0, 32)
}
