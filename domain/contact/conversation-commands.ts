// May this be recorded as the outcome of a conversation: why the customer is behind, and whether they want to and can pay?
import { z } from 'zod'
import { causes } from '../arrangements/documents'
import { accepted, command, refusal } from '../commands/command'
import { id } from '../commands/fields'
import { factsOf } from '../facts'
import { capacities, willingnesses } from './conversation-facts'

/** What a conversation can be coded with. */
export const conversationCodes = {
  cause: z.enum(causes).optional(),
  willingness: z.enum(willingnesses).default('unknown'),
  capacity: z.enum(capacities).default('unknown'),
}

/** Refused: NOTHING_CODED, CONVERSATION_KNOWN, UNKNOWN_CONTACT. */
const codeConversation = command(
  { conversationId: id, contactKey: id.optional(), ...conversationCodes },
  (facts, { conversationId, contactKey, cause = null, willingness, capacity }, { accountId }, envelope) => {
    if (cause === null && willingness === 'unknown' && capacity === 'unknown')
      return refusal('NOTHING_CODED', 'say the cause, the willingness or the capacity: one of them at least')
    if (factsOf(facts, 'conversationCoded').some(({ payload }) => payload.conversationId === conversationId))
      return refusal(
        'CONVERSATION_KNOWN',
        `conversation ${conversationId} is coded; a further one has its own id`,
      )
    if (contactKey !== undefined && !contactKey.startsWith(`${accountId}/`))
      return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
    const said = { conversationId, cause, willingness, capacity }
    return accepted({
      ...envelope,
      key: `conversation/${conversationId}`,
      kind: 'conversationCoded',
      payload: contactKey === undefined ? said : { ...said, contactKey },
    })
  },
)

export const conversationCommands = { codeConversation }
