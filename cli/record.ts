// Records something on a case from the command line: options become a command, the command goes to the case, the answer is
// printed. A refusal ends with exit code 1 and its stable code.
import { randomUUID } from 'node:crypto'
import type { Command as Program } from 'commander'
import { date, instantText } from '../domain/date-shape'
import { accountRules } from '../cases/account-rules'
import { callRulesOf } from '../cases/call-rules'
import { sendCommand } from '../cases/send-command'
import type { CalendarDate } from '../domain/calendar-date'
import { type CommandKind, commandSchema } from '../domain/commands/commands'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'

export type Flags = readonly [flags: string, help: string]

/** What was given on the command line, by the names of the options. */
export type Given = Record<string, string | undefined>

/** Something that can be recorded on one case. */
export interface Recording {
  name: string
  description: string
  required: readonly Flags[]
  optional: readonly Flags[]
  toCommand(options: Given): { kind: CommandKind } & Record<string, unknown>
}

/** Registers `<name> <account>` in a group of commands. */
export function registerRecording(group: Program, recording: Recording): void {
  const command = group.command(`${recording.name} <account>`).description(recording.description)
  for (const [flags, help] of recording.required) command.requiredOption(flags, help)
  for (const [flags, help] of recording.optional) command.option(flags, help)
  command.requiredOption('--by <person>', 'who records it, e.g. operator:lin')
  command.option('--command-id <id>', 'repeat with the same id and it is recorded once')
  withCommonOptions(command).action(
    (account: string, options: { home: string; json?: boolean; by: string } & Record<string, string>) =>
      record(account, options, recording.toCommand(options)),
  )
}

/** Registers `show <account>` in a group of commands. */
export function registerShow(
  group: Program,
  description: string,
  show: (account: string, options: { home: string; json?: boolean }) => Promise<void>,
): void {
  withCommonOptions(group.command('show <account>').description(description)).action(show)
}

/** Sends one command to the case and prints what was recorded. @throws CommandRefused with the code of a refusal */
export async function record(
  account: string,
  options: { home: string; json?: boolean; by: string; commandId?: string },
  fields: object,
): Promise<void> {
  const { commandId = randomUUID(), by } = options
  const parsed = commandSchema.safeParse({ ...fields, commandId, by })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
    )
    throw new CommandRefused('BAD_COMMAND', problems.join('; '), exitCodes.usage)
  }
  await withArrears(options, async (opened) => {
    const now = await presentOf(opened, account)
    const { db, books, config } = opened
    const deps = {
      db,
      zone: config.bankZone,
      client: opened.temporal?.client ?? null,
      callRules: callRulesOf(books, config),
      rulesOf: accountRules(db, books),
      now: () => now,
    }
    const answer = await sendCommand(deps, account, parsed.data)
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    print(options.json, answer, () => [
      answer.recorded.length === 0
        ? 'known already, nothing changed'
        : `recorded: ${answer.recorded.join(', ')}`,
    ])
  })
}

/** `120.50` -> 12050. @throws CommandRefused BAD_OPTION */
export function centsOf(amount: string | undefined): number {
  if (amount !== undefined && /^\d+\.\d{2}$/.test(amount)) return Number(amount.replace('.', ''))
  const message = `an amount has two decimal places, such as 120.50: not ${amount ?? 'nothing'}`
  throw new CommandRefused('BAD_OPTION', message, exitCodes.usage)
}

/** `2026-03-05T09:30:00+08:00` -> milliseconds since 1970; absent stays absent. @throws CommandRefused BAD_OPTION */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const instant = instantText.safeParse(text)
  if (instant.success) return instant.data
  const message = `an instant has a date, a time and an offset, such as 2026-03-05T09:30:00+08:00: not ${text}`
  throw new CommandRefused('BAD_OPTION', message, exitCodes.usage)
}

/** `2026-05-31` as it is. @throws CommandRefused BAD_OPTION for what is in no calendar */
export function dayOf(text: string): CalendarDate {
  if (date.safeParse(text).success) return text
  throw new CommandRefused('BAD_OPTION', `a day is written as 2026-05-31: not ${text}`, exitCodes.usage)
}

/** `20:00-23:00` -> its two ends. @throws CommandRefused BAD_OPTION */
export function spanOf(text: string): { from: string; to: string } {
  const [, from, to] = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text) ?? []
  if (from !== undefined && to !== undefined) return { from, to }
  throw new CommandRefused('BAD_OPTION', `hours are written as 20:00-23:00: not ${text}`, exitCodes.usage)
}

/** Who signs an agreement for a customer who cannot. */
export const signature: Flags = ['--signed-by <id>', 'the related person who signs for a customer who cannot']

/** A field that is left out when nothing was given for it. */
export function optional<V>(name: string, value: V | undefined): Record<string, V> {
  return value === undefined ? {} : { [name]: value }
}
