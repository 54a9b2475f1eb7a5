// `arrears relief` and `arrears offer`: how much is forgiven by the formula, who approves it, what the customer agreed to,
// how it is fulfilled; and what the bank's books are to show of it.
import type { Command as Program } from 'commander'
import { endingOf, endingOptions } from './ending-options'
import { waiverEntries } from '../cases/waiver-entries'
import { stabilities } from '../domain/arrangements/relief-formula'
import {
  consentOf,
  consentOptions,
  documentsOf,
  householdOf,
  householdOptions,
  partsOf,
} from './household-options'
import { print, withArrears, withCommonOptions } from './open'
import {
  type Flags,
  type Recording,
  centsOf,
  dayOf,
  optional,
  registerRecording,
  registerShow,
  signature,
} from './record'
import { showReliefs } from './relief-show'

const relief: Flags = ['--relief <id>', "the relief's id"]
const offer: Flags = ['--offer <id>', "the offer's id"]
const parts: Flags = ['--waive <list>', 'e.g. fees=100.00,interest=50.00,principal=0.00']

const assess: Recording = {
  name: 'assess',
  description: 'reckon how much the formula forgives (policies/relief.yaml)',
  required: [
    ['--assessment <id>', 'an id of its own'],
    ...householdOptions.required,
    ['--stability <code>', `of the work by which it would be paid: ${stabilities.join(', ')}`],
  ],
  optional: [
    ...householdOptions.optional,
    ['--net-assets <amount>', 'what could be sold, less what is owed on it (0.00)'],
    ['--dependants <n>', 'absent: the children'],
  ],
  toCommand: (o) => ({
    kind: 'assessRelief',
    assessmentId: o['assessment'],
    statement: householdOf(o),
    documents: documentsOf(o['documents']),
    netAssetsCents: centsOf(o['netAssets'] ?? '0.00'),
    stability: o['stability'],
    ...optional('dependants', o['dependants'] === undefined ? undefined : Number(o['dependants'])),
  }),
}

const propose: Recording = {
  name: 'propose',
  description: 'propose relief within an assessment',
  required: [
    relief,
    ['--assessment <id>', 'which'],
    ['--first-on <date>', 'when the first instalment is due'],
  ],
  optional: [
    [parts[0], `${parts[1]}; absent: what the formula says`],
    ['--months <n>', 'absent: as many as it takes'],
  ],
  toCommand: (o) => ({
    kind: 'proposeRelief',
    reliefId: o['relief'],
    assessmentId: o['assessment'],
    firstOn: o['firstOn'],
    ...optional('waivedCents', o['waive'] === undefined ? undefined : partsOf(o['waive'])),
    ...optional('months', o['months'] === undefined ? undefined : Number(o['months'])),
  }),
}

const proposeOffer: Recording = {
  name: 'propose',
  description: 'offer to waive a part if the rest is paid by a day',
  required: [offer, parts, ['--pay-by <date>', 'the last day of the payment']],
  optional: [],
  toCommand: (o) => ({
    kind: 'proposeOffer',
    reliefId: o['offer'],
    waivedCents: partsOf(o['waive']),
    payBy: o['payBy'],
  }),
}

/** What follows is the same for both. */
function decisions(which: Flags, id: 'relief' | 'offer'): Recording[] {
  return [
    {
      name: 'approve',
      description: 'approve what somebody else has proposed',
      required: [which],
      optional: [],
      toCommand: (o) => ({ kind: 'approveRelief', reliefId: o[id] }),
    },
    {
      name: 'agree',
      description: "record the customer's consent",
      required: [which, ...consentOptions],
      optional: [signature],
      toCommand: (o) => ({
        kind: 'agreeRelief',
        reliefId: o[id],
        consent: consentOf(o),
        ...optional('signedBy', o['signedBy']),
      }),
    },
    {
      name: 'cancel',
      description: 'end it: refused or declined before it was agreed, cancelled afterwards',
      required: [which, ['--outcome <code>', 'refused, declined, cancelled']],
      optional: endingOptions,
      toCommand: (o) => ({
        kind: 'cancelRelief',
        reliefId: o[id],
        outcome: o['outcome'],
        ...endingOf(o),
      }),
    },
  ]
}

/** Registers `relief assess|propose|approve|agree|cancel|show|export` and `offer propose|approve|agree|cancel|show`. */
export function registerReliefCommands(program: Program): void {
  const group = program.command('relief').description('forgive part of a debt, by formula and authority')
  for (const recording of [assess, propose, ...decisions(relief, 'relief')])
    registerRecording(group, recording)
  registerShow(group, 'assessments with their calculation, and every relief', (account, options) =>
    showReliefs(account, options, 'relief'),
  )
  withCommonOptions(group.command('export').description("what the bank's books are to show, as CSV"))
    .requiredOption('--from <date>', 'first day on which it became known')
    .requiredOption('--until <date>', 'last day')
    .action(exportEntries)
  const offers = program.command('offer').description('incentives for early or full payment')
  for (const recording of [proposeOffer, ...decisions(offer, 'offer')]) registerRecording(offers, recording)
  registerShow(offers, 'every offer', (account, options) => showReliefs(account, options, 'offer'))
}

interface Options {
  home: string
  json?: boolean
}

async function exportEntries(options: Options & { from: string; until: string }): Promise<void> {
  await withArrears(options, async ({ db, config: { bankZone: zone } }) => {
    const span = { from: dayOf(options.from), until: dayOf(options.until), zone }
    const entries = await waiverEntries(db, span)
    print(options.json, entries, () => [
      'on,account_id,relief_id,bill_id,part,entry,amount',
      ...entries.map(({ on, accountId, reliefId, billId, part, entry, amountCents }) =>
        [on, accountId, reliefId, billId, part, entry, (amountCents / 100).toFixed(2)].join(','),
      ),
    ])
  })
}
