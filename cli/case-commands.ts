// `arrears case ...`: read cases, and record what was agreed or happened with a customer. Every recording is an
// update of the case's workflow; a refusal ends with exit code 1 and its stable code.
import type { Command as Program } from 'commander'
import { type CaseLine, explainCase, forecastOf, listCases, showCase, timelineOf } from '../cases/read-case'
import { addDaysAt } from '../domain/calendar-date'
import type { Next } from '../domain/ladder/decide'
import type { ForecastEntry } from '../domain/ladder/forecast-entry'
import type { Classification } from '../domain/money/classification'
import { formatCents } from '../domain/money/money'
import { besidesLines } from './besides-lines'
import type { LocalTime } from './local-time'
import { CommandRefused, type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { registerRecording } from './record'
import { recordings } from './recordings'

interface Options {
  home: string
  json?: boolean
}

/** Registers `case list|show|timeline|forecast|explain` and one command per thing that can be recorded. */
export function registerCaseCommands(program: Program): void {
  const group = program.command('case').description('read cases and record what was agreed with customers')
  withCommonOptions(group.command('list').description('cases, those due first at the top'))
    .option('--status <status>', 'open or closed')
    .option('--stage <stage>', 'early, field or external')
    .option('--limit <n>', 'how many', '50')
    .action(list)
  read(group, 'show', 'how the case stands now, and its open tasks', show)
  read(group, 'timeline', 'everything that happened, with who and why', timeline)
  read(group, 'forecast', 'what will happen and when, if no new fact comes', foretell)
  read(group, 'explain', 'every decision with its reasons, asked again today', explain)
  for (const recording of recordings) registerRecording(group, recording)
}

type Reader = (opened: Opened, account: string, options: Options) => Promise<void>

function read(group: Program, name: string, description: string, run: Reader): void {
  const command = withCommonOptions(group.command(`${name} <account>`).description(description))
  command.action((account: string, options: Options) =>
    withArrears(options, (opened) => run(opened, account, options)),
  )
}

async function list(options: Options & { status?: string; stage?: string; limit: string }): Promise<void> {
  const { status, stage } = options
  if (status !== undefined && status !== 'open' && status !== 'closed') {
    throw new CommandRefused('BAD_OPTION', '--status is open or closed', exitCodes.usage)
  }
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1) {
    throw new CommandRefused('BAD_OPTION', '--limit is a whole number from 1', exitCodes.usage)
  }
  await withArrears(options, async ({ db, localTime }) => {
    const cases = await listCases(
      { db },
      { limit, ...(status ? { status } : {}), ...(stage ? { stage } : {}) },
    )
    print(options.json, cases, () =>
      cases.length === 0 ? ['no cases'] : cases.map((line) => lineOf(line, localTime)),
    )
  })
}

function lineOf(line: CaseLine, localTime: LocalTime): string {
  const owed = formatCents(line.overdueCents, line.currency)
  const next =
    line.next === null
      ? ''
      : `next ${line.next}${line.nextAt === null ? '' : ` at ${localTime(line.nextAt)}`}`
  const state = line.standstill === null ? line.stage : `${line.stage}, ${line.standstill}`
  return `${line.accountId}  case ${line.episode} ${line.status} (${state})  overdue ${owed} since ${line.oldestUnpaidDueOn ?? '-'}  ${next}`
}

const show: Reader = async (opened, account, { json }) => {
  const view = await showCase(
    { ...opened, policies: opened.books.policies },
    account,
    await presentOf(opened, account),
  )
  const { decision } = view
  const { localTime } = opened
  print(json, view, () => [
    `account ${account}, case ${decision.episode}, as of ${localTime(view.asOf)}, strategy ${decision.strategy.id}@${decision.strategy.version}`,
    `debt: ${formatCents(decision.debt.overdueCents, decision.debt.currency)} overdue, ${decision.debt.daysPastDue} days past due (${decision.debt.bucket})`,
    ...besidesLines(view, decision.debt.currency, localTime),
    ...(view.classification ? [classLine(view.classification)] : []),
    `next: ${nextText(decision.next, localTime)}`,
    ...decision.reasons.map((reason) => `  because ${reason.ruleId}: ${reason.text}`),
    ...view.earliestContact.map(
      ({ channel, at, ruleId, because }) =>
        `earliest lawful ${channel}: ${at === view.asOf ? 'now' : at === null ? 'none' : localTime(at)}${ruleId === undefined ? '' : `, because ${ruleId}: ${because ?? ''}`}`,
    ),
    ...view.openTasks.map(
      (task) => `task ${task.kind} due ${localTime(task.dueAt)}, else ${task.defaultOutcome}: ${task.taskId}`,
    ),
  ])
}

function classLine({ bucket, bucketSince, loanClass, loanClassSince }: Classification): string {
  return `class: ${bucket} since ${bucketSince}, ${loanClass} since ${loanClassSince}`
}

const timeline: Reader = async (opened, account, { json }) => {
  const entries = await timelineOf(opened, account)
  print(json, entries, () =>
    entries.map(
      (entry) =>
        `${opened.localTime(entry.at)}  ${entry.actor.padEnd(18)} ${entry.text}${entry.counts ? '' : '  [taken back]'}`,
    ),
  )
}

const foretell: Reader = async (opened, account, { json }) => {
  const asOf = await presentOf(opened, account)
  const until = addDaysAt(asOf, 400, opened.config.bankZone)
  const entries = await forecastOf({ ...opened, policies: opened.books.policies }, account, { asOf, until })
  print(json, entries, () =>
    entries.flatMap((entry) => [
      `${opened.localTime(entry.at)}  ${entry.what.padEnd(10)} ${entry.text}${againText(entry, opened.localTime)}`,
      ...entry.reasons.map((reason) => `    because ${reason.ruleId}: ${reason.text}`),
    ]),
  )
}

function againText({ again }: ForecastEntry, localTime: LocalTime): string {
  return again === undefined
    ? ''
    : `, and again about every ${again.everyDays} days until ${localTime(again.until)}`
}

const explain: Reader = async (opened, account, { json }) => {
  const decisions = await explainCase(opened, account)
  print(json, decisions, () =>
    decisions.flatMap((row) => [
      `${opened.localTime(row.asOf)}  decision ${row.episode}.${row.turn} on facts up to ${row.seq} by ${row.strategy}${row.reproduced ? '' : '  NOT REPRODUCED'}`,
      `    ${nextText(row.answer.next, opened.localTime)}`,
      ...row.answer.reasons.map((reason) => `    because ${reason.ruleId}: ${reason.text}`),
    ]),
  )
}

function nextText(next: Next, localTime: LocalTime): string {
  switch (next.kind) {
    case 'step':
      return `${next.rung} (${next.step}) at ${localTime(next.at)}`
    case 'wait':
      return next.at === null
        ? `waits for ${next.for}`
        : `waits for ${next.for}, at the latest until ${localTime(next.at)}`
    case 'closed':
      return `closed: ${next.reason}`
  }
}
