// Is every kind of message that lands in a bounce mailbox read for what it is? As mail servers and mail programs write them;
// what cannot be read is said to be so, and nothing is guessed.
import { type MailReport, readMailReport } from '../../platform/mail-report'
import { becauseOf } from '../../platform/smtp-answers'
import { type CaughtMessage, mailReport } from '../../stack/endpoints/mail-reports'

const token = '482109371153-0123456789abcdef0123'
const messageId = '<0123456789abcdef0123456789abcdef@example.com>'
const about = { tokens: [token], messageIds: [messageId] }

const original = [
  'From: Example Bank <collections@example.com>',
  'To: customer@example.org',
  `Message-ID: ${messageId}`,
  'Subject: =?UTF-8?B?6L+Y5qy+?=',
]

const read = (...lines: string[]): Promise<MailReport> => readMailReport(Buffer.from(lines.join('\r\n')))

/** A multipart/report as most servers write it. */
function report(
  type: string,
  parts: Record<string, readonly string[]>,
  head: readonly string[] = [],
): string[] {
  return [
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type};`,
    '\tboundary="next/part"',
    ...head,
    '',
    'This is a MIME-encapsulated message.',
    ...Object.entries(parts).flatMap(([mime, lines]) => [
      '',
      '--next/part',
      `Content-Type: ${mime}`,
      '',
      ...lines,
    ]),
    '',
    '--next/part--',
    '',
  ]
}

const postfix = (action: string, status: string, diagnostic: string) =>
  report('delivery-status', {
    'text/plain; charset=us-ascii': [
      'I am sorry to have to inform you that your message could not',
      'be delivered.',
    ],
    'message/delivery-status': [
      'Reporting-MTA: dns; mx.example.net',
      'X-Postfix-Queue-ID: 4XYZ',
      'Arrival-Date: Thu,  5 Mar 2026 10:00:00 +0800 (CST)',
      '',
      'Final-Recipient: rfc822; customer@example.org',
      'Original-Recipient: rfc822;customer@example.org',
      `Action: ${action}`,
      `Status: ${status}`,
      'Remote-MTA: dns; mx.example.org',
      `Diagnostic-Code: ${diagnostic}`,
      '    in reply to RCPT TO command',
    ],
    'text/rfc822-headers': [`Return-Path: <bounces+${token}@example.com>`, ...original],
  })

describe('bounces', () => {
  test.each([
    ['no such mailbox', 'failed', '5.1.1', 'smtp; 550 5.1.1 <customer@example.org>: no such user', 550],
    ['a status without meaning', 'failed', '5.0.0', 'smtp; 550 no such user', 550],
    ['given up after days', 'failed', '4.4.1', 'X-Postfix; connect to mx.example.org: timed out', null],
    ['in capitals', 'Failed', '5.2.1', 'SMTP; 550 disabled', 550],
  ])('%s is a failure, with its codes', async (_, action, status, diagnostic, replyCode) => {
    const bounce = await read(...postfix(action, status, diagnostic))
    expect(bounce).toEqual({ kind: 'failed', status, replyCode, about })
  })

  test.each(['delayed', 'relayed', 'expanded'])('%s says nothing that counts yet', async (action) => {
    expect(await read(...postfix(action, '4.2.2', 'smtp; 452 full'))).toEqual({
      kind: 'noise',
      because: 'underWay',
    })
  })

  test('a report of success is one', async () => {
    expect(await read(...postfix('delivered', '2.0.0', 'smtp; 250 ok'))).toEqual({ kind: 'delivered', about })
  })

  test('the address that it was sent to is enough where nothing of the message comes back', async () => {
    const bounce = report(
      'delivery-status',
      { 'message/delivery-status': ['Reporting-MTA: dns; mx', '', 'Action: failed', 'Status: 5.1.1'] },
      ['To: someone@example.com', `Delivered-To: bounces+${token.toUpperCase()}@example.com`],
    )
    expect(await read(...bounce)).toMatchObject({ about: { tokens: [token.toUpperCase()], messageIds: [] } })
  })

  test('the message comes back whole, in another encoding, with lines that end in a single character', async () => {
    const status =
      'Reporting-MTA: dns; mx\n\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;\n 550 no such user\n'
    const bounce = report('delivery-status', {
      'message/delivery-status\r\nContent-Transfer-Encoding: base64': [
        Buffer.from(status).toString('base64'),
      ],
      'message/rfc822': [
        ...original,
        `List-Unsubscribe: <https://bank.example.com/unsubscribe/${token}>`,
        '',
        'text',
      ],
    })
    const expected = { kind: 'failed', status: '5.1.1', replyCode: 550, about }
    expect(await read(...bounce)).toEqual(expected)
    expect(await readMailReport(Buffer.from(bounce.join('\n')))).toEqual(expected)
  })

  test.each([
    ['without a receiver', ['Reporting-MTA: dns; mx']],
    ['that is empty', []],
    ['of nonsense', ['\u0000\u0001 :::: \u00ff', '', ': x']],
  ])('a report %s is left for a person', async (_, lines) => {
    const bounce = report('delivery-status', { 'message/delivery-status': lines })
    expect((await read(...bounce)).kind).toBe('unreadable')
  })

  test('a mail server that writes no report is left for a person', async () => {
    const bounce = await read(
      'From: postmaster@example.net',
      'Subject: failure notice',
      '',
      'Sorry, no mailbox here.',
    )
    expect(bounce).toEqual({ kind: 'unreadable', because: 'NO_STATUS' })
    const nameless = await read('Return-Path: <>', 'From: a@example.net', '', 'Delivery failed.')
    expect(nameless).toEqual({ kind: 'unreadable', because: 'NO_STATUS' })
  })

  test.each([
    ['5.1.1', null, 'badAddress'],
    ['5.1.10', null, 'badAddress'],
    ['5.1.8', 550, 'other'],
    ['5.2.1', null, 'badAddress'],
    ['5.2.2', 550, 'other'],
    ['5.7.1', 550, 'other'],
    ['5.0.0', 550, 'badAddress'],
    ['5.0.0', 554, 'other'],
    ['4.4.1', null, 'other'],
    [null, 553, 'badAddress'],
    [null, null, 'other'],
  ])('status %p with reply %p speaks of the address or of something else', (status, replyCode, because) => {
    expect(becauseOf({ status, replyCode })).toBe(because)
  })
})

