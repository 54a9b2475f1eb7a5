// `arrears call start|finish|inbound`: a person calls a customer, or a customer the bank. The slot is reserved before anybody dials, and the answer says
// which number it is and what must be said; afterwards the caller says what it came to.
import { randomUUID } from 'node:crypto'
import { type Command as Program, Option } from 'commander'
import { finishCall } from '../cases/call-finish'
import { inboundOutcomes, logInbound } from '../cases/call-inbound'
import { callRulesOf } from '../cases/call-rules'
import type { CallDeps } from '../cases/call-scene'
import { startCall } from '../cases/call-start'
import { callMeanings } from '../domain/contact/call-outcomes'
import { causes } from '../domain/arrangements/documents'
import { type Conversation, capacities, willingnesses } from '../domain/contact/conversation-facts'
import { withoutAbsent } from '../domain/without-absent'
import { CommandRefused, type Opened, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'

interface Options {
  home: string
  json?: boolean
  by: string
}

/** Registers `call start`, `call finish` and `call inbound`. Exit code 1 when a call is refused, with the rule and the earliest time. */
export function registerCallCommands(program: Program): void {
  const group = program
    .command('call')
    .description('calls by people: reserve, then dial, then say what came of it')
  withCommonOptions(
    group
      .command('start <task>')
      .description('may the customer be called now? Reserves the call and tells the number')
      .requiredOption('--by <person>', 'who dials, e.g. operator:lin')
      .option('--point <id>', 'this number; absent: the best one that may be called')
      .option('--reference <id>', 'your own id of the call: the same again is the same call'),
  ).action(start)
  withCommonOptions(
    group
      .command('finish <call>')
      .description('what the call came to')
      .requiredOption('--outcome <code>', Object.keys(callMeanings).join(', '))
      .requiredOption('--by <person>', 'who called')
      .option('--recording <id>', 'where the call can be heard')
      .option('--note <text>', 'a remark; no personal data')
      .addOption(new Option('--cause <code>', 'why the customer is behind').choices(causes))
      .addOption(new Option('--willingness <code>', 'to pay').choices(willingnesses))
      .addOption(new Option('--capacity <code>', 'to pay').choices(capacities))
      .option('--last', 'no further attempt: the task ends with this outcome'),
  ).action(finish)
  withCommonOptions(
    group
      .command('inbound')
      .description('log a call by a customer: no call of ours, but a contact')
      .requiredOption('--account <id>', 'the account it was about')
      .requiredOption('--outcome <code>', inboundOutcomes.join(', '))
      .requiredOption('--by <person>', 'who answered')
      .option('--from <number>', 'the number that called, as it was shown')
      .option('--recording <id>', 'where the call can be heard')
      .option('--reference <id>', 'your own id of the call: the same again is the same call'),
  ).action(inbound)
}

async function inbound({
  account: accountId,
  reference = randomUUID(),
  outcome,
  by,
  from,
  recording,
  ...options
}: Options & {
  account: string
  reference?: string
  outcome: string
  from?: string
  recording?: string
}): Promise<void> {
  await withArrears(options, async (opened) => {
    const asOf = await presentOf(opened, accountId)
    const call = withoutAbsent({ accountId, reference, outcome, by, from, recording, asOf })
    const answer = await logInbound(callDepsOf(opened), call)
    if (!answer.ok) return refuse(options.json, answer)
    print(options.json, answer, () => [
      answer.recorded ? `recorded: ${answer.callId}` : 'known already, nothing changed',
      ...(answer.taskEnded ? ['the open call is not needed any more'] : []),
    ])
  })
}

/** What cases/ needs to judge calls. */
export function callDepsOf({ db, rulesFor, books, config }: Opened): CallDeps {
  return { db, rulesFor, callRules: callRulesOf(books, config) }
}

async function start(
  taskId: string,
  { by, point, reference, ...options }: Options & { point?: string; reference?: string },
): Promise<void> {
  await withArrears(options, async (opened) => {
    const task = await opened.db.prisma.task.findUnique({ where: { id: taskId } })
    const asOf = await presentOf(opened, task?.accountId ?? '')
    const request = withoutAbsent({ taskId, by, asOf, pointId: point, reference })
    const answer = await startCall(callDepsOf(opened), request)
    if (!answer.ok) return refuse(options.json, answer)
    print(options.json, answer, () => [
      `call ${answer.callId}`,
      `dial ${answer.number}: ${answer.customerName} (${answer.language})`,
      `script ${answer.script ?? 'none'}; say first: ${answer.mustState.join(', ')}`,
      ...answer.flags.map((flag) => `note ${flag}`),
      `then: arrears call finish ${answer.callId} --outcome <code> --recording <id> --by ${by}`,
    ])
  })
}

async function finish(
  callId: string,
  {
    outcome,
    by,
    recording,
    note,
    last,
    cause,
    willingness,
    capacity,
    ...options
  }: Options & { outcome: string; recording?: string; note?: string; last?: boolean } & Partial<Conversation>,
): Promise<void> {
  await withArrears(options, async (opened) => {
    const call = await opened.db.prisma.contact.findUnique({ where: { key: callId } })
    const asOf = await presentOf(opened, call?.accountId ?? '')
    const conversation = withoutAbsent({ cause, willingness, capacity })
    const report = withoutAbsent({ callId, outcome, by, asOf, last, recording, note, conversation })
    const answer = await finishCall(callDepsOf(opened), report)
    if (!answer.ok) return refuse(options.json, answer)
    print(options.json, answer, () => [
      answer.recorded ? 'recorded' : 'known already, nothing changed',
      answer.taskEnded
        ? 'the task is done'
        : `next call: ${answer.nextCallAt === null ? 'none before the task ends' : opened.localTime(answer.nextCallAt)}`,
    ])
  })
}

/** Programs read the whole refusal on standard output, people its message. */
function refuse(json: boolean | undefined, answer: { code: string; message: string }): never {
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`)
  throw new CommandRefused(answer.code, answer.message)
}
