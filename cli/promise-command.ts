// `arrears promise`: records that a customer promised to pay, takes a promise back, and shows how each one stands.
import type { Command as Program } from 'commander'
import { type PromiseState, promiseStates } from '../domain/arrangements/promise'
import { dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/ladder/case-view'
import { formatCents } from '../domain/money/money'
import { loadFacts } from '../platform/fact-log'
import { print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { type Recording, centsOf, optional, registerRecording, signature } from './record'

const promise = ['--promise <id>', "the promise's id"] as const

const recordings: readonly Recording[] = [
  {
    name: 'make',
    description: 'record a promise to pay, within the limits of the strategy',
    required: [
      promise,
      ['--amount <amount>', 'amount with two decimal places, e.g. 120.50'],
      ['--due-on <date>', 'the promised day, YYYY-MM-DD'],
    ],
    optional: [signature],
    toCommand: (o) => ({
      kind: 'makePromise',
      ...optional('signedBy', o['signedBy']),
      promiseId: o['promise'],
      amountCents: centsOf(o['amount']),
      dueOn: o['dueOn'],
    }),
  },
  {
    name: 'cancel',
    description: 'take back an open promise: the ladder goes on',
    required: [promise],
    optional: [['--note <text>', 'a remark; no personal data']],
    toCommand: (o) => ({
      kind: 'cancelPromise',
      promiseId: o['promise'],
      ...optional('note', o['note']),
    }),
  },
]

/** Registers `promise make|cancel|show`. */
export function registerPromiseCommands(program: Program): void {
  const group = program.command('promise').description('promises to pay: record, take back, show')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(group.command('show <account>').description('every promise and how it stands')).action(
    show,
  )
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async (opened) => {
    const { bankZone } = opened.config
    const asOf = await presentOf(opened, account)
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const promises = promiseStates(facts, bankZone, asOf)
    print(options.json, promises, () =>
      promises.length === 0 ? ['no promises'] : promises.map((one) => lineOf(one, bankZone)),
    )
  })
}

function lineOf(promise: PromiseState, zone: string): string {
  const { promiseId, amountCents, paidCents, dueOn, status, endedAt, madeTo } = promise
  const since = endedAt === null ? '' : ` on ${dateAt(endedAt, zone)}`
  const paid = paidCents > 0 && status !== 'kept' ? `, ${formatCents(paidCents)} paid` : ''
  return `${promiseId}  ${formatCents(amountCents)} by ${dueOn}  ${status}${since}${paid}  made to ${madeTo}`
}
