// `arrears circumstance ...`: what is learnt of a person that asks for care or stops collection, with its evidence; who takes
// their place, and what an heir has inherited.
import type { Command as Program } from 'commander'
import { circumstancesOf, endOf, heirsOf, relatedOf } from '../domain/protection/circumstance'
import { circumstanceKinds, evidenceKinds, relatedRoles } from '../domain/protection/circumstance-facts'
import { dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/ladder/decide'
import { formatCents } from '../domain/money/money'
import { positionAt } from '../domain/money/position'
import { claimAgainstHeir } from '../domain/policy/terms'
import { loadFacts } from '../platform/fact-log'
import { CommandRefused, type Opened, exitCodes, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { type Flags, type Recording, centsOf, instantOf, optional, registerRecording } from './record'

const evidenceFlags: Flags = [
  '--evidence <kind=id>',
  `e.g. deathCertificate=doc-17: ${evidenceKinds.join(', ')}`,
]
const circumstance: Flags = ['--circumstance <id>', 'its id']

const recordings: readonly Recording[] = [
  {
    name: 'record',
    description: 'record a circumstance; it counts at once on every account of the person',
    required: [circumstance, ['--kind <kind>', circumstanceKinds.join(', ')]],
    optional: [
      ['--party <id>', 'about a party of the account; absent: about the customer'],
      ['--from <instant>', 'since when; absent: from now'],
      ['--until <instant>', 'absent: until withdrawn'],
      evidenceFlags,
    ],
    toCommand: (o) => ({
      kind: 'recordCircumstance',
      circumstanceId: o['circumstance'],
      circumstance: o['kind'],
      ...optional('partyId', o['party']),
      ...optional('from', instantOf(o['from'])),
      ...optional('until', instantOf(o['until'])),
      ...optional('evidence', evidenceOf(o['evidence'])),
    }),
  },
  {
    name: 'confirm',
    description: 'record the paper that proves a circumstance',
    required: [circumstance, evidenceFlags],
    optional: [],
    toCommand: (o) => ({
      kind: 'confirmCircumstance',
      circumstanceId: o['circumstance'],
      evidence: evidenceOf(o['evidence']),
    }),
  },
  {
    name: 'withdraw',
    description: 'say that it does not hold (any more); of what stops collection a second person must agree',
    required: [circumstance, evidenceFlags],
    optional: [],
    toCommand: (o) => ({
      kind: 'withdrawCircumstance',
      circumstanceId: o['circumstance'],
      evidence: evidenceOf(o['evidence']),
    }),
  },
  {
    name: 'name-related',
    description:
      'record that somebody acts for the customer or takes their place; entered first by `person add`',
    required: [
      ['--related <id>', 'the id given at `person add`'],
      ['--role <role>', relatedRoles.join(', ')],
      evidenceFlags,
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'nameRelated',
      relatedId: o['related'],
      role: o['role'],
      evidence: evidenceOf(o['evidence']),
    }),
  },
  {
    name: 'end-related',
    description: 'record that somebody acts for the customer no more',
    required: [['--related <id>', 'who']],
    optional: [],
    toCommand: (o) => ({ kind: 'endRelated', relatedId: o['related'] }),
  },
  {
    name: 'heir',
    description:
      'record what an heir has inherited, or that they renounced (--inherited 0.00 --renounced yes)',
    required: [
      ['--related <id>', 'the heir'],
      ['--inherited <amount>', 'value of what was inherited'],
      evidenceFlags,
    ],
    optional: [['--renounced <yes>', 'with a renunciation as evidence']],
    toCommand: (o) => ({
      kind: 'stateHeir',
      relatedId: o['related'],
      inheritedCents: centsOf(o['inherited']),
      renounced: o['renounced'] === 'yes',
      evidence: evidenceOf(o['evidence']),
    }),
  },
]

/** Registers the group. */
export function registerCircumstanceCommands(program: Program): void {
  const group = program
    .command('circumstance')
    .description('what asks for care or stops collection: illness, death, minority, capacity, bankruptcy')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(
    group
      .command('show <account>')
      .description('circumstances on record, who acts for the customer, and what heirs owe'),
  ).action(show)
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async (opened) => {
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const circumstances = circumstancesOf(facts).map((one) => ({
      ...one,
      from: new Date(one.from).toISOString(),
      until: endOf(one) === Infinity ? null : new Date(endOf(one)).toISOString(),
      withdrawnAt: one.withdrawnAt === null ? null : new Date(one.withdrawnAt).toISOString(),
    }))
    const today = dateAt(await presentOf(opened, account), opened.config.bankZone)
    const debtCents = positionAt(facts, today)?.overdueCents ?? 0
    const heirs = heirsOf(facts).map((heir) => ({ ...heir, owesCents: owedBy(opened, debtCents, heir) }))
    const view = { account, circumstances, related: relatedOf(facts), debtCents, heirs }
    print(options.json, view, () => [
      ...(circumstances.length === 0 ? ['nothing on record'] : []),
      ...circumstances.map(
        ({ circumstanceId, kind, effect, partyId, proven, from, until }) =>
          `${circumstanceId}  ${partyId ?? 'customer'}: ${kind} (${effect}${proven ? '' : ', not proven'}) from ${opened.localTime(from)}${until === null ? '' : ` until ${opened.localTime(until)}`}`,
      ),
      ...view.related.map(({ relatedId, role }) => `${role}: ${relatedId}`),
      ...heirs.map(
        ({ relatedId, inheritedCents, renounced, owesCents }) =>
          `heir ${relatedId}: inherited ${formatCents(inheritedCents)}${renounced ? ', renounced' : ''}; of ${formatCents(debtCents)} overdue at most ${formatCents(owesCents)}`,
      ),
    ])
  })
}

/** By the first pack in use that says something about heirs. */
function owedBy(
  { books }: Opened,
  debtCents: number,
  heir: { inheritedCents: number; renounced: boolean },
): number {
  const pack = books.policies.find(({ terms }) => terms.estate)
  if (!pack) throw new CommandRefused('NO_ESTATE_TERMS', 'no rule pack in use says what heirs owe')
  return claimAgainstHeir(pack, { debtCents, ...heir })
}

/** `deathCertificate=doc-17` -> its two parts; the schema checks the kind. */
export function evidenceOf(text: string | undefined): { kind: string; id: string } | undefined {
  if (text === undefined) return undefined
  const [, kind, id] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? []
  if (kind !== undefined && id !== undefined) return { kind, id }
  const message = `evidence is written as deathCertificate=doc-17: not ${text}`
  throw new CommandRefused('BAD_OPTION', message, exitCodes.usage)
}
