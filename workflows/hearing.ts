// What a case hears: signals, which only note and wake, and updates, which are carried out and answered. Handlers are
// synchronous or one call; the loop in collection-case.ts does the rest.
import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow'
import type { Command } from '../domain/commands'
import {
  type CaseStatus,
  type FactMessage,
  type FactSignal,
  type WakeUp,
  caseOpenedSignal,
  caseStatusQuery,
  commandUpdates,
  factSignals,
  positionChangedSignal,
  renewRunSignal,
} from './messages'

export interface Heard {
  /** Something happened that no decision has seen. */
  dirty: boolean
  /** An engineer asked for a fresh run. */
  renew: boolean
  /** Facts sent by hand, not yet recorded. */
  messages: Command[]
  /** The newest fact that a decision has seen: a wake-up for an older one is no news. */
  seenSeq: number
}

/**
 * Registers every handler of a case. `carryOut` throws an ApplicationFailure when it refuses. A signal that came with
 * the start is heard at once, so `seenSeq`, what the first decision has seen, must be known by now: else a new case
 * would begin with a question that is answered already.
 */
export function listen(
  seenSeq: number,
  status: () => CaseStatus,
  carryOut: (command: Command) => Promise<{ recorded: string[] }>,
): Heard {
  const heard: Heard = { dirty: false, renew: false, messages: [], seenSeq }
  const look = (message?: WakeUp) => {
    if (message === undefined || message.seq > heard.seenSeq) heard.dirty = true
  }
  setHandler(defineQuery<CaseStatus>(caseStatusQuery), status)
  setHandler(defineSignal<[WakeUp?]>(caseOpenedSignal), look)
  setHandler(defineSignal<[WakeUp?]>(positionChangedSignal), look)
  setHandler(defineSignal(renewRunSignal), () => {
    heard.renew = true
  })
  for (const signal of Object.keys(factSignals) as FactSignal[]) {
    setHandler(defineSignal<[FactMessage?]>(signal), (message) => {
      if (message === undefined || 'seq' in message) look(message)
      else heard.messages.push({ ...message, kind: factSignals[signal] } as Command)
    })
  }
  for (const kind of commandUpdates) {
    const update = defineUpdate<{ recorded: string[] }, [Omit<Command, 'kind'>]>(kind)
    const handler = async (request: Omit<Command, 'kind'>) => {
      const done = await carryOut({ ...request, kind } as Command)
      heard.dirty = true
      return done
    }
    setHandler(update, handler, { validator: requireSender })
  }
  return heard
}

/** A command without a sender or an id of its own cannot be recorded or made safe to repeat. */
function requireSender(request: Omit<Command, 'kind'>): void {
  if (typeof request?.commandId !== 'string' || typeof request.by !== 'string') {
    throw ApplicationFailure.nonRetryable('an update needs {commandId, by, ...}', 'BAD_COMMAND')
  }
}
