// `arrears plan`: what can be offered, proposals and their approval, the customer's agreement, and how each plan stands.
import type { Command as Program } from 'commander'
import { type PlanState, planStates } from '../domain/arrangements/plan'
import { cancelReasons, consentKinds, planBases, rhythms } from '../domain/arrangements/plan-facts'
import { type ProposalState, proposalStates } from '../domain/arrangements/plan-proposal'
import { dateAt } from '../domain/calendar-date'
import { type Fact, factsOf } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { formatCents } from '../domain/money/money'
import { loadFacts } from '../platform/fact-log'
import {
  type Approval,
  type ProvenConsent,
  agreedLines,
  approvalIn,
  awaitsText,
  instalmentLines,
} from './agreed-lines'
import { print, withArrears, withCommonOptions } from './open'
import { registerPlanOptions } from './plan-options'
import { presentOf } from './present'
import {
  type Flags,
  type Given,
  type Recording,
  centsOf,
  optional,
  registerRecording,
  signature,
} from './record'

const plan: Flags = ['--plan <id>', "the plan's id"]
const note: Flags = ['--note <text>', 'a remark; no personal data']
const instalments: Flags = [
  '--instalments <list>',
  'due dates and amounts: 2026-04-01=120.50,2026-05-01=120.50',
]
const schedule: readonly Flags[] = [
  ['--parts <n>', 'so many equal instalments'],
  ['--rhythm <rhythm>', `${rhythms.join(', ')} (monthly)`],
  ['--first-on <date>', 'due date of the first; absent: one period from today'],
  [
    '--amount <amount>',
    'what is divided; absent: what is overdue, or what is left of the plan that is amended',
  ],
  instalments,
  ['--basis <basis>', `${planBases.join(', ')} (ordinary)`],
  ['--inability <id>', 'evidence that the customer cannot pay at once (article70)'],
  ['--willingness <id>', 'evidence that the customer wants to pay (article70)'],
]

const recordings: readonly Recording[] = [
  {
    name: 'propose',
    description: 'propose a plan: equal parts, or instalments as they are named',
    required: [plan],
    optional: schedule,
    toCommand: (o) => ({ ...proposalOf(o), planId: o['plan'] }),
  },
  {
    name: 'amend',
    description: 'propose a new version of a running plan; what was paid under it counts on',
    required: [plan, ['--as <id>', "the new version's id"]],
    optional: schedule,
    toCommand: (o) => ({ ...proposalOf(o), planId: o['as'], replaces: o['plan'] }),
  },
  {
    name: 'approve',
    description: "approve somebody else's proposal, within your own authority",
    required: [plan],
    optional: [note],
    toCommand: (o) => ({ kind: 'approvePlan', planId: o['plan'], ...optional('note', o['note']) }),
  },
  {
    name: 'decline',
    description: 'end a proposal',
    required: [plan, ['--because <why>', 'refused (by the bank), declined (by the customer), withdrawn']],
    optional: [note],
    toCommand: (o) => ({
      kind: 'declinePlan',
      planId: o['plan'],
      because: o['because'],
      ...optional('note', o['note']),
    }),
  },
  {
    name: 'agree',
    description: "record the customer's consent: collection stops in house and at agencies",
    required: [plan, ['--evidence <id>', 'the signed document, the recording, the record of the portal']],
    optional: [
      ['--consent <kind>', consentKinds.join(', ')],
      ['--instalments <list>', 'of a plan that nobody proposed: 2026-04-01=120.50,2026-05-01=120.50'],
      [
        '--grace-days <n>',
        'days after a due date in which a payment is in time; absent: as the strategy says',
      ],
      ['--tolerance <amount>', 'what may be missing in all; absent: as the strategy says'],
      signature,
    ],
    toCommand: (o) => ({
      kind: 'agreePlan',
      ...optional('signedBy', o['signedBy']),
      planId: o['plan'],
      evidence: o['evidence'],
      ...optional('evidenceKind', o['consent']),
      ...optional('instalments', instalmentsOf(o['instalments'])),
      ...optional('graceDays', o['graceDays'] === undefined ? undefined : Number(o['graceDays'])),
      ...optional('toleranceCents', o['tolerance'] === undefined ? undefined : centsOf(o['tolerance'])),
    }),
  },
  {
    name: 'cancel',
    description:
      'end a running plan: the ladder goes on, after a decision of the bank when the customer was told',
    required: [plan],
    optional: [
      ['--because <why>', `${cancelReasons.join(', ')} (bankDecision)`],
      ['--evidence <id>', "where the customer's wish is on record"],
      note,
    ],
    toCommand: (o) => ({
      kind: 'cancelPlan',
      planId: o['plan'],
      ...optional('because', o['because']),
      ...optional('evidence', o['evidence']),
      ...optional('note', o['note']),
    }),
  },
  {
    name: 'told',
    description:
      'record that the customer was told of the breach or cancellation otherwise than by the notice',
    required: [plan, ['--evidence <id>', 'the letter, the recording']],
    optional: [],
    toCommand: (o) => ({ kind: 'tellOfBreach', planId: o['plan'], evidence: o['evidence'] }),
  },
]

