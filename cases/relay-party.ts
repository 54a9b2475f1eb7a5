// Who is to be asked to pass on a message, and have they refused? A number that several accounts of the customer name is
// one contact point, and whoever has refused there has refused for all of them (CN-3P-04).
import type { roles } from '../domain/policy/vocabulary'
import type { Transaction } from '../platform/database'
import type { Point } from './person'

export interface RelayParty {
  role: (typeof roles)[number]
  point: Point
  hasRefused: boolean
}

/** The party as the newest drop named them; null: they have no mobile number. */
export async function relayPartyOf(
  tx: Transaction,
  { accountId, partyId, customerId }: { accountId: string; partyId: string; customerId: string },
): Promise<RelayParty | null> {
  const [found] = await tx.$queryRaw<FoundParty[]>`
    select p.role, p.value, named.account_id as "firstAccountId", named.id as "firstId",
      exists (select 1 from party q join account a on a.id = q.account_id
        join fact f on f.account_id = q.account_id and f.kind = 'partyRefused' and f.payload ->> 'partyId' = q.id
        where a.customer_id = ${customerId} and q.value = p.value) as "hasRefused"
    from party p
    join lateral (select q.account_id, q.id from party q join account a on a.id = q.account_id
      where a.customer_id = ${customerId} and q.value = p.value order by q.account_id, q.id limit 1) named on true
    where p.account_id = ${accountId} and p.id = ${partyId} and p.channel = 'mobile'`
  if (!found) return null
  const { role, value, firstAccountId, firstId, hasRefused } = found
  const id = `party/${firstAccountId}/${firstId}`
  return { role, hasRefused, point: { id, channel: 'mobile', value, ...asTheDebtorLeftIt } }
}

interface FoundParty {
  role: RelayParty['role']
  value: string
  firstAccountId: string
  firstId: string
  hasRefused: boolean
}

const asTheDebtorLeftIt = { status: 'usable', statusReason: null, source: 'reservedContact' }
