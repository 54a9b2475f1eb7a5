/**
 * Where does e-mail go on an embedded stack? Into this catcher: it speaks SMTP on loopback, keeps each message
 * as a file and an entry in a journal, and delivers nothing to anybody.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { connectionFaults, type Faults, mailFaults, recipientFaults } from './faults'
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

  /** A message as it came over the wire; null when there is no such file. */
  raw(file: string): Buffer | null {
    const known = this.journal.entries.some((mail) => mail.file === file)
    return known ? readFileSync(join(this.folder, file)) : null
  }

  find({ to, messageId }: { to: string | null; messageId: string | null }): CaughtMail[] {
    return this.journal.entries.filter(
      (mail) =>
        (to === null || mail.envelope.to.includes(to)) &&
        (messageId === null || mail.messageId === messageId),
    )
  }
}

/** Listens on loopback; the caller closes the server. */
export async function listenSmtp(port: number, mailbox: Mailbox, faults: Faults): Promise<SMTPServer> {
  const sockets = new Map<number | undefined, Socket>()
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onConnect(session, answer) {
      const fault = faults.take('email', null, connectionFaults)
      if (fault === 'refuse-connection') return answer(smtpError(421, '4.3.2 no more connections'))
      if (fault === null) return answer()
      sockets.get(session.remotePort)?.write(noSmtp)
    },
    onRcptTo({ address }, _, answer) {
      const fault = faults.take('email', address, recipientFaults)
      if (fault === 'greylist') return answer(smtpError(451, '4.7.1 greylisted, try again later'))
      if (fault === 'reject-recipient') return answer(smtpError(550, '5.1.1 no such mailbox'))
      answer()
    },
    onData(stream, session, answer) {
      const socket = sockets.get(session.remotePort)
      receive({ stream, session, mailbox, faults, socket }).then(answer, answer)
    },
  })
  server.on('error', () => undefined) // a client that went away, dropped connections included
  server.server.on('connection', (socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

const noSmtp = '<html>this is no mail server</html>\r\n'
const lateMs = 3_000
const never = () => new Promise<never>(() => undefined)

/** Takes a message in. Resolves to what the client is answered, null for "accepted". */
async function receive(message: {
  stream: SMTPServerDataStream
  session: SMTPServerSession
  mailbox: Mailbox
  faults: Faults
  socket: Socket | undefined
}): Promise<Error | null> {
  const { stream, session, mailbox, faults, socket } = message
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  const { mailFrom, rcptTo } = session.envelope
  const to = rcptTo.map(({ address }) => address)
  const fault = to.map((address) => faults.take('email', address, mailFaults)).find((kind) => kind !== null)
  const keep = () => mailbox.keep(Buffer.concat(chunks), { from: mailFrom ? mailFrom.address : '', to })
  switch (fault) {
    case 'error-500':
      return smtpError(451, '4.3.0 local error in processing')
    case 'too-many-requests':
      return smtpError(450, '4.7.1 too many messages, try again later')
    case 'reject':
      return smtpError(550, '5.1.1 mailbox unavailable')
    case 'drop-before-accept':
      socket?.destroy()
      return never()
    case 'drop-after-accept':
      await keep()
      socket?.destroy()
      return never()
    case 'hang-after-accept':
      await keep()
      return never()
    case 'garbage-answer':
      await keep()
      socket?.write(noSmtp)
      return never()
    case 'late-answer':
      await keep()
      await delay(lateMs)
      return null
    case undefined:
      await keep()
      return null
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
