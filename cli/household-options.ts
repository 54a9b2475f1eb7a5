// How a household's statement and its papers are given on the command line: `--income salary=4000.00,benefits=300.00`.
import { essentialKinds, incomeKinds } from '../domain/arrangements/affordability'
import { documentKinds } from '../domain/arrangements/documents'
import { CommandRefused, exitCodes } from './open'
import { type Flags, type Given, centsOf } from './record'

export const householdOptions = {
  required: [
    ['--adults <n>', 'adults who live on the income'],
    ['--income <list>', `a month after tax, e.g. salary=4000.00; ${incomeKinds.join(', ')}; or none`],
  ],
  optional: [
    ['--children <n>', 'children who live on the income (0)'],
    ['--expenses <list>', `a month, e.g. housing=1500.00; ${essentialKinds.join(', ')}`],
    ['--other-debts <amount>', 'what goes to other debts a month (0.00)'],
    ['--documents <list>', `e.g. incomeProof=doc/17; ${documentKinds.join(', ')}`],
  ],
} as const satisfies { required: readonly Flags[]; optional: readonly Flags[] }

/** The statement in the options. @throws CommandRefused BAD_OPTION */
export function householdOf(o: Given) {
  return {
    adults: Number(o['adults']),
    children: Number(o['children'] ?? 0),
    incomeCents: amountsOf(o['income']),
    expenseCents: amountsOf(o['expenses']),
    otherDebtCents: centsOf(o['otherDebts'] ?? '0.00'),
  }
}

/** `incomeProof=doc/17,bankStatement=doc/18` -> the papers. @throws CommandRefused BAD_OPTION */
export function documentsOf(list: string | undefined): { kind: string; documentId: string }[] {
  return pairsOf(list).map(([kind, documentId]) => ({ kind, documentId }))
}

/** `salary=4000.00,rent=300.00` -> cents by kind; `none` or absent: nothing. @throws CommandRefused BAD_OPTION */
export function amountsOf(list: string | undefined): Record<string, number> {
  return Object.fromEntries(pairsOf(list).map(([kind, amount]) => [kind, centsOf(amount)]))
}

function pairsOf(list: string | undefined): [string, string][] {
  if (list === undefined || list === 'none') return []
  return list.split(',').map((item) => {
    const [name, value] = item.split('=')
    if (name !== undefined && value !== undefined) return [name, value]
    throw new CommandRefused('BAD_OPTION', `write it as name=value,name=value: not ${list}`, exitCodes.usage)
  })
}

export const consentOptions = [
  ['--consent <code>', 'how the customer agreed: signedDocument, recordedCall, portal'],
  ['--evidence <id>', 'the document, the recording, the receipt'],
] as const satisfies readonly Flags[]

/** The proof of the customer's consent in the options. */
export function consentOf(o: Given) {
  return { kind: o['consent'], id: o['evidence'] }
}

/** `fees=100.00,interest=50.00` -> cents of each part that can be waived. @throws CommandRefused BAD_OPTION */
export function partsOf(list: string | undefined): Record<string, number> {
  return { fees: 0, interest: 0, principal: 0, ...amountsOf(list) }
}
