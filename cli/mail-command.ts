// `arrears mail take <file|->`: takes in one message of the bounce mailbox, by hand or from a mail server that pipes it.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { Command as Program } from 'commander'
import { takeMail } from '../cases/mail-events'
import { accountRules } from '../cases/account-rules'
import { createTimekeeper } from '../cases/timekeeper'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

/** Registers `mail take`. Exit code 1 when the message is about none of ours or cannot be read. */
export function registerMailCommand(program: Program): void {
  const group = program.command('mail').description('what comes back by e-mail')
  const description = 'take in a bounce, a complaint or an answer: a file, or - for standard input'
  withCommonOptions(group.command('take <file>').description(description)).action(take)
}

async function take(file: string, options: { home: string; json?: boolean }): Promise<void> {
  if (file !== '-' && !existsSync(file)) {
    throw new CommandRefused('NO_SUCH_FILE', `there is no file ${file}`, exitCodes.usage)
  }
  const raw = file === '-' ? await buffer(process.stdin) : await readFile(file)
  await withArrears(options, async ({ db, books, config, temporal }) => {
    const rulesOf = accountRules(db, books)
    const client = temporal?.client ?? null
    const timekeeper = client ? await createTimekeeper(db, client) : null
    const presentOf = async (accountId: string) => (await timekeeper?.presentOf(accountId)) ?? Date.now()
    const emailSecret = config.email?.returns?.secret ?? null
    const result = await takeMail({ db, zone: config.bankZone, client, presentOf, rulesOf, emailSecret }, raw)
    print(options.json, result, () => [`${result.taken}: ${result.because}`])
    if (['unknown', 'foreign', 'unreadable'].includes(result.taken)) process.exitCode = exitCodes.failed
  })
}
