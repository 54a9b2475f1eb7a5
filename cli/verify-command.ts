// `arrears verify <code>`: the hotline's answer to "is this message really from you?".
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { verifyMessage } from '../cases/verify-message'
import { loadBankProfile } from '../platform/bank-profile'
import { exitCodes, print, withArrears, withCommonOptions } from './open'

const policiesDir = join(__dirname, '..', 'policies')

/** Registers `verify`. Exit code 1 when no message has the code. */
export function registerVerifyCommand(program: Program): void {
  withCommonOptions(program.command('verify <code...>'))
    .description('which message has this check code; tells nothing about the debt or its debtor')
    .action(verify)
}

async function verify(code: string[], options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async ({ db, config }) => {
    const messages = await verifyMessage(db, code.join(' '), config.bankZone)
    const { names, hotline } = loadBankProfile(policiesDir)
    const bank = Object.values(names).join(' / ')
    print(options.json, { known: messages.length > 0, bank: names, hotline, messages }, () =>
      messages.length === 0
        ? [
            `No message of ${bank} has this code. Ask for it again; if it is the same, the message is not ours.`,
          ]
        : messages.map(
            ({ channel, sentOn, kind, language }) =>
              `${bank} sent this message: ${channel}, ${sentOn}, ${kind} (${language}).`,
          ),
    )
    if (messages.length === 0) process.exitCode = exitCodes.failed
  })
}
