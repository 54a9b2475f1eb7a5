// `arrears hold`: places, extends, shortens and lifts holds on a case, and shows what each of them freezes and until when.
import type { Command as Program } from 'commander'
import { liveFacts } from '../domain/ladder/case-view'
import { holdReasons } from '../domain/protection/hold-facts'
import { holdSpans } from '../domain/protection/hold-spans'
import type { Frozen } from '../domain/protection/hold-terms'
import { personHolds } from '../domain/protection/person-hold'
import { standingAsks } from '../domain/protection/second-person'
import { loadFacts } from '../platform/fact-log'
import { print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'
import { type Recording, instantOf, optional, registerRecording } from './record'

const hold = ['--hold <id>', "the hold's id"] as const

const recordings: readonly Recording[] = [
  {
    name: 'place',
    description: `place a hold: ${holdReasons.join(', ')}`,
    required: [hold, ['--reason <reason>', 'why']],
    optional: [
      ['--from <instant>', 'since when, e.g. 2026-03-05T09:30:00+08:00; default now'],
      ['--until <instant>', 'default: until lifted'],
      ['--note <text>', 'a remark; no personal data'],
    ],
    toCommand: (o) => ({
      kind: 'placeHold',
      holdId: o['hold'],
      reason: o['reason'],
      ...optional('from', instantOf(o['from'])),
      ...optional('until', instantOf(o['until'])),
      ...optional('note', o['note']),
    }),
  },
  {
    name: 'extend',
    description: 'let a hold end later, or earlier: shortening needs the authority to lift it',
    required: [hold],
    optional: [['--until <instant>', 'default: until lifted']],
    toCommand: (o) => ({
      kind: 'extendHold',
      holdId: o['hold'],
      ...optional('until', instantOf(o['until'])),
    }),
  },
  {
    name: 'lift',
    description: 'lift a hold; for some reasons two people must (policies/holds.yaml)',
    required: [hold],
    optional: [['--note <text>', 'a remark; no personal data']],
    toCommand: (o) => ({ kind: 'liftHold', holdId: o['hold'], ...optional('note', o['note']) }),
  },
]

/** Registers `hold place|extend|lift|show`. */
export function registerHoldCommands(program: Program): void {
  const group = program.command('hold').description('stop collection, or its harsher steps, for a reason')
  for (const recording of recordings) registerRecording(group, recording)
  withCommonOptions(
    group.command('show <account>').description('every hold, what it freezes and until when'),
  ).action(show)
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  await withArrears(options, async (opened) => {
    const now = await presentOf(opened, account)
    const facts = liveFacts(await loadFacts(opened.db.prisma, account))
    const { terms } = opened.books
    const zone = opened.config.bankZone
    const asks = standingAsks(facts, 'holdLiftAsked', { asOf: now, zone, rules: { terms } })
    const elsewhere = personHolds(facts).map((span) => ({ ...span, lifted: false }))
    const known = [...holdSpans(facts), ...elsewhere]
    const lines = known.map(({ accountId, holdId, reason, from, until, lifted }) => ({
      holdId,
      reason,
      onAccount: accountId,
      // One on another account of the person leaves the money of this one alone.
      freezes: terms.holds[reason].freezes.filter((what) => accountId === account || stopsSteps(what)),
      from: new Date(from).toISOString(),
      until: until === undefined ? null : new Date(until).toISOString(),
      stands: from <= now && (until === undefined || now < until),
      liftAskedBy: lifted
        ? []
        : asks.filter(({ payload }) => payload.holdId === holdId).map(({ actor }) => actor),
    }))
    const at = opened.localTime
    print(options.json, lines, () =>
      lines.length === 0
        ? ['no holds']
        : lines.flatMap(({ holdId, reason, onAccount, freezes, from, until, stands, liftAskedBy }) => [
            `${holdId} (${reason}${onAccount === account ? '' : `, on ${onAccount}`}) from ${at(from)} until ${until === null ? 'lifted' : at(until)}, freezes ${freezes.join(', ')}${stands ? '' : '  [does not stand now]'}`,
            ...liftAskedBy.map((by) => `  ${by} has asked to end it: somebody else must agree`),
          ]),
    )
  })
}

function stopsSteps(what: Frozen): boolean {
  return what === 'contact' || what === 'escalation'
}
