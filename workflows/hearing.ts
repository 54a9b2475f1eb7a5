// What a case hears: signals, which only note and wake, and updates, which are carried out and answered. Handlers are
// synchronous or one call; the loop in collection-case.ts does the rest.
import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow'
import type { Command } from '../domain/commands/commands'
import {
  type CaseStatus,
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
  const look = (message?: unknown) => {
    if (!isWakeUp(message) || message.seq > heard.seenSeq) heard.dirty = true
  }
  setHandler(defineQuery<CaseStatus>(caseStatusQuery), status)
  setHandler(defineSignal<[unknown?]>(caseOpenedSignal), look)
  setHandler(defineSignal<[unknown?]>(positionChangedSignal), look)
  setHandler(defineSignal(renewRunSignal), () => {
    heard.renew = true
  })
  for (const signal of Object.keys(factSignals) as FactSignal[]) {
    setHandler(defineSignal<[unknown?]>(signal), (message) => {
      if (isRecord(message) && !isWakeUp(message)) {
        heard.messages.push({ ...message, kind: factSignals[signal] } as Command)
      } else {
        look(message)
      }
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

/** A signal cannot be refused, and anybody may send one by hand: whatever is no message is only a reason to look. */
function isRecord(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && !Array.isArray(message)
}

function isWakeUp(message: unknown): message is WakeUp {
  return isRecord(message) && typeof message['seq'] === 'number'
}

/** A command without a sender or an id of its own cannot be recorded or made safe to repeat. */
function requireSender(request: Omit<Command, 'kind'>): void {
  if (typeof request?.commandId !== 'string' || typeof request.by !== 'string') {
    throw ApplicationFailure.nonRetryable('an update needs {commandId, by, ...}', 'BAD_COMMAND')
  }
}
