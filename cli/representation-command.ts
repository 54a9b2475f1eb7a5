// `arrears representation ...`: somebody says that they act for a customer. The customer is asked at a reserved number; until
// they confirm it nothing is told to the sender but one neutral answer (product E9).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { representationClusters } from '../cases/representation-clusters'
import { liveFacts } from '../domain/ladder/decide'
import { fingerprintOf } from '../domain/privacy/fingerprint'
import { representationsOf } from '../domain/protection/representation'
import { representationChannels, representationVerdicts } from '../domain/protection/representation-facts'
import { neutralAnswer } from '../domain/protection/representation-terms'
import { bankIn, loadBankProfile } from '../platform/bank-profile'
import { loadFacts } from '../platform/fact-log'
import { senderHash } from '../platform/sender-hash'
import { loadTerms } from '../platform/terms'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { type Flags, type Recording, instantOf, optional, record, registerRecording } from './record'

const policiesDir = join(__dirname, '..', 'policies')
const representation: Flags = ['--representation <id>', 'its id']

const recordings: readonly Recording[] = [
  {
    name: 'verify',
    description: 'record what the customer said when called; the call is counted and judged like any other',
    required: [
      representation,
      ['--verdict <verdict>', representationVerdicts.join(', ')],
      ['--point <id>', 'the number, one that the customer reserved with the bank'],
      ['--recording <id>', 'where the call can be heard'],
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'verifyRepresentation',
      representationId: o['representation'],
      verdict: o['verdict'],
      pointId: o['point'],
      recording: o['recording'],
    }),
  },
  {
    name: 'end',
    description: 'record that an authority that the customer had confirmed has ended',
    required: [representation],
    optional: [],
    toCommand: (o) => ({ kind: 'endRepresentation', representationId: o['representation'] }),
  },
  {
    name: 'forged',
    description: 'record that a paper is forged',
    required: [representation, ['--document <id>', 'the paper'], ['--evidence <id>', 'what shows it']],
    optional: [],
    toCommand: (o) => ({
      kind: 'markForged',
      representationId: o['representation'],
      documentId: o['document'],
      evidence: o['evidence'],
    }),
  },
  {
    name: 'ask-police',
    description: 'ask that the police be told of what was denied or forged; two others must approve',
    required: [representation, ['--evidence <ids>', 'e.g. rec-1,doc-2']],
    optional: [],
    toCommand: (o) => ({
      kind: 'askPoliceReport',
      representationId: o['representation'],
      evidence: (o['evidence'] ?? '').split(','),
    }),
  },
  {
    name: 'approve-police',
    description: 'agree to it: neither who asked nor who agreed before',
    required: [representation],
    optional: [],
    toCommand: (o) => ({ kind: 'approvePoliceReport', representationId: o['representation'] }),
  },
]

interface Claim {
  home: string
  json?: boolean
  by: string
  commandId?: string
  representation: string
  channel: string
  sender: string
  text?: string
  document?: string
  received?: string
}

/** Registers the group. */
export function registerRepresentationCommands(program: Program): void {
  const group = program
    .command('representation')
    .description('somebody says that they act for a customer: the customer is asked, the sender told nothing')
  withCommonOptions(group.command('record <account>'))
    .description('record it, and have the customer called; neither the sender nor the text is kept')
    .requiredOption('--representation <id>', 'an id of its own')
    .requiredOption('--channel <channel>', representationChannels.join(', '))
    .requiredOption('--sender <text>', 'number, address or name: kept as a keyed hash')
    .option('--text <file>', 'the letter as text: kept as a fingerprint')
    .option('--document <id>', 'the power of attorney in the archive')
    .option('--received <instant>', 'absent: now')
    .requiredOption('--by <person>', 'who records it, e.g. operator:lin')
    .option('--command-id <id>', 'repeat with the same id and it is recorded once')
    .action(claim)
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(group.command('show <account>').description('what is on record')).action(show)
  withCommonOptions(
    group.command('clusters').description('the same text on several accounts, the largest first'),
  ).action(clusters)
  withCommonOptions(
    group
      .command('answer')
      .description('the one answer that a sender gets')
      .option('--language <tag>', 'zh-CN, en', 'zh-CN'),
  ).action(answer)
}

async function claim(account: string, { sender, text, ...options }: Claim): Promise<void> {
  if (text !== undefined && !existsSync(text))
    throw new CommandRefused('NO_SUCH_FILE', `there is no file ${text}`, exitCodes.usage)
  const fingerprint = text === undefined ? null : fingerprintOf(readFileSync(text, 'utf8'))
  let hash = ''
  await withArrears(options, async ({ db }) => {
    hash = await senderHash(db, sender)
  })
  await record(account, options, {
    kind: 'recordRepresentation',
    representationId: options.representation,
    channel: options.channel,
    senderHash: hash,
    ...optional('fingerprint', fingerprint ?? undefined),
    ...optional('documentId', options.document),
    ...optional('receivedAt', instantOf(options.received)),
  })
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const found = representationsOf(liveFacts(await loadFacts(db.prisma, account)))
    print(options.json, found, () =>
      found.length === 0
        ? ['nothing on record']
        : found.map(
            ({ representationId, state, claim: { channel }, missedCalls, forgedPapers, police }) =>
              `${representationId}  by ${channel}: ${state}, ${missedCalls} calls in vain` +
              `${forgedPapers.length > 0 ? `, forged: ${forgedPapers.join(', ')}` : ''}` +
              `${police ? `, report to the police approved by ${police.approvedBy.length}` : ''}`,
          ),
    )
  })
}

async function clusters(options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async ({ db }) => {
    const found = await representationClusters(db, loadTerms(policiesDir).representation)
    print(options.json, found, () =>
      found.length === 0
        ? ['no text came twice']
        : found.map(
            ({ accounts, senders, letters, isAlert }) =>
              `${isAlert ? 'ALERT ' : ''}${accounts.length} accounts, ${senders.length} senders: ${letters.join(', ')}`,
          ),
    )
  })
}

function answer({ language, json }: { language: string; json?: boolean }): void {
  const bank = loadBankProfile(policiesDir)
  const known = Object.keys(bank.names).find((tag) => tag.split('-')[0] === language.split('-')[0])
  if (known === undefined)
    throw new CommandRefused('BAD_OPTION', `the bank does not write in ${language}`, exitCodes.usage)
  const { name, hotline } = bankIn(bank, known).bank
  const text = neutralAnswer(loadTerms(policiesDir).representation, known, { bankName: name, hotline })
  print(json, { language: known, text }, () => [text])
}
