// What is learnt of a person on one account counts on every account of theirs: a death stops all of their cases, data that is
// restricted is restricted everywhere. Each account's log says so itself, since decide() answers from it alone.
import type { Command } from '../domain/commands/commands'
import { isPersonWide } from '../domain/contact/person-wide'
import type { NewFact } from '../domain/facts'
import type { Transaction } from '../platform/database'

/** Commands whose facts are written on every account of the person: lock all of them first. */
export const personWide: ReadonlySet<Command['kind']> = new Set<Command['kind']>([
  'recordCircumstance',
  'confirmCircumstance',
  'withdrawCircumstance',
  'nameRelated',
  'endRelated',
  'stateHeir',
  'restrictData',
  'liftRestriction',
  'placeHold',
  'extendHold',
  'liftHold',
])

/** The same facts on the other accounts of the person, where they are not on record yet. Tasks stay where they are. */
export async function onEveryAccountOfPerson(
  tx: Transaction,
  accountId: string,
  command: Command,
  facts: readonly NewFact[],
): Promise<NewFact[]> {
  if (!personWide.has(command.kind)) return []
  const said = facts.filter(isPersonWide)
  const others = await tx.$queryRaw<{ accountId: string; known: string[] }[]>`
    select a.id as "accountId", coalesce(array_agg(f.key) filter (where f.key is not null), '{}') as known
    from account own join account a on a.customer_id = own.customer_id and a.id <> own.id
    left join fact f on f.account_id = a.id and f.key = any(${said.map(({ key }) => key)})
    where own.id = ${accountId} group by a.id order by a.id`
  return others.flatMap((other) =>
    said
      .filter(({ key }) => !other.known.includes(key))
      .map((fact) => ({ ...fact, accountId: other.accountId })),
  )
}
