/**
 * The process of the local endpoints: an SMTP catcher, and the APIs of Twilio and of Alibaba Cloud SMS, on loopback only.
 * Takes its settings from the environment that local-endpoints.ts gives it.
 */
import { join } from 'node:path'
import { processEnvironment } from '../../platform/config'
import { loadRegisteredTexts } from '../../platform/registered-texts'
import { PROJECT_ROOT } from '../project'
import { AlibabaStore } from './alibaba-store'
import { Faults } from './faults'
import { listenHttp } from './http-server'
import { listenSmtp, Mailbox } from './smtp-catcher'
import { TwilioStore } from './twilio-store'

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const home = env['ENDPOINTS_HOME'] ?? ''
  const faults = new Faults()
  const mailbox = new Mailbox(join(home, 'mail'))
  const store = new TwilioStore(join(home, 'twilio'))
  const account = { sid: env['TWILIO_ACCOUNT_SID'] ?? '', token: env['TWILIO_AUTH_TOKEN'] ?? '' }
  await listenSmtp(Number(env['ENDPOINTS_SMTP_PORT']), mailbox, faults)
  const alibaba = {
    account: {
      accessKeyId: env['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
      accessKeySecret: env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
    },
    store: new AlibabaStore(join(home, 'alibaba')),
    texts: loadRegisteredTexts(join(PROJECT_ROOT, 'policies')),
    faults,
  }
  await listenHttp(Number(env['ENDPOINTS_HTTP_PORT']), { account, store, alibaba, mailbox, faults })
}

main(processEnvironment()).catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
