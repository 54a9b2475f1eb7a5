// Is a template's file understood, and is a mistake in it named?
import { printFinding, readTemplate, templateName } from '../../domain/words/template'

const head = '@version 3\n@kind notice\n'

test('a file is read with the lines on which its words begin', () => {
  const reading = readTemplate('en/email/reminder.plain.txt', `${head}@subject Hello\n\nDear you\nBye\n`)
  expect(reading).toEqual({
    ok: true,
    template: {
      file: 'templates/en/email/reminder.plain.txt',
      language: 'en',
      channel: 'email',
      name: 'reminder',
      manner: 'plain',
      kind: 'notice',
      version: '3',
      subject: { line: 3, words: 'Hello' },
      text: { line: 5, words: 'Dear you\nBye' },
    },
  })
})

test('a file from another system has other line ends and the same words', () => {
  const reading = readTemplate('en/sms/reminder.txt', `${head}\nDear you\nBye\n`.replaceAll('\n', '\r\n'))
  expect(reading).toMatchObject({ ok: true, template: { text: { line: 4, words: 'Dear you\nBye' } } })
})

test.each([
  ['en/sms/reminder.txt', 'en/sms/reminder'],
  ['zh-CN/letter/demand-letter.plain.txt', 'zh-CN/letter/demand-letter.plain'],
])('%s is called %s', (path, name) => {
  const reading = readTemplate(path, `${head}\nwords`)
  expect(reading.ok && templateName(reading.template)).toBe(name)
})

test.each([
  [
    'reminder.txt',
    `${head}\nx`,
    'FILE: must be called <language>/<channel>/<name>.txt or <name>.<manner>.txt',
  ],
  ['en/sms/reminder.html', `${head}\nx`, 'FILE: must be called'],
  ['en/fax/reminder.txt', `${head}\nx`, 'FILE: there is no channel fax; there are sms, email, letter'],
  ['en/sms/reminder.rude.txt', `${head}\nx`, 'FILE: there is no manner rude'],
  ['en/sms/reminder.ordinary.txt', `${head}\nx`, 'FILE: there is no manner ordinary'],
  ['en/sms/reminder.txt', 'Dear you', 'HEAD: the line @version is missing'],
  ['en/sms/reminder.txt', '@version 1\n\nx', 'HEAD: the line @kind is missing'],
  ['en/sms/reminder.txt', '@version two\n@kind notice\n\nx', 'HEAD: @version must be a whole number'],
  [
    'en/sms/reminder.txt',
    '@version 1\n@kind threat\n\nx',
    'HEAD: @kind must be one of notice, service, relay',
  ],
  ['en/sms/reminder.txt', head, 'HEAD: there are no words after the head'],
  ['en/sms/reminder.txt', `${head}@subject y\n\nx`, 'HEAD: there is no setting "subject" in the head'],
  ['en/email/reminder.txt', `${head}\nx`, 'HEAD: the line @subject is missing'],
])('%s with %j is refused', (path, source, problem) => {
  const reading = readTemplate(path, source)
  expect(reading.ok ? [] : reading.findings.map(printFinding)).toContainEqual(
    expect.stringContaining(`templates/${path}:1 ${problem}`),
  )
})