function proposalOf(o: Given): { kind: 'proposePlan' } & Record<string, unknown> {
  const given = instalmentsOf(o['instalments'])
  const divided = {
    parts: Number(o['parts']),
    ...optional('rhythm', o['rhythm']),
    ...optional('firstOn', o['firstOn']),
    ...optional('amountCents', o['amount'] === undefined ? undefined : centsOf(o['amount'])),
  }
  return {
    kind: 'proposePlan',
    ...optional('basis', o['basis']),
    ...optional('instalments', given),
    ...optional('schedule', o['parts'] === undefined ? undefined : divided),
    ...optional('inabilityEvidence', o['inability']),
    ...optional('willingnessEvidence', o['willingness']),
  }
}

/** `2026-04-01=120.50,2026-05-01=120.50` */
function instalmentsOf(list: string | undefined) {
  return list?.split(',').map((item) => {
    const [dueOn, amount] = item.split('=')
    return { dueOn, amountCents: centsOf(amount) }
  })
}

/** Registers `plan options|propose|amend|approve|decline|agree|cancel|told|show`. */
export function registerPlanCommands(program: Program): void {
  const group = program.command('plan').description('repayment plans: from what can be offered to completion')
  registerPlanOptions(group)
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(
    group.command('show <account>').description('proposals and plans, and how they stand'),
  ).action(show)
}

interface Options {
  home: string
  json?: boolean
}

async function show(account: string, asked: Options): Promise<void> {
  await withArrears(asked, async (opened) => {
    const { bankZone } = opened.config
    const asOf = await presentOf(opened, account)
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const proposals = proposalStates(facts, dateAt(asOf, bankZone))
    const plans = planStates(facts, bankZone, asOf).map((plan) => withProof(plan, facts))
    print(asked.json, { proposals, plans }, () => [
      ...(proposals.length + plans.length === 0 ? ['no plans'] : []),
      ...proposals.filter(({ status }) => status !== 'agreed').map(proposalLine),
      ...plans.flatMap((one) => planLines(one, bankZone)),
    ])
  })
}

function proposalLine({ planId, status, proposal, proposedBy, approvedBy }: ProposalState): string {
  const { amountCents, offer, termMonths, validUntil, needsLevel } = proposal
  const approved = status === 'approved' && approvedBy !== null ? ` by ${approvedBy}` : ''
  const waits = status === 'proposed' ? awaitsText(needsLevel) : approved
  return `${planId}  proposal ${status}${waits}: ${formatCents(amountCents)} in ${offer.instalments.length} over ${termMonths} months, good until ${validUntil}, by ${proposedBy}`
}

type Shown = PlanState & { approved: Approval | null; consent: ProvenConsent | null }

/** With who approved it and how the customer agreed. */
function withProof(plan: PlanState, facts: readonly Fact[]): Shown {
  const isOfIt = ({ payload }: { payload: { planId: string } }) => payload.planId === plan.planId
  const approved = approvalIn(factsOf(facts, 'planApproved').find(isOfIt))
  const agreed = factsOf(facts, 'planAgreed').find(isOfIt)
  if (!agreed) return { ...plan, approved, consent: null }
  const { evidence: id, evidenceKind: kind = null } = agreed.payload
  return { ...plan, approved, consent: { kind, id, recordedBy: agreed.actor } }
}

function planLines(
  { planId, status, endedAt, instalments: parts, missed, toTell, told, approved, consent }: Shown,
  zone: string,
): string[] {
  const since = endedAt === null ? '' : ` on ${dateAt(endedAt, zone)}`
  const untold = toTell !== null && told === null ? ', the customer is still to be told' : ''
  return [
    `${planId}  ${status}${since}${untold}`,
    ...agreedLines(approved, consent),
    ...instalmentLines(parts, missed),
  ]
}
