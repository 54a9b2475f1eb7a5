// Takes in what Alibaba Cloud SMS reports: batches of JSON, answered once everything in them is in the log. One entry
// that cannot be written down keeps none of the others from it; the batch then comes again and changes nothing twice.
import { type EventDeps, takeReply, takeStatus } from '../cases/provider-events'
import { alibabaTaken, readAlibabaBatch } from '../platform/alibaba-webhook'
import type { Logger } from '../platform/logger'
import type { ProviderEvent } from '../platform/provider-event'

export interface AlibabaDoorDeps extends EventDeps {
  logger: Logger
}

export interface DoorAnswer {
  status: number
  body: object | string
}

/** The provider gives up on an answer after less than a second; many entries at once are taken side by side. */
const sideBySide = 8

export async function answerAlibaba(
  deps: AlibabaDoorDeps,
  secret: string,
  request: { method: string; path: string; body: string },
): Promise<DoorAnswer> {
  const batch = readAlibabaBatch(secret, request)
  switch (batch.kind) {
    case 'refused':
      return { status: batch.status, body: batch.reason }
    case 'asked':
      return { status: 200, body: alibabaTaken }
    case 'events':
      return takeBatch(deps, batch.events, batch.malformed)
  }
}

type Outcome = 'taken' | 'unknown' | 'failed'

async function takeBatch(
  deps: AlibabaDoorDeps,
  events: readonly ProviderEvent[],
  malformed: number,
): Promise<DoorAnswer> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < events.length; at += sideBySide) {
    outcomes.push(...(await Promise.all(events.slice(at, at + sideBySide).map((one) => takeOne(deps, one)))))
  }
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length
  if (count('failed') > 0) return { status: 500, body: 'not recorded: ask again' }
  if (malformed > 0) return { status: 400, body: `${malformed} entries cannot be read` }
  // Its record may be a moment behind: the provider asks again in a minute.
  if (count('unknown') > 0) return { status: 404, body: 'a message is not known yet' }
  return { status: 200, body: alibabaTaken }
}

async function takeOne(deps: AlibabaDoorDeps, event: ProviderEvent): Promise<Outcome> {
  try {
    if (event.kind === 'status') {
      const taken = await takeStatus(deps, event)
      if (taken === 'sending') return 'unknown'
      return taken === 'unknown' ? missing(event) : 'taken'
    }
    // The gateway passes no answer on to the customer: whoever asks for help hears from a person (domain/words/reply.ts).
    await takeReply(deps, event)
    return 'taken'
  } catch (error) {
    deps.logger.error(
      { error: error instanceof Error ? error.message : 'unknown' },
      'a report of Alibaba failed',
    )
    return 'failed'
  }
}

/** One account has one address for reports: those without a reference of ours are about somebody else's messages. */
function missing({ reference }: Extract<ProviderEvent, { kind: 'status' }>): Outcome {
  return reference === undefined ? 'taken' : 'unknown'
}
