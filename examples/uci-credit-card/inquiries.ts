// What a customer of the example disputes or complains about, and what the bank answers: the first command is sent after the
// conversation, the second when somebody has looked into it.
import type { Command } from '../../domain/commands/commands'

interface Beginning {
  /** Who spoke with the customer. */
  by: string
  /** Ids of the two commands. */
  commandIds: readonly [string, string]
  /** Of the matter itself. */
  id: string
}

/** Of one bill; of the whole debt when none is known. It turns out to be owed. */
export function dispute({ by, commandIds, id }: Beginning, billId: string | null): [Command, Command] {
  const disputeId = `dispute-${id}`
  const [raised, answered] = commandIds
  return [
    {
      ...{ kind: 'raiseDispute', commandId: raised, by, disputeId, ground: 'amount', channel: 'hotline' },
      bills: billId === null ? [] : [billId],
    },
    {
      ...{ kind: 'answerDispute', commandId: answered, by: 'supervisor:qian', disputeId, corrections: [] },
      ...{ outcome: 'rejected', document: `letters/${disputeId}` },
    },
  ]
}

/** About how often the bank called; it is in the right, or was told better. */
export function complaint({ by, commandIds, id }: Beginning, isRight: boolean): [Command, Command] {
  const complaintId = `complaint-${id}`
  const [received, answered] = commandIds
  return [
    {
      ...{ kind: 'recordComplaint', commandId: received, by, complaintId, from: 'customer' },
      ...{ channel: 'hotline', category: 'contactTooOften', owner: 'supervisor:qian' },
    },
    {
      ...{ kind: 'answerComplaint', commandId: answered, by: 'supervisor:qian', complaintId },
      ...{ outcome: isRight ? 'upheld' : 'notUpheld', rootCause: isRight ? 'process' : 'misunderstanding' },
      document: `letters/${complaintId}`,
    },
  ]
}
