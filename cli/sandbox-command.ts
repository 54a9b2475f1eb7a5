// `arrears sandbox`: plays what providers and customers would send to the embedded stack. Signed like the real thing and
// sent to the same door, so that what takes it in is the code that a bank runs.
import { randomBytes } from 'node:crypto'
import type { Command as Program } from 'commander'
import type { Config } from '../platform/config'
import { signatureOf, twilioPaths } from '../platform/twilio-webhook'
import { playBounce } from './sandbox-bounce'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

type Options = { home: string; json?: boolean }

/** Registers `sandbox reply`, `sandbox report` and `sandbox bounce`. Refuses where messages go to the real Twilio: NOT_A_SANDBOX. */
export function registerSandboxCommand(program: Program): void {
  const group = program
    .command('sandbox')
    .description('play what providers and customers send; embedded stack only')
  withCommonOptions(
    group
      .command('reply <from> <text>')
      .description('a customer answers by SMS from the number <from>, e.g. TD'),
  ).action(async (from: string, text: string, options: Options) => {
    const MessageSid = `SM${randomBytes(16).toString('hex')}`
    await play(options, twilioPaths.reply, { MessageSid, From: from, Body: text })
  })
  withCommonOptions(
    group
      .command('report <messageSid> <status>')
      .description('the provider reports a message: delivered, undelivered, failed')
      .option('--code <code>', "Twilio's error code, e.g. 30005: unknown number"),
  ).action(async (messageSid: string, status: string, options: Options & { code?: string }) => {
    const code = options.code === undefined ? {} : { ErrorCode: options.code }
    await play(options, twilioPaths.status, { MessageSid: messageSid, MessageStatus: status, ...code })
  })
  withCommonOptions(
    group
      .command('bounce <message>')
      .description('an e-mail comes back: by its Message-ID or check code')
      .option('--soft', 'the mail server is still trying')
      .option('--complaint', 'the receiver has called it spam'),
  ).action(playBounce)
}

async function play(options: Options, path: string, form: Record<string, string>): Promise<void> {
  await withArrears(options, async ({ config }) => {
    const { url, token } = doorOf(config)
    const address = new URL(path, url).href
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signatureOf(token, address, form),
      },
      body: new URLSearchParams(form),
    })
    const answer = await response.text()
    print(options.json, { status: response.status, answer, messageSid: form['MessageSid'] }, () => [
      response.ok
        ? `taken in (${response.status}) ${answer}`.trim()
        : `refused (${response.status}): ${answer}`,
    ])
    if (!response.ok) process.exitCode = exitCodes.failed
  })
}

function doorOf({ twilio, webhook }: Config): { url: string; token: string } {
  if (!twilio?.baseUrl) {
    throw new CommandRefused(
      'NOT_A_SANDBOX',
      'messages of this stack go to the real Twilio: nothing is played to it',
    )
  }
  if (!webhook)
    throw new CommandRefused('NO_DOOR', 'WEBHOOK_PORT and WEBHOOK_URL are not set: see .env.example')
  return { url: webhook.url, token: twilio.authToken }
}
