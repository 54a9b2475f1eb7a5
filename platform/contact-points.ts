// A number or address that takes no messages any more is marked, with the provider's code as the reason: the next
// message goes to the next one.
import type { Handover } from './carrier'
import type { Transaction } from './database'

/** Marks a contact point that is still usable; a reason that lies elsewhere marks nothing. */
export async function markPoint(
  tx: Transaction,
  id: string,
  { because, code }: Pick<Extract<Handover, { kind: 'rejected' }>, 'because' | 'code'>,
): Promise<void> {
  if (because === 'other') return
  await tx.contactPoint.updateMany({
    where: { id, status: 'usable' },
    data: { status: because === 'stopped' ? 'stopped' : 'bad', statusReason: code },
  })
}
