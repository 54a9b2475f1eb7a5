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
  const ownAlibaba =
    given['ALIBABA_CLOUD_ACCESS_KEY_ID'] === undefined && given['ALIBABA_SMS_BASE_URL'] === undefined
  const isNeeded = ownSmtp || ownTwilio || ownAlibaba
  const ports = await choosePorts(['smtp', 'http'], record.ports, endpointsProcess(home) !== null)
  const { twilioAccountSid, twilioAuthToken, alibabaKeyId, alibabaKeySecret } = record
  if (isNeeded) {
    save(setup, { ports: { ...record.ports, ...ports } })
    const { smtp: smtpPort, http: httpPort } = ports
    const keys = { twilioAccountSid, twilioAuthToken, alibabaKeyId, alibabaKeySecret }
    await startEndpoints({ home, smtpPort, httpPort, ...keys })
    say(`Local e-mail and SMS: http://127.0.0.1:${httpPort}`)
  }
  const url = `http://127.0.0.1:${ports.http}`
  return {
    smtpUrl: given['SMTP_URL'] ?? `smtp://127.0.0.1:${ports.smtp}`,
    mailboxUrl: isNeeded ? url : '',
    twilioBaseUrl: ownTwilio ? url : (given['TWILIO_BASE_URL'] ?? ''),
    twilioAccountSid: given['TWILIO_ACCOUNT_SID'] ?? twilioAccountSid,
    twilioAuthToken: given['TWILIO_AUTH_TOKEN'] ?? twilioAuthToken,
    alibabaBaseUrl: ownAlibaba ? url : (given['ALIBABA_SMS_BASE_URL'] ?? ''),
    alibabaKeyId: given['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? alibabaKeyId,
    alibabaKeySecret: given['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? alibabaKeySecret,
    emailSecret: ownSmtp ? record.emailSecret : '',
  }
}
