/** Where do e-mail and SMS go? To the servers that the environment names, or to local endpoints. */
import type { TemporalAddresses } from './bring-up-temporal'
import { endpointsProcess, startEndpoints } from './local-endpoints'
import { choosePorts } from './ports'
import { save, type Setup } from './setup'
import type { StackAddresses } from './stack-record'

export type EndpointAddresses = Omit<StackAddresses, keyof TemporalAddresses | 'databaseUrl'>

export async function bringUpEndpoints(setup: Setup): Promise<EndpointAddresses> {
  const { home, given, record, say } = setup
  const ownSmtp = given['SMTP_URL'] === undefined
  const ownTwilio = given['TWILIO_ACCOUNT_SID'] === undefined && given['TWILIO_BASE_URL'] === undefined
  const ports = await choosePorts(['smtp', 'http'], record.ports, endpointsProcess(home) !== null)
  const { twilioAccountSid, twilioAuthToken } = record
  if (ownSmtp || ownTwilio) {
    save(setup, { ports: { ...record.ports, ...ports } })
    const { smtp: smtpPort, http: httpPort } = ports
    await startEndpoints({ home, smtpPort, httpPort, twilioAccountSid, twilioAuthToken })
    say(`Local e-mail and SMS: http://127.0.0.1:${httpPort}`)
  }
  const url = `http://127.0.0.1:${ports.http}`
  return {
    smtpUrl: given['SMTP_URL'] ?? `smtp://127.0.0.1:${ports.smtp}`,
    mailboxUrl: ownSmtp || ownTwilio ? url : '',
    twilioBaseUrl: ownTwilio ? url : (given['TWILIO_BASE_URL'] ?? ''),
    twilioAccountSid: given['TWILIO_ACCOUNT_SID'] ?? twilioAccountSid,
    twilioAuthToken: given['TWILIO_AUTH_TOKEN'] ?? twilioAuthToken,
  }
}
