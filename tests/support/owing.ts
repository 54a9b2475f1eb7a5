// What the journeys of promises, plans and other agreements have in common: accounts that owe 2,000.00 since 1 March, how
// their cases begin, payments that the bank reports in the day, and the end of what breaks at midnight.
import { journal } from './journal'
import { type World, shown } from './world'

/** Each owes 2,000.00, due on 1 March. */
export function openOwing(world: World, accountIds: readonly string[]): void {
  const bills = [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }]
  for (const accountId of accountIds) world.books.open(accountId, { bills })
}

/** The lines with which the journal of each of them begins, when the night of 5 March is the first. */
export const opening = ['2026-03-06 case 1 opens: newDelinquency', '2026-03-06 reminder/1']

/** A payment that becomes known in the day, before any drop. */
export function payment(paymentId: string, amountCents: number, valueOn: string, postedOn = valueOn) {
  const dates = { valueOn, postedOn }
  return { kind: 'recordPayment' as const, by: 'system:payments', paymentId, amountCents, ...dates }
}

/** The journal of an account. */
export async function linesOf(world: World, accountId: string): Promise<string[]> {
  return journal(await world.facts(accountId))
}

/** When something ended, and when that was recorded: the same instant when the case was awake for it. */
export async function endOf(world: World, accountId: string, kind: 'promiseEnded' | 'planEnded') {
  const [end] = await world.factsOf(accountId, kind)
  if (!end) throw new Error(`${accountId} has no ${kind}`)
  return [shown(end.effectiveAt), shown(end.recordedAt)]
}
