// `arrears proposal`: what a customer proposes, and the bank's answer within its deadline.
import type { Command as Program } from 'commander'
import { customerProposals } from '../domain/arrangements/customer-proposal'
import { proposalChannels, proposalReasons, proposalWishes } from '../domain/arrangements/proposal-facts'
import { formatCents } from '../domain/money/money'
import { causes } from '../domain/arrangements/documents'
import { documentsOf } from './household-options'
import { print } from './open'
import { readFacts } from './read-facts'
import {
  type Flags,
  type Given,
  type Recording,
  centsOf,
  optional,
  registerRecording,
  registerShow,
} from './record'

const terms: readonly Flags[] = [
  ['--amount <amount>', 'what would be paid: once, or each month'],
  ['--months <n>', 'how many months'],
  ['--first-on <date>', 'the day, or the first one'],
]

const recordings: readonly Recording[] = [
  {
    name: 'record',
    description: 'record what the customer proposes',
    required: [
      ['--proposal <id>', 'an id of its own'],
      ['--wish <code>', proposalWishes.join(', ')],
      ['--channel <code>', proposalChannels.join(', ')],
    ],
    optional: terms,
    toCommand: (o) => ({
      kind: 'recordProposal',
      proposalId: o['proposal'],
      wish: o['wish'],
      channel: o['channel'],
      ...termsOf(o),
    }),
  },
  {
    name: 'answer',
    description:
      'answer it; the promise, or the plan, deferral or offer that is proposed, is made by the answer',
    required: [
      ['--proposal <id>', 'which'],
      ['--answer <code>', 'accepted, countered, refused'],
    ],
    optional: [
      ['--reasons <list>', proposalReasons.join(', ')],
      ...terms,
      ['--cause <code>', `of an accepted deferral: ${causes.join(', ')}`],
      ['--evidence <list>', 'its papers, e.g. medical=doc/17'],
      ['--assessment <id>', 'of accepted relief: the assessment'],
    ],
    toCommand: (o) => ({
      kind: 'answerProposal',
      proposalId: o['proposal'],
      answer: o['answer'],
      ...optional('reasons', o['reasons']?.split(',')),
      ...(o['answer'] === 'countered' ? { counter: termsOf(o) } : {}),
      ...optional('cause', o['cause']),
      ...optional('assessmentId', o['assessment']),
      evidence: documentsOf(o['evidence']),
    }),
  },
]

function termsOf(o: Given) {
  return {
    ...optional('amountCents', o['amount'] === undefined ? undefined : centsOf(o['amount'])),
    ...optional('months', o['months'] === undefined ? undefined : Number(o['months'])),
    ...optional('firstOn', o['firstOn']),
  }
}

/** Registers `proposal record|answer|show`. */
export function registerProposalCommands(program: Program): void {
  const group = program.command('proposal').description("customers' own proposals and the bank's answers")
  for (const recording of recordings) registerRecording(group, recording)
  registerShow(group, 'every proposal with its answer', show)
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  const lines = customerProposals(await readFacts(account, options)).map(({ received, answered }) => ({
    ...received.payload,
    receivedAt: new Date(received.effectiveAt).toISOString(),
    answered: answered?.payload ?? null,
  }))
  print(options.json, lines, () =>
    lines.length === 0
      ? ['no proposals']
      : lines.map(({ proposalId, wish, amountCents, months, firstOn, answered }) => {
          const amount = amountCents === undefined ? '' : ` ${formatCents(amountCents)}`
          const term = `${months === undefined ? '' : ` for ${months} months`}${firstOn === undefined ? '' : ` from ${firstOn}`}`
          return `${proposalId}: ${wish}${amount}${term}, ${answered ? `${answered.answer} ${answered.reasons.join(', ')}`.trim() : 'waits for an answer'}`
        }),
  )
}
