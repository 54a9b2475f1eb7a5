/**
 * How do SMS and e-mail work without a provider? A detached process with an SMTP catcher and
 * endpoints like Twilio's and Alibaba Cloud's on loopback; see endpoints/.
 */
import { join } from 'node:path'
import { processEnvironment } from '../platform/config'
import { ensureRunning } from './ensure-running'
import { runningProcess, type ProcessIdentity } from './processes'
import { PROJECT_ROOT, runTypeScript } from './project'

export interface LocalEndpoints {
  home: string
  smtpPort: number
  httpPort: number
  twilioAccountSid: string
  twilioAuthToken: string
  alibabaKeyId: string
  alibabaKeySecret: string
}

export function endpointsProcess(home: string): ProcessIdentity | null {
  return runningProcess(join(home, 'run', 'endpoints.pid'))
}

/** Starts the process if it does not run and waits until it answers. */
export async function startEndpoints(endpoints: LocalEndpoints): Promise<void> {
  const { home, smtpPort, httpPort } = endpoints
  await ensureRunning({
    name: 'the local endpoints',
    command: process.execPath,
    args: runTypeScript('stack/endpoints/main.ts'),
    env: {
      PATH: processEnvironment()['PATH'],
      ENDPOINTS_HOME: home,
      ENDPOINTS_SMTP_PORT: String(smtpPort),
      ENDPOINTS_HTTP_PORT: String(httpPort),
      TWILIO_ACCOUNT_SID: endpoints.twilioAccountSid,
      TWILIO_AUTH_TOKEN: endpoints.twilioAuthToken,
      ALIBABA_CLOUD_ACCESS_KEY_ID: endpoints.alibabaKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: endpoints.alibabaKeySecret,
    },
    cwd: PROJECT_ROOT,
    logFile: join(home, 'log', 'endpoints.log'),
    pidFile: join(home, 'run', 'endpoints.pid'),
    answers: () => answers(`http://127.0.0.1:${httpPort}`),
  })
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/faults', url), { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}
