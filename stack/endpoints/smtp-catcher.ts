/**
 * Where does e-mail go on an embedded stack? Into this catcher: it speaks SMTP on loopback, keeps each message
 * as a file and an entry in a journal, and delivers nothing to anybody.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Fault, Faults } from './faults'
import { Journal } from './journal'

export interface CaughtMail {
  file: string
  messageId: string
  envelope: { from: string; to: string[] }
  subject: string
  text: string
  /** ISO 8601, by the machine's clock. */
  receivedAt: string
}

export class Mailbox {
  private readonly journal: Journal<CaughtMail>

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.journal = new Journal(join(folder, 'mail.jsonl'))
  }

  async keep(raw: Buffer, envelope: CaughtMail['envelope']): Promise<void> {
    const { default: PostalMime } = await import('postal-mime')
    const mail = await PostalMime.parse(raw)
    const file = `${String(this.journal.entries.length + 1).padStart(6, '0')}.eml`
    writeFileSync(join(this.folder, file), raw, { mode: 0o600 })
    this.journal.append({
      file,
      messageId: mail.messageId ?? '',
      envelope,
      subject: mail.subject ?? '',
      text: (mail.text ?? '').trimEnd(),
      receivedAt: new Date().toISOString(),
    })
  }

  find({ to, messageId }: { to: string | null; messageId: string | null }): CaughtMail[] {
    return this.journal.entries.filter(
      (mail) =>
        (to === null || mail.envelope.to.includes(to)) &&
        (messageId === null || mail.messageId === messageId),
    )
  }
}

export async function listenSmtp(port: number, mailbox: Mailbox, faults: Faults): Promise<void> {
  const sockets = new Map<number | undefined, Socket>()
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, answer) {
      const drop = () => sockets.get(session.remotePort)?.destroy()
      receive({ stream, session, mailbox, faults, drop }).then(answer, answer)
    },
  })
  server.on('error', () => undefined) // a client that went away, dropped connections included
  server.server.on('connection', (socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

async function receive(message: {
  stream: SMTPServerDataStream
  session: SMTPServerSession
  mailbox: Mailbox
  faults: Faults
  drop: () => void
}): Promise<Error | null> {
  const { stream, session, mailbox, faults, drop } = message
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  const { mailFrom, rcptTo } = session.envelope
  const to = rcptTo.map(({ address }) => address)
  const fault = to.map((address) => faults.take('email', address)).find((kind) => kind !== null) ?? null
  const refusal = refusalOf(fault)
  if (refusal) return refusal
  await mailbox.keep(Buffer.concat(chunks), { from: mailFrom ? mailFrom.address : '', to })
  if (fault === 'drop-after-accept') drop()
  return fault === null ? null : new Promise(() => undefined) // its answer never comes
}

function refusalOf(fault: Fault['kind'] | null): Error | null {
  switch (fault) {
    case 'error-500':
      return smtpError(451, '4.3.0 local error in processing')
    case 'too-many-requests':
      return smtpError(450, '4.7.1 too many messages, try again later')
    case 'reject':
      return smtpError(550, '5.1.1 mailbox unavailable')
    case 'hang-after-accept':
    case 'drop-after-accept':
    case null:
      return null
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
