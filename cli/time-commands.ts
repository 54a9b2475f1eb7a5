// `arrears advance`: lets the open cases of a simulation live through days on the real server.
import type { Command as Program } from 'commander'
import { advanceTo } from '../cases/advance'
import type { RelayDeps } from '../cases/relay'
import { createTimekeeper } from '../cases/timekeeper'
import { type Instant, addDaysAt } from '../domain/calendar-date'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

/** Registers `advance <days> [--account A]`. Refused with NOT_A_SIMULATION on a production stack. */
export function registerTimeCommands(program: Program): void {
  withCommonOptions(
    program.command('advance <days>').description('simulation only: let open cases live through whole days'),
  )
    .option('--account <id>', 'only this case')
    .action(advance)
}

async function advance(
  days: string,
  options: { home: string; json?: boolean; account?: string },
): Promise<void> {
  const count = Number(days)
  if (!Number.isInteger(count) || count < 1 || count > 3660) {
    throw new CommandRefused(
      'BAD_OPTION',
      `<days> is a whole number from 1 to 3660, not ${days}`,
      exitCodes.usage,
    )
  }
  await withArrears(options, async ({ db, config, temporal, rulesFor, localTime }) => {
    if (!temporal)
      throw new CommandRefused('TEMPORAL_DOWN', `no answer from ${config.temporal.address}: arrears doctor`)
    const timekeeper = await createTimekeeper(db, temporal.client)
    const deps = { db, rulesFor, client: temporal.client, taskQueue: config.taskQueue, timekeeper }
    const from = await presentOf(deps, options.account)
    const target = addDaysAt(from, count, config.bankZone)
    const account = options.account === undefined ? {} : { accountId: options.account }
    const moves = await advanceTo(deps, target, { ...account, arrive: true })
    const result = { from: new Date(from).toISOString(), to: new Date(target).toISOString(), moves }
    print(options.json, result, () => [`${count} days passed, to ${localTime(result.to)}: ${moves} moves`])
  })
}

/** Where the open cases stand: at the end of the last advance, or at what has become known since. */
async function presentOf({ db, timekeeper }: RelayDeps, accountId: string | undefined): Promise<Instant> {
  const ofAccount = accountId === undefined ? {} : { accountId }
  const open = await db.prisma.episode.findFirst({
    where: { status: 'open', ...ofAccount },
    select: { accountId: true },
  })
  const { _max: newest } = await db.prisma.fact.aggregate({ _max: { recordedAt: true }, where: ofAccount })
  const stands = open ? await timekeeper.presentOf(open.accountId) : null
  return Math.max(stands ?? 0, newest.recordedAt?.getTime() ?? 0) || Date.now()
}
