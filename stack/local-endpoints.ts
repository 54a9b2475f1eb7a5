/**
 * How do SMS and e-mail work without a provider? A detached process with an SMTP catcher and a
 * Twilio-compatible endpoint on loopback; see endpoints/.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processEnvironment } from '../platform/config'
import { lastLines } from './last-lines'
import { isRunning, runningProcess, startDetached, type ProcessIdentity } from './processes'
import { PROJECT_ROOT, runTypeScript } from './project'

export interface LocalEndpoints {
  home: string
  smtpPort: number
  httpPort: number
  twilioAccountSid: string
  twilioAuthToken: string
}

export function endpointsProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'endpoints.pid'))
}

/** Starts the process and waits until it answers. */
export async function startEndpoints(endpoints: LocalEndpoints): Promise<void> {
  const { home, smtpPort, httpPort, twilioAccountSid, twilioAuthToken } = endpoints
  const logFile = join(home, 'log', 'endpoints.log')
  const identity = await startDetached({
    command: process.execPath,
    args: runTypeScript('stack/endpoints/main.ts'),
    env: {
      PATH: processEnvironment()['PATH'],
      ENDPOINTS_HOME: home,
      ENDPOINTS_SMTP_PORT: String(smtpPort),
      ENDPOINTS_HTTP_PORT: String(httpPort),
      TWILIO_ACCOUNT_SID: twilioAccountSid,
      TWILIO_AUTH_TOKEN: twilioAuthToken,
    },
    cwd: PROJECT_ROOT,
    logFile,
    pidFile: join(home, 'run', 'endpoints.pid'),
  })
  for (let waitedMs = 0; waitedMs < 30_000 && isRunning(identity); waitedMs += 50) {
    if (await endpointsAnswer(`http://127.0.0.1:${httpPort}`)) return
    await delay(50)
  }
  throw new Error(`the local endpoints do not start:\n${lastLines(logFile, 8)}`)
}

export async function endpointsAnswer(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/faults', url), { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}
