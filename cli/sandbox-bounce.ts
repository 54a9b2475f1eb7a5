// `arrears sandbox bounce`: what a mail server or a mail provider would send back about a message that the embedded stack
// has caught, delivered to its bounce mailbox.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readCheckCode } from '../domain/words/check-code'
import type { Config } from '../platform/config'
import type { Database } from '../platform/database'
import { openMaildir } from '../platform/maildir'
import { type CaughtMessage, type MailReportKind, mailReport } from '../stack/endpoints/mail-reports'
import { CommandRefused, exitCodes, print, withArrears } from './open'

export interface BounceOptions {
  home: string
  json?: boolean
  soft?: boolean
  complaint?: boolean
}

/** Longer than the worker takes to look again. */
const takenWithinMs = 15_000

/** Plays a bounce about the message with this Message-ID or check code, and tells whether it was taken in. */
export async function playBounce(message: string, options: BounceOptions): Promise<void> {
  if (options.soft && options.complaint) {
    throw new CommandRefused('ONE_OF_TWO', 'a bounce is --soft or a --complaint, not both', exitCodes.usage)
  }
  const kind: MailReportKind = options.complaint ? 'complaint' : options.soft ? 'soft' : 'hard'
  await withArrears(options, async ({ config, db }) => {
    const { mailboxUrl, reportsDir } = sandboxOf(config)
    const caught = await caughtMessage(mailboxUrl, await messageIdOf(db, message))
    const name = `${Date.now()}.${randomBytes(8).toString('hex')}.sandbox`
    const maildir = await openMaildir(reportsDir)
    await maildir.deliver(name, mailReport(kind, caught, name))
    const state = await stateOf(reportsDir, name)
    print(options.json, { report: name, kind, state }, () => [`${kind} bounce ${name}: ${state}`])
    if (state !== 'taken in') process.exitCode = exitCodes.failed
  })
}

function sandboxOf({ twilio, mailReportsDir }: Config): { mailboxUrl: string; reportsDir: string } {
  if (!twilio?.baseUrl || !mailReportsDir) {
    throw new CommandRefused(
      'NOT_A_SANDBOX',
      'e-mail of this stack goes to a real mail server: nothing is played to it',
    )
  }
  return { mailboxUrl: twilio.baseUrl, reportsDir: mailReportsDir }
}

async function messageIdOf(db: Database, message: string): Promise<string> {
  const checkCode = readCheckCode(message)
  if (checkCode === null) return message
  const contact = await db.prisma.contact.findFirst({
    where: { checkCode, channel: 'email' },
    orderBy: { claimedAt: 'desc' },
  })
  return contact?.providerId ?? message
}

async function caughtMessage(mailboxUrl: string, messageId: string): Promise<CaughtMessage> {
  const found = new URL('/mail', mailboxUrl)
  found.searchParams.set('messageId', messageId)
  const [mail] = (await (await fetch(found)).json()) as {
    file: string
    envelope: CaughtMessage['envelope']
  }[]
  if (!mail)
    throw new CommandRefused('NO_SUCH_MESSAGE', 'no e-mail with this Message-ID or check code was caught')
  const raw = new URL('/mail/raw', mailboxUrl)
  raw.searchParams.set('file', mail.file)
  return { raw: await (await fetch(raw)).text(), envelope: mail.envelope }
}

/** Waits for the worker to put the report away. */
async function stateOf(dir: string, name: string): Promise<'taken in' | 'refused' | 'waiting for a worker'> {
  for (let waitedMs = 0; waitedMs < takenWithinMs; waitedMs += 200) {
    if (existsSync(join(dir, 'cur', `${name}:2,S`))) return 'taken in'
    if (existsSync(join(dir, 'refused', name))) return 'refused'
    await delay(200)
  }
  return 'waiting for a worker'
}
