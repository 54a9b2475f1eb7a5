// Does the command speak of somebody who is there, in the role that it needs, and of a number that the customer left? Asked of
// the tables, which the judgement on facts alone cannot see.
import type { Command } from '../domain/commands/commands'
import type { Transaction } from '../platform/database'

type Refused = { ok: false; code: string; message: string }

/** `code`: UNKNOWN_PARTY, UNKNOWN_RELATED, POINT_NOT_RESERVED, CIRCUMSTANCE_KNOWN; null: nothing stands against it. */
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
      return (
        (await ifCircumstanceKnown(tx, accountId, command)) ??
        (command.partyId === undefined ? null : unlessParty(tx, accountId, command.partyId))
      )
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

/** One id is one matter of the person: of two the second would be taken for the first. The account's own are judged. */
async function ifCircumstanceKnown(
  tx: Transaction,
  accountId: string,
  { circumstanceId, commandId }: Extract<Command, { kind: 'recordCircumstance' }>,
): Promise<Refused | null> {
  const [known] = await tx.$queryRaw<{ accountId: string }[]>`
    select f.account_id as "accountId"
    from account own join account a on a.customer_id = own.customer_id and a.id <> own.id
      join fact f on f.account_id = a.id and f.kind = 'circumstanceRecorded'
    where own.id = ${accountId} and f.payload ->> 'circumstanceId' = ${circumstanceId}
      and (f.source <> ${`command/${commandId}`} or f.payload ? 'partyId')
      and not exists (select from fact o where o.account_id = own.id and o.kind = f.kind
        and o.payload ->> 'circumstanceId' = ${circumstanceId})
    order by f.account_id limit 1`
  const message = `account ${known?.accountId ?? ''} of the customer has a circumstance ${circumstanceId}; choose another id`
  return known ? { ok: false, code: 'CIRCUMSTANCE_KNOWN', message } : null
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
