// What became of a message counts for every account that it told about, whichever of them the report is for (C7).
import type { NewFact } from '../domain/facts'
import type { Transaction } from '../platform/database'
import type { CoveredStep } from './person'

/** The same reports on the other accounts of the message, where they are not on record yet. */
export async function onEveryAccountTold(
  tx: Transaction,
  accountId: string,
  facts: readonly NewFact[],
): Promise<NewFact[]> {
  const reports = facts.filter((fact) => fact.kind === 'deliveryReported' || fact.kind === 'callReported')
  const found = await Promise.all(reports.map((report) => onOthers(tx, accountId, report)))
  return found.flat()
}

async function onOthers(
  tx: Transaction,
  accountId: string,
  report: NewFact & { kind: 'deliveryReported' | 'callReported' },
): Promise<NewFact[]> {
  const contact = await tx.contact.findUnique({ where: { key: report.payload.contactKey } })
  // Written by the claim alone, as CoveredStep[].
  const covers = (contact?.covers ?? []) as unknown as CoveredStep[]
  const told = contact ? [contact.accountId, ...covers.map((covered) => covered.accountId)] : []
  const others = told.filter((other) => other !== accountId)
  const known = await tx.fact.findMany({
    where: { accountId: { in: others }, key: report.key },
    select: { accountId: true },
  })
  return others
    .filter((other) => known.every((row) => row.accountId !== other))
    .map((other) => ({ ...report, accountId: other }))
}
