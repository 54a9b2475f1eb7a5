// Who acts for a customer or takes their place, with the number at which a person reaches them. The row alone says nothing:
// that somebody is the executor or guardian is a fact with its evidence (command nameRelated).
import type { RelatedRole } from '../domain/protection/circumstance-facts'
import type { Database } from '../platform/database'

export interface NewRelated {
  customerId: string
  id: string
  role: RelatedRole
  fullName: string
  channel?: 'mobile' | 'landline' | 'email' | 'address'
  value?: string
}

/** Enters somebody, once. `code`: UNKNOWN_CUSTOMER; RELATED_KNOWN: the id is somebody else's. */
export async function enterRelated(
  { prisma }: Database,
  { customerId, id, role, fullName, channel, value }: NewRelated,
): Promise<{ ok: true; entered: boolean } | { ok: false; code: string; message: string }> {
  if ((await prisma.customer.count({ where: { id: customerId } })) === 0)
    return { ok: false, code: 'UNKNOWN_CUSTOMER', message: `there is no customer ${customerId}` }
  const row = { customerId, id, role, fullName, channel: channel ?? null, value: value ?? null }
  const { count } = await prisma.relatedPerson.createMany({ data: [row], skipDuplicates: true })
  if (count === 1) return { ok: true, entered: true }
  const known = await prisma.relatedPerson.findUniqueOrThrow({ where: { customerId_id: { customerId, id } } })
  const isSame = known.role === role && known.fullName === fullName && known.value === row.value
  const message = `the id ${id} is somebody else's; choose another one`
  return isSame ? { ok: true, entered: false } : { ok: false, code: 'RELATED_KNOWN', message }
}
