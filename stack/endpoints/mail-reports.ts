/**
 * What would a mail server send back? A bounce (RFC 3464) or a complaint (RFC 5965) about a message that the catcher has
 * caught, written as the servers of large providers write them.
 */

export type MailReportKind = 'hard' | 'soft' | 'complaint'

/** `raw`: the message as it was caught; `envelope`: what was said of it in SMTP. */
export interface CaughtMessage {
  raw: string
  envelope: { from: string; to: string[] }
}

/** The report as it is delivered to the envelope's sender. `id` goes into its Message-ID. */
export function mailReport(kind: MailReportKind, message: CaughtMessage, id: string): string {
  const boundary = `=_${id}`
  const [type, parts] = kind === 'complaint' ? complaint(message) : bounce(kind, message)
  return [
    'Return-Path: <>',
    `To: <${message.envelope.from}>`,
    `From: Mail Delivery System <mailer-daemon@mx.example.net>`,
    `Subject: ${kind === 'complaint' ? 'Abuse report' : 'Undelivered Mail Returned to Sender'}`,
    `Message-ID: <${id}@mx.example.net>`,
    `Date: ${new Date().toUTCString()}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part, '']),
    `--${boundary}--`,
    '',
  ].join('\r\n')
}

function bounce(kind: 'hard' | 'soft', { raw, envelope }: CaughtMessage): [string, string[][]] {
  const [to = ''] = envelope.to
  const [action, status, diagnostic] =
    kind === 'hard'
      ? ['failed', '5.1.1', '550 5.1.1 no such mailbox']
      : ['delayed', '4.2.2', '452 4.2.2 mailbox full, trying again']
  const fields = [
    ...['Reporting-MTA: dns; mx.example.net', ''],
    ...[`Final-Recipient: rfc822; ${to}`, `Action: ${action}`, `Status: ${status}`],
    `Diagnostic-Code: smtp; ${diagnostic}`,
  ]
  return [
    'delivery-status',
    [
      [
        'Content-Type: text/plain; charset=us-ascii',
        '',
        'Your message could not be delivered yet, or at all.',
      ],
      ['Content-Type: message/delivery-status', '', ...fields],
      ['Content-Type: text/rfc822-headers', '', raw.split('\r\n\r\n')[0] ?? ''],
    ],
  ]
}

function complaint({ raw, envelope }: CaughtMessage): [string, string[][]] {
  const fields = [
    ...['Feedback-Type: abuse', 'User-Agent: ExampleFeedback/1.0', 'Version: 1'],
    ...[`Original-Mail-From: <${envelope.from}>`, 'Arrival-Date: Thu, 05 Mar 2026 10:00:00 +0800'],
  ]
  return [
    'feedback-report',
    [
      ['Content-Type: text/plain; charset=us-ascii', '', 'Somebody has marked this message as spam.'],
      ['Content-Type: message/feedback-report', '', ...fields],
      ['Content-Type: message/rfc822', 'Content-Disposition: inline', '', raw],
    ],
  ]
}
