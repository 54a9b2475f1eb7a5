// Keeps the relay going: at once when a fact is committed (PostgreSQL tells), at the latest after two seconds; once a
// minute it also looks for wake-ups that were lost.
import type { Client } from 'pg'
import { type RelayDeps, drainOutbox, sweep } from '../cases/relay'
import type { Logger } from '../platform/logger'

const pollMs = 2_000
const sweepMs = 60_000

export interface RunningRelay {
  stop(): Promise<void>
}

/** Starts the loop. A failure (database or Temporal away) is logged and tried again; nothing is lost meanwhile. */
export function runRelay(deps: RelayDeps, logger: Logger): RunningRelay {
  let stopping = false
  let wake = () => {}
  let listener: Client | null = null

  const once = async (): Promise<void> => {
    listener ??= await listen(
      deps,
      () => wake(),
      () => {
        listener = null
      },
    )
    const { failed } = await drainOutbox(deps)
    if (failed > 0) logger.warn({ failed }, 'some cases could not be told yet')
  }

  const run = async (): Promise<void> => {
    let sweptAt = performance.now()
    while (!stopping) {
      try {
        await once()
        if (performance.now() - sweptAt > sweepMs) {
          sweptAt = performance.now()
          const found = await sweep(deps)
          if (found > 0) logger.warn({ found }, 'cases had missed a wake-up')
        }
      } catch (error) {
        logger.warn(
          { error: error instanceof Error ? error.message : String(error) },
          'relay failed, tries again',
        )
      }
      if (!stopping) await napUntil((resume) => (wake = resume))
    }
    await listener?.end()
  }

  const running = run()
  return {
    async stop() {
      stopping = true
      wake()
      await running
    },
  }
}

function napUntil(arm: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pollMs)
    arm(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function listen(deps: RelayDeps, onNotice: () => void, onEnd: () => void): Promise<Client> {
  const { Client: PgClient } = await import('pg')
  const client = new PgClient({ connectionString: deps.db.url, application_name: 'arrears-relay' })
  client.on('notification', onNotice)
  client.on('error', onEnd)
  client.on('end', onEnd)
  await client.connect()
  await client.query('listen outbox')
  return client
}