describe('complaints', () => {
  const feedback = (type: string) =>
    report('feedback-report', {
      'text/plain': ['This is an email abuse report.'],
      'message/feedback-report': [`Feedback-Type: ${type}`, 'User-Agent: SomeGenerator/1.0', 'Version: 1'],
      'message/rfc822\r\nContent-Disposition: inline': [
        ...original,
        `List-Unsubscribe: <https://bank.example.com/unsubscribe/${token}>,`,
        ` <mailto:bounces+${token}@example.com?subject=unsubscribe>`,
        '',
        'Dear customer',
      ],
    })

  test.each(['abuse', 'fraud', 'opt-out', 'other', 'Abuse'])('%s is one, about our message', async (type) => {
    expect(await read(...feedback(type))).toEqual({
      kind: 'complaint',
      about: { tokens: [token, token], messageIds: [messageId] },
    })
  })

  test.each(['not-spam', 'auth-failure'])('%s is none', async (type) => {
    expect(await read(...feedback(type))).toEqual({ kind: 'noise', because: 'otherFeedback' })
  })
})

describe('answers', () => {
  const head = ['From: Customer <customer@example.org>', 'Message-ID: <answer@example.org>']

  test('a wish by the address to unsubscribe', async () => {
    const answer = await read(...head, `To: bounces+${token}@example.com`, 'Subject: unsubscribe', '', '')
    expect(answer).toEqual({
      kind: 'answer',
      id: '<answer@example.org>',
      subject: 'unsubscribe',
      words: '',
      about: { tokens: [token], messageIds: [] },
    })
  })

  test.each([
    ['On Thu, 5 Mar 2026 at 10:00, Example Bank <collections@example.com> wrote:', '> Dear customer'],
    ['在 2026年3月5日，示例银行 写道：', '> 您好'],
    ['-----Original Message-----', 'From: Example Bank'],
    ['发件人: 示例银行', '您好'],
  ])('what is quoted below the answer is not the answer (%s)', async (...quoted) => {
    const answer = await read(
      ...[...head, 'To: collections@example.com', `In-Reply-To: ${messageId}`, 'Subject: Re: 还款'],
      ...['Content-Type: text/plain; charset=utf-8', '', 'STOP', '', ...quoted],
    )
    expect(answer).toMatchObject({ kind: 'answer', words: 'STOP', about: { messageIds: [messageId] } })
  })

  test.each([
    ['Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-generated (rejected)'],
    ['Precedence: bulk'],
    ['X-Autoreply: yes'],
    ['X-Auto-Response-Suppress: All'],
  ])('what a machine says by itself is none (%s)', async (header) => {
    const answer = await read(
      ...head,
      header,
      `In-Reply-To: ${messageId}`,
      'Subject: Out of office',
      '',
      'stop',
    )
    expect(answer).toEqual({ kind: 'noise', because: 'automatic' })
  })

  test('a mail program that unsubscribes by itself is heeded', async () => {
    const answer = await read(
      ...head,
      'Auto-Submitted: auto-generated',
      'Subject: Unsubscribe',
      '',
      'Sent by a program.',
    )
    expect(answer).toMatchObject({ kind: 'answer', subject: 'Unsubscribe' })
  })

  test('a person’s program that says so is a person', async () => {
    expect(await read(...head, 'Auto-Submitted: no', '', 'stop')).toMatchObject({
      kind: 'answer',
      words: 'stop',
    })
  })

  test('a receipt of reading is none', async () => {
    const receipt = report('disposition-notification', {
      'text/plain': ['Your message was displayed.'],
      'message/disposition-notification': [
        'Final-Recipient: rfc822;customer@example.org',
        'Disposition: manual',
      ],
    }).map((line) => line.replace('MAILER-DAEMON@mx.example.net', 'customer@example.org'))
    expect(await read(...receipt)).toEqual({ kind: 'noise', because: 'automatic' })
  })
})

