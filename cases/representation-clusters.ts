// Which letters of people who say that they act for customers are the same text? Read from the log of every account.
import { type Cluster, type SeenText, clustersOf } from '../domain/privacy/clusters'
import type { RepresentationTerms } from '../domain/protection/representation-terms'
import type { Database } from '../platform/database'

export interface ShownCluster extends Omit<Cluster, 'texts'> {
  /** `<account>/<representation>` */
  letters: string[]
  /** So many accounts that compliance should look. */
  isAlert: boolean
}

/** The clusters, the largest first. */
export async function representationClusters(
  db: Database,
  { sameText }: Pick<RepresentationTerms, 'sameText'>,
): Promise<ShownCluster[]> {
  const texts = await db.prisma.$queryRaw<SeenText[]>`
    select account_id as "accountId", payload ->> 'representationId' as "representationId",
      payload ->> 'senderHash' as "senderHash", payload ->> 'fingerprint' as fingerprint
    from fact where kind = 'representationClaimed' and payload ->> 'fingerprint' is not null
    order by account_id, seq`
  return clustersOf(texts, sameText.likeness).map(({ texts: letters, accounts, senders }) => ({
    accounts,
    senders,
    letters: letters.map(({ accountId, representationId }) => `${accountId}/${representationId}`),
    isAlert: accounts.length >= sameText.alertFromAccounts,
  }))
}
