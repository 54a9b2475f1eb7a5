// Does the command speak of somebody who is there, in the role that it needs, and of a number that the customer left? Asked of
// the tables, which the judgement on facts alone cannot see.
import type { Command } from '../domain/commands/commands'
import type { Transaction } from '../platform/database'

type Refused = { ok: false; code: string; message: string }

/** `code`: UNKNOWN_PARTY, UNKNOWN_RELATED, POINT_NOT_RESERVED; null: nothing stands against it. */
export async function objectionToPerson(
  tx: Transaction,
  accountId: string,
  command: Command,
): Promise<Refused | null> {
  switch (command.kind) {
    case 'recordGuarantee':
      return unlessParty(tx, accountId, command.partyId, 'guarantor')
    case 'askJointDebt':
      return unlessParty(tx, accountId, command.partyId, 'spouse')
    case 'recordCircumstance':
      return command.partyId === undefined ? null : unlessParty(tx, accountId, command.partyId)
    case 'nameRelated': {
      const where = { id: command.relatedId, role: command.role }
      const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
      const found = await tx.relatedPerson.count({ where: { ...where, customerId: account.customerId } })
      const message = `enter who ${command.relatedId} is first: arrears person add`
      return found > 0 ? null : { ok: false, code: 'UNKNOWN_RELATED', message }
    }
    case 'verifyRepresentation': {
      const { pointId: id } = command
      const channel = { in: ['mobile', 'landline'] }
      const customer = { accounts: { some: { id: accountId } } }
      const found = await tx.contactPoint.count({ where: { id, channel, reserved: true, customer } })
      const message = `${id} is no number that the customer reserved with the bank: only there can it be asked`
      return found > 0 ? null : { ok: false, code: 'POINT_NOT_RESERVED', message }
    }
    default:
      return null
  }
}

async function unlessParty(
  tx: Transaction,
  accountId: string,
  id: string,
  role?: 'guarantor' | 'spouse',
): Promise<Refused | null> {
  const found = await tx.party.count({ where: { accountId, id, ...(role === undefined ? {} : { role }) } })
  const message = `the account has no ${role ?? 'party'} ${id} in what the bank reported`
  return found > 0 ? null : { ok: false, code: 'UNKNOWN_PARTY', message }
}