describe('what is no mail', () => {
  test.each([
    ['nothing', ''],
    ['bytes', '\u0000\u0001\u0002'],
    ['words', 'hello there'],
  ])('%s', async (_, text) => {
    expect(await read(text)).toEqual({ kind: 'unreadable', because: 'NO_MAIL' })
  })

  test('more than any bounce has', async () => {
    const huge = Buffer.alloc(6 * 1024 * 1024, 'x')
    expect(await readMailReport(huge)).toEqual({ kind: 'unreadable', because: 'TOO_LARGE' })
  })

  test('parts in parts in parts', async () => {
    const nested = Array.from({ length: 100 }, (_, n) => [
      `Content-Type: multipart/mixed; boundary=b${n}`,
      '',
      `--b${n}`,
    ])
    expect((await read('From: a@example.org', ...nested.flat())).kind).toBe('unreadable')
  })
})

test.each([
  [
    'hard',
    { kind: 'failed', status: '5.1.1', replyCode: 550, about: { tokens: [token], messageIds: [messageId] } },
  ],
  ['soft', { kind: 'noise', because: 'underWay' }],
  ['complaint', { kind: 'complaint', about: { tokens: [token], messageIds: [messageId] } }],
] as const)('what the sandbox plays (%s) is read like the real thing', async (kind, expected) => {
  const envelope = { from: `bounces+${token}@example.com`, to: ['customer@example.org'] }
  const message: CaughtMessage = { raw: [...original, '', 'Dear customer'].join('\r\n'), envelope }
  expect(await readMailReport(Buffer.from(mailReport(kind, message, 'x1')))).toEqual(expected)
})
