// What somebody learnt in a conversation about why the customer does not pay, and whether they want to and can (B10).
import type { Cause } from '../arrangements/documents'

/** Whether the customer wants to pay. */
export const willingnesses = ['willing', 'hesitant', 'unwilling', 'unknown'] as const
export type Willingness = (typeof willingnesses)[number]

/** Whether the customer can pay. */
export const capacities = ['able', 'partly', 'unable', 'unknown'] as const
export type Capacity = (typeof capacities)[number]

export interface Conversation {
  /** Why the customer is behind; null: not said. */
  cause: Cause | null
  willingness: Willingness
  capacity: Capacity
}

export interface ConversationFacts {
  /** `contactKey`: the call or visit in which it was said; absent: at a branch, in a letter. */
  conversationCoded: Conversation & { conversationId: string; contactKey?: string }
}
