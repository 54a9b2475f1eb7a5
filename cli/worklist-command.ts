// `arrears worklist`: what there is to do for people, the most pressing first, with the times at which customers may be
// called. Numbers are masked: `arrears call start` tells the one to dial.
import type { Command as Program } from 'commander'
import { type WorkLine, worklist } from '../cases/worklist'
import { taskOutcomes } from '../domain/ladder/outcomes'
import { withoutAbsent } from '../domain/without-absent'
import { formatCents } from '../domain/money/money'
import { callDepsOf } from './call-command'
import type { LocalTime } from './local-time'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { createPresent } from './present'

interface Options {
  home: string
  json?: boolean
  kind?: string[]
  limit: string
  collector?: string
}

/** Registers `worklist`. */
export function registerWorklistCommand(program: Program): void {
  withCommonOptions(program.command('worklist'))
    .description('open tasks, the most pressing first, and calls that nobody has finished')
    .option('--kind <kinds...>', `only these: ${Object.keys(taskOutcomes).join(', ')}`)
    .option('--collector <person>', 'only customers whom this person looks after')
    .option('--limit <n>', 'how many', '50')
    .action(list)
}

async function list(options: Options): Promise<void> {
  const { kind: kinds = [] } = options
  const limit = Number(options.limit)
  const stranger = kinds.find((kind) => !(kind in taskOutcomes))
  if (stranger !== undefined) {
    const known = Object.keys(taskOutcomes).join(', ')
    throw new CommandRefused('BAD_OPTION', `--kind is one of ${known}: not ${stranger}`, exitCodes.usage)
  }
  if (!Number.isInteger(limit) || limit < 1) {
    throw new CommandRefused('BAD_OPTION', '--limit is a whole number from 1', exitCodes.usage)
  }
  await withArrears(options, async (opened) => {
    const deps = {
      ...callDepsOf(opened),
      zone: opened.config.bankZone,
      presentOf: await createPresent(opened),
    }
    const work = await worklist(deps, withoutAbsent({ kinds, limit, collector: options.collector }))
    print(options.json, work, () => [
      ...(work.tasks.length === 0
        ? ['nothing to do']
        : work.tasks.flatMap((line) => linesOf(line, opened.localTime))),
      ...work.unfinishedCalls.map(
        ({ callId, startedAt, by }) =>
          `not finished: ${callId}, started ${opened.localTime(startedAt)} by ${by}`,
      ),
    ])
  })
}

function linesOf(line: WorkLine, localTime: LocalTime): string[] {
  const { priority, kind, taskId, dueAt, overdueCents, currency, daysPastDue, level, call } = line
  const debt = `${formatCents(overdueCents, currency)}, ${daysPastDue} days past due`
  const who = level === null ? '' : `  for the ${level}`
  const head = `${String(priority).padStart(3)}  ${kind.padEnd(11)} due ${localTime(dueAt)}  ${debt}  ${taskId}${who}`
  if (!call) return [head]
  const until = call.until === null ? '' : localTime(call.until)
  const when = call.from === null ? 'not before the task ends' : `${localTime(call.from)} to ${until}`
  const now = call.ruleId === null ? '' : ` (${call.ruleId})`
  return [head, `     call ${call.number ?? 'nobody'}: ${when}${now}, ${call.attemptsToday} tried today`]
}
