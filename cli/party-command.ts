// `arrears party ...`: guarantors, spouses and others beside the customer: by what paper and decision they are liable, and
// whether the rules let them be contacted.
import type { Command as Program } from 'commander'
import { judgeParty } from '../cases/party-judgement'
import { guaranteeScopes, jointDebtGrounds } from '../domain/protection/party-facts'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { type Flags, type Recording, centsOf, optional, registerRecording } from './record'

const party: Flags = ['--party <id>', "the party's id, as the bank reported it"]
const request: Flags = ['--request <id>', 'an id of its own']

const recordings: readonly Recording[] = [
  {
    name: 'guarantee',
    description: 'record the contract by which a guarantor is liable (CN-3P-07)',
    required: [
      party,
      ['--contract <id>', 'the contract'],
      ['--scope <scope>', guaranteeScopes.join(', ')],
      ['--from <date>', 'first day'],
    ],
    optional: [
      ['--cap <amount>', 'of a capped guarantee'],
      ['--until <date>', 'last day; absent: the contract names none'],
    ],
    toCommand: (o) => ({
      kind: 'recordGuarantee',
      partyId: o['party'],
      contractId: o['contract'],
      scope: o['scope'],
      from: o['from'],
      ...optional('capCents', o['cap'] === undefined ? undefined : centsOf(o['cap'])),
      ...optional('until', o['until']),
    }),
  },
  {
    name: 'end-guarantee',
    description: 'record that a guarantee ended',
    required: [['--contract <id>', 'the contract']],
    optional: [],
    toCommand: (o) => ({ kind: 'endGuarantee', contractId: o['contract'] }),
  },
  {
    name: 'joint-debt',
    description: "ask that the debt be the spouse's too: a paper, and two others who approve (CN-3P-06)",
    required: [
      request,
      party,
      ['--grounds <grounds>', jointDebtGrounds.join(', ')],
      ['--evidence <id>', 'the paper'],
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'askJointDebt',
      requestId: o['request'],
      partyId: o['party'],
      grounds: o['grounds'],
      evidence: o['evidence'],
    }),
  },
  {
    name: 'approve-joint-debt',
    description: 'agree to it: neither who asked nor who agreed before',
    required: [request],
    optional: [],
    toCommand: (o) => ({ kind: 'approveJointDebt', requestId: o['request'] }),
  },
  {
    name: 'revoke-joint-debt',
    description: 'the spouse is an unrelated third party again',
    required: [request],
    optional: [],
    toCommand: (o) => ({ kind: 'revokeJointDebt', requestId: o['request'] }),
  },
]

const channels = ['voice', 'sms', 'letter', 'visit', 'email'] as const
const actions = ['collect', 'locate'] as const

/** Registers the group. `check` ends with exit code 1 when the rules do not let the party be contacted. */
export function registerPartyCommands(program: Program): void {
  const group = program.command('party').description('guarantors, spouses and others beside the customer')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(
    group
      .command('check <account>')
      .description('ask the rule packs whether a party or somebody named by `circumstance` may be contacted')
      .requiredOption('--party <id>', 'of the party, or of who acts for the customer')
      .option('--channel <channel>', channels.join(', '), 'voice')
      .option('--action <action>', actions.join(', '), 'collect'),
  ).action(check)
}

async function check(
  account: string,
  options: { home: string; json?: boolean; party: string; channel: string; action: string },
): Promise<void> {
  const channel = oneOf('--channel', channels, options.channel)
  const action = oneOf('--action', actions, options.action)
  await withArrears(options, async (opened) => {
    const at = await presentOf(opened, account)
    const asked = { accountId: account, id: options.party, action, channel, at, zone: opened.config.bankZone }
    const answer = await judgeParty({ db: opened.db, policies: opened.books.policies }, asked)
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    print(options.json, answer, () => [
      `${answer.role} ${answer.id}: ${answer.verdict}${answer.until === null ? '' : ` until ${opened.localTime(answer.until)}`}`,
      ...answer.reasons.map((reason) => `  ${reason}`),
    ])
    if (answer.verdict !== 'ALLOW' && answer.verdict !== 'FLAG') process.exitCode = exitCodes.failed
  })
}

function oneOf<T extends string>(flag: string, known: readonly T[], given: string): T {
  const found = known.find((value) => value === given)
  if (found !== undefined) return found
  throw new CommandRefused(
    'BAD_OPTION',
    `${flag} is one of ${known.join(', ')}: not ${given}`,
    exitCodes.usage,
  )
}
