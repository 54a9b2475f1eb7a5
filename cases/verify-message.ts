// Is this message ours? Answers the hotline, to which a caller reads out a check code: on which channel, on which day and
// of which kind the message with this code was. Never who it was for or what was owed (E6).
import type { CalendarDate } from '../domain/calendar-date'
import { dateAt } from '../domain/calendar-date'
import { readCheckCode } from '../domain/words/check-code'
import type { Database } from '../platform/database'

export interface VerifiedMessage {
  channel: string
  sentOn: CalendarDate
  /** The template's name, e.g. `reminder`. */
  kind: string
  language: string
}

/** No code at all: a digit was misheard or left out. */
export class CheckCodeError extends Error {
  readonly code = 'CHECK_CODE_INVALID'
  override readonly name = 'CheckCodeError'
}

/** Messages that were handed over; one that was withheld, withdrawn or refused never reached anybody. */
const handedOver = ['sending', 'sent', 'delivered', 'unknown']

/**
 * The messages with a code, the newest first: none when the code is nobody's, and more than one only by a rare chance.
 * `zone` is the one that `sentOn` is told in. @throws CheckCodeError
 */
export async function verifyMessage(db: Database, spoken: string, zone: string): Promise<VerifiedMessage[]> {
  const checkCode = readCheckCode(spoken)
  if (checkCode === null)
    throw new CheckCodeError(
      'this is no check code of ours: ask for all twelve digits again, in groups of four',
    )
  const contacts = await db.prisma.contact.findMany({
    where: { checkCode, status: { in: handedOver } },
    select: { channel: true, sentAt: true, template: true },
    orderBy: { sentAt: 'desc' },
  })
  return contacts.map(({ channel, sentAt, template }) => {
    const [language = '', , file = ''] = (template ?? '').split('/')
    const kind = file.replace(/[.@].*$/, '')
    return { channel, sentOn: dateAt((sentAt ?? new Date(0)).getTime(), zone), kind, language }
  })
}
