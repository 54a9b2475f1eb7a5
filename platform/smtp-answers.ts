// What does a mail server's answer mean? One table for the answer to a message and for the bounce that comes later, by
// the reply codes of RFC 5321 and the status codes of RFC 3463.
import { type Handover, codeOf, defaultRetryAfterMs } from './carrier'

type Because = Extract<Handover, { kind: 'rejected' }>['because']

/** Address or domain that is none, has moved or takes no mail (not 5.1.7 and 5.1.8, which speak of the sender). */
const badAddress = /^5\.(1\.([0-6]|10)|2\.1|4\.4)$/
/** The same where a server gives no status code: no such mailbox, moved, not a mailbox name. */
const badAddressReplies: readonly number[] = [550, 551, 553]

/**
 * Why a server refused for good, or a bounce came: only what speaks of the address marks it. A full mailbox or a filter
 * that dislikes the text does not. `status` is an RFC 3463 code such as `5.1.1`; 5.0.0 says as little as none.
 */
export function becauseOf({
  status,
  replyCode,
}: {
  status: string | null
  replyCode: number | null
}): Because {
  const saysMore = status !== null && status !== '5.0.0'
  const isBad = saysMore ? badAddress.test(status) : badAddressReplies.includes(replyCode ?? 0)
  return isBad ? 'badAddress' : 'other'
}

/**
 * What became of a message whose handing over ended with one of Nodemailer's errors. `wentOver`: the message itself had
 * gone over the wire, so that from here on a silence tells nothing.
 */
export function handoverAfter(error: unknown, wentOver: boolean): Handover {
  const { responseCode, response = '', command = '', originalCode } = error as NodemailerError
  const notTaken = (code: string): Handover => ({ kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs })
  if (responseCode === undefined || responseCode < 400) {
    const cause = originalCode ?? codeOf(error)
    const code = cause === 'EABORT' ? 'ETIMEDOUT' : cause // nobody but our own clock ends a talk
    return wentOver ? { kind: 'unclear', code } : notTaken(code)
  }
  const code = String(responseCode)
  // Before the receiver is named a server refuses us, and not them: with our settings put right it is sent.
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA'
  if (responseCode < 500 || !isAboutMessage) return notTaken(code)
  const status = statusIn(response)
  const because = becauseOf({ status, replyCode: command === 'RCPT TO' ? responseCode : null })
  return { kind: 'rejected', code: status ?? code, because }
}

interface NodemailerError {
  /** Absent when the server did not answer, or not in SMTP. */
  responseCode?: number
  response?: string
  /** The stage at which it happened. */
  command?: string
  /** Of the system's error behind Nodemailer's. */
  originalCode?: string
}

/** The status code behind the reply code: `550 5.1.1 no such mailbox`. */
function statusIn(response: string): string | null {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null
}
