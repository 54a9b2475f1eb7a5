// `arrears deferral`: payment is put off for a cause; who proposes it, who approves, what the customer agreed to, its end.
import type { Command as Program } from 'commander'
import { deferrals, isApproved } from '../domain/arrangements/deferral'
import { causes } from '../domain/arrangements/documents'
import { endingOf, endingOptions } from './ending-options'
import { consentOf, consentOptions, documentsOf } from './household-options'
import { agreedLines, approvalIn, awaitsText } from './agreed-lines'
import { print } from './open'
import { readFacts } from './read-facts'
import { type Recording, optional, registerRecording, registerShow, signature } from './record'

const deferral = ['--deferral <id>', "the deferral's id"] as const

const recordings: readonly Recording[] = [
  {
    name: 'propose',
    description: 'propose to put payment off',
    required: [
      deferral,
      ['--cause <code>', causes.join(', ')],
      ['--from <date>', 'first day'],
      ['--until <date>', 'last day'],
    ],
    optional: [
      ['--evidence <list>', 'papers, e.g. medical=doc/17'],
      ['--interest <code>', 'accrues (the default) or frozen'],
    ],
    toCommand: (o) => ({
      kind: 'proposeDeferral',
      deferralId: o['deferral'],
      cause: o['cause'],
      from: o['from'],
      until: o['until'],
      evidence: documentsOf(o['evidence']),
      ...optional('interest', o['interest']),
    }),
  },
  {
    name: 'approve',
    description: 'approve what somebody else has proposed',
    required: [deferral],
    optional: [],
    toCommand: (o) => ({ kind: 'approveDeferral', deferralId: o['deferral'] }),
  },
  {
    name: 'agree',
    description: "record the customer's consent",
    required: [deferral, ...consentOptions],
    optional: [signature],
    toCommand: (o) => ({
      kind: 'agreeDeferral',
      deferralId: o['deferral'],
      consent: consentOf(o),
      ...optional('signedBy', o['signedBy']),
    }),
  },
  {
    name: 'end',
    description: 'end it early; before it was agreed: refused by the bank, declined by the customer',
    required: [deferral],
    optional: [['--outcome <code>', 'ended (the default), refused, declined'], ...endingOptions],
    toCommand: (o) => ({
      kind: 'endDeferral',
      deferralId: o['deferral'],
      ...optional('outcome', o['outcome']),
      ...endingOf(o),
    }),
  },
]

/** Registers `deferral propose|approve|agree|end|show`. */
export function registerDeferralCommands(program: Program): void {
  const group = program.command('deferral').description('put payment off for illness, disaster and the like')
  for (const recording of recordings) registerRecording(group, recording)
  registerShow(group, 'every deferral and how it stands', show)
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  const lines = deferrals(await readFacts(account, options)).map((one) => ({
    ...one.proposed.payload,
    lastDay: one.lastDay,
    status: one.ended?.payload.outcome ?? (one.agreed ? 'agreed' : isApproved(one) ? 'approved' : 'proposed'),
    approved: approvalIn(one.approved),
    consent: one.agreed && { ...one.agreed.payload.consent, recordedBy: one.agreed.actor },
  }))
  print(options.json, lines, () =>
    lines.length === 0
      ? ['no deferrals']
      : lines.flatMap(({ deferralId, cause, from, lastDay, interest, status, level, approved, consent }) => [
          `${deferralId} (${cause}) from ${from} until ${lastDay}, interest ${interest}: ${status}${status === 'proposed' ? awaitsText(level) : ''}`,
          ...agreedLines(approved, consent),
        ]),
  )
}
