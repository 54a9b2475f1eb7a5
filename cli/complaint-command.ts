// `arrears complaint`: records complaints on any channel by anybody, extends their deadline, records the answer with its root
// cause, and lists them by the day on which the answer is due.
import type { Command as Program } from 'commander'
import { listInquiries } from '../cases/inquiries'
import { liveFacts } from '../domain/ladder/case-view'
import {
  complainants,
  complaintCategories,
  complaintOutcomes,
  rootCauses,
} from '../domain/protection/complaint-facts'
import { type Complaint, complaintsOf, isLate } from '../domain/protection/complaint-state'
import { inboundChannels } from '../domain/protection/dispute-facts'
import { loadFacts } from '../platform/fact-log'
import { type Opened, print, withArrears, withCommonOptions } from './open'
import { createPresent } from './present'
import { type Flags, type Given, type Recording, optional, registerRecording } from './record'

const complaint = ['--complaint <id>', "the complaint's id"] as const
const concerned: readonly Flags[] = [
  ['--staff <id>', 'whom it is about, e.g. operator:lin'],
  ['--agency <id>', 'the agency that it is about'],
]
const concernedOf = (o: Given) => ({
  ...optional('staffId', o['staff']),
  ...optional('agencyId', o['agency']),
})

const recordings: readonly Recording[] = [
  {
    name: 'record',
    description: 'somebody complains: its owner gets a task with the deadline',
    required: [
      complaint,
      ['--from <who>', complainants.join(', ')],
      ['--channel <channel>', inboundChannels.join(', ')],
      ['--category <category>', complaintCategories.join(', ')],
      ['--owner <person>', 'who sees to it'],
    ],
    optional: [
      ['--authority <name>', 'which authority passed it on (policies/complaints.yaml)'],
      ['--received-on <date>', 'default today'],
      ...concerned,
    ],
    toCommand: (o) => ({
      kind: 'recordComplaint',
      complaintId: o['complaint'],
      from: o['from'],
      channel: o['channel'],
      category: o['category'],
      owner: o['owner'],
      ...optional('authority', o['authority']),
      ...optional('receivedOn', o['receivedOn']),
      ...concernedOf(o),
    }),
  },
  {
    name: 'extend',
    description: 'a longer deadline: complex, then special with the approval of somebody else',
    required: [
      complaint,
      ['--to <term>', 'complex or special'],
      ['--notice <id>', 'how the complainant was told'],
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'extendComplaint',
      complaintId: o['complaint'],
      to: o['to'],
      notice: o['notice'],
    }),
  },
  {
    name: 'answer',
    description: 'the answer, its outcome and what it came from',
    required: [
      complaint,
      ['--outcome <outcome>', complaintOutcomes.join(', ')],
      ['--root-cause <cause>', rootCauses.join(', ')],
      ['--document <id>', 'the answer'],
    ],
    optional: concerned,
    toCommand: (o) => ({
      kind: 'answerComplaint',
      complaintId: o['complaint'],
      outcome: o['outcome'],
      rootCause: o['rootCause'],
      document: o['document'],
      ...concernedOf(o),
    }),
  },
]

/** Registers `complaint record|extend|answer|show|list`. */
export function registerComplaintCommands(program: Program): void {
  const group = program.command('complaint').description('complaints, their deadlines and their answers')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(group.command('show <account>').description('every complaint of an account')).action(show)
  withCommonOptions(group.command('list').description('complaints without an answer, the most urgent first'))
    .option('--all', 'answered ones too')
    .action(list)
}

interface Options {
  home: string
  json?: boolean
}

async function show(account: string, options: Options): Promise<void> {
  await withArrears(options, async (opened) => {
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const complaints = await withLateness(opened, complaintsOf(facts))
    print(options.json, complaints, () =>
      complaints.length === 0 ? ['no complaints'] : complaints.map(lineOf),
    )
  })
}

async function list(options: Options & { all?: boolean }): Promise<void> {
  await withArrears(options, async (opened) => {
    const found = await listInquiries(opened.db, 'complaintReceived', complaintsOf)
    const wanted = found.filter(({ answer }) => options.all === true || answer === null)
    const complaints = await withLateness(opened, wanted)
    print(options.json, complaints, () =>
      complaints.length === 0
        ? ['no complaints']
        : complaints.map((one) => `${one.accountId}  ${lineOf(one)}`),
    )
  })
}

async function withLateness(
  opened: Opened,
  complaints: readonly Complaint[],
): Promise<(Complaint & { late: boolean })[]> {
  const presentOf = await createPresent(opened)
  const { bankZone } = opened.config
  return Promise.all(
    complaints.map(async (one) => ({ ...one, late: isLate(one, await presentOf(one.accountId), bankZone) })),
  )
}

function lineOf(complaint: Complaint & { late: boolean }): string {
  const { complaintId, from, category, owner, receivedOn, term, answerBy, answer, late } = complaint
  const state = answer
    ? `${answer.outcome} (${answer.rootCause})`
    : `open with ${owner}, ${term}, answer by ${answerBy}`
  return `${complaintId} by the ${from} (${category}), received on ${receivedOn}: ${state}${late ? ', LATE' : ''}`
}
