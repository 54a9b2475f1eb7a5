// `arrears dispute`: records that a customer says a bill, or the whole debt, is not owed, and what the bank answered; lists
// disputes by the day on which the answer is due.
import type { Command as Program } from 'commander'
import { listInquiries } from '../cases/inquiries'
import { liveFacts } from '../domain/ladder/case-view'
import { formatCents } from '../domain/money/money'
import { disputeGrounds, disputeOutcomes, inboundChannels } from '../domain/protection/dispute-facts'
import { type Dispute, bureauDisputes, disputesOf } from '../domain/protection/dispute-state'
import { loadFacts } from '../platform/fact-log'
import { print, withArrears, withCommonOptions } from './open'
import { type Recording, centsOf, optional, registerRecording } from './record'

const dispute = ['--dispute <id>', "the dispute's id"] as const

const recordings: readonly Recording[] = [
  {
    name: 'raise',
    description: 'a customer disputes bills or the whole debt: the disputed part stops at once',
    required: [
      dispute,
      ['--ground <ground>', disputeGrounds.join(', ')],
      ['--channel <channel>', `how it reached the bank: ${inboundChannels.join(', ')}`],
    ],
    optional: [
      ['--bills <list>', 'which bills; absent: the whole debt'],
      ['--raised-on <date>', 'default today'],
      ['--evidence <id>', 'the letter or recording'],
    ],
    toCommand: (o) => ({
      kind: 'raiseDispute',
      disputeId: o['dispute'],
      ground: o['ground'],
      channel: o['channel'],
      ...optional('bills', o['bills']?.split(',')),
      ...optional('raisedOn', o['raisedOn']),
      ...optional('evidence', o['evidence']),
    }),
  },
  {
    name: 'answer',
    description: 'the written answer: an explanation, or what comes off which bill',
    required: [
      dispute,
      ['--outcome <outcome>', disputeOutcomes.join(', ')],
      ['--document <id>', 'the written answer'],
    ],
    optional: [
      ['--corrections <list>', 'what comes off: B1=120.50,B2=30.00; upheld without it: all of the bills'],
    ],
    toCommand: (o) => ({
      kind: 'answerDispute',
      disputeId: o['dispute'],
      outcome: o['outcome'],
      document: o['document'],
      ...optional('corrections', o['corrections']?.split(',').map(correctionOf)),
    }),
  },
  {
    name: 'withdraw',
    description: 'the customer takes the dispute back',
    required: [dispute, ['--evidence <id>', 'where that is on record']],
    optional: [],
    toCommand: (o) => ({ kind: 'withdrawDispute', disputeId: o['dispute'], evidence: o['evidence'] }),
  },
]

function correctionOf(item: string): { billId: string | undefined; amountCents: number } {
  const [billId, amount] = item.split('=')
  return { billId, amountCents: centsOf(amount) }
}

/** Registers `dispute raise|answer|withdraw|show|list`. */
export function registerDisputeCommands(program: Program): void {
  const group = program.command('dispute').description('disputed bills and debts')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(group.command('show <account>').description('every dispute of an account')).action(show)
  withCommonOptions(group.command('list').description('disputes without an answer, the most urgent first'))
    .option('--all', 'answered ones too')
    .action(list)
}

interface Options {
  home: string
  json?: boolean
}

async function show(account: string, options: Options): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const facts = liveFacts(await loadFacts(db.prisma, account))
    const marked = new Set(bureauDisputes(facts).map(({ disputeId }) => disputeId))
    const disputes = disputesOf(facts).map((one) => ({ ...one, bureauMarked: marked.has(one.disputeId) }))
    print(options.json, disputes, () =>
      disputes.length === 0
        ? ['no disputes']
        : disputes.map((one) => `${lineOf(one)}${one.bureauMarked ? ', marked at the credit bureau' : ''}`),
    )
  })
}

async function list(options: Options & { all?: boolean }): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const found = await listInquiries(db, 'disputeRaised', disputesOf)
    const disputes = found.filter(({ endedAt }) => options.all === true || endedAt === null)
    print(options.json, disputes, () =>
      disputes.length === 0 ? ['no disputes'] : disputes.map((one) => `${one.accountId}  ${lineOf(one)}`),
    )
  })
}

function lineOf({ disputeId, ground, bills, raisedOn, answerBy, outcome, corrections }: Dispute): string {
  const what = bills.length === 0 ? 'the whole debt' : `bills ${bills.join(', ')}`
  const state = outcome ?? `open, answer by ${answerBy}`
  const off = corrections.map(({ billId, amountCents }) => `, ${formatCents(amountCents)} off ${billId}`)
  return `${disputeId} (${ground}) of ${what}, raised on ${raisedOn}: ${state}${off.join('')}`
}
