// `arrears letters import <file.csv>`: takes in what the print house reports of its registered letters.
import { existsSync, readFileSync } from 'node:fs'
import type { Command as Program } from 'commander'
import { takeLetterReturns } from '../cases/letter-returns'
import { accountRules } from '../cases/account-rules'
import { createTimekeeper } from '../cases/timekeeper'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

/** Registers `letters import`. Exit code 1 when a row was rejected. */
export function registerLettersCommand(program: Program): void {
  const group = program.command('letters').description('registered letters')
  const description =
    'take in a return file: registered_no,outcome,reported_on[,reason] (delivered, returned, refused)'
  withCommonOptions(group.command('import <file>').alias('return').description(description)).action(
    takeReturns,
  )
}

async function takeReturns(file: string, options: { home: string; json?: boolean }): Promise<void> {
  if (!existsSync(file)) throw new CommandRefused('NO_SUCH_FILE', `there is no file ${file}`, exitCodes.usage)
  const csv = readFileSync(file, 'utf8')
  await withArrears(options, async ({ db, books, config, temporal }) => {
    const rulesOf = accountRules(db, books)
    const client = temporal?.client ?? null
    const timekeeper = client ? await createTimekeeper(db, client) : null
    const presentOf = async (accountId: string) => (await timekeeper?.presentOf(accountId)) ?? Date.now()
    const result = await takeLetterReturns({ db, zone: config.bankZone, client, presentOf, rulesOf }, csv)
    print(options.json, result, () => [
      `${result.recorded} recorded, ${result.known} known already, ${result.rejected.length} rejected`,
      ...result.rejected.map(({ line, reason }) => `${file}:${line} ${reason}`),
    ])
    if (result.rejected.length > 0) process.exitCode = exitCodes.failed
  })
}
