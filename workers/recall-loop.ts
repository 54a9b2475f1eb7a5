// Looks every few seconds for recalls that their agencies were not told of. A folder that cannot be written to keeps no
// case waiting: it is tried again.
import { type RecallDeps, tellAgencies } from '../cases/recalls'
import { codeOf } from '../platform/carrier'
import type { Logger } from '../platform/logger'

const pollMs = 5_000

export interface RunningRecallLoop {
  stop(): Promise<void>
}

/** Starts the loop. */
export function runRecallLoop(deps: RecallDeps, logger: Logger): RunningRecallLoop {
  let timer: NodeJS.Timeout | undefined
  let stopping = false
  const once = async (): Promise<void> => {
    await tellAgencies(deps).catch((error: unknown) =>
      logger.warn({ code: codeOf(error) }, 'agencies could not be told of recalls, tries again'),
    )
    if (!stopping) timer = setTimeout(again, pollMs)
  }
  const again = () => {
    running = once()
  }
  let running = once()
  return {
    async stop() {
      stopping = true
      clearTimeout(timer)
      await running
    },
  }
}
