// With which providers does this bank send SMS? Made from the settings, for the worker and for commands that send.
import { createAlibabaSmsCarrier } from './alibaba-sms'
import type { BankProfile } from './bank-profile'
import type { Carrier } from './carrier'
import type { Config } from './config'
import { loadRegisteredTexts, requireRegistered } from './registered-texts'
import { createSmsCarrier } from './sms'
import { createSmsRouter } from './sms-router'
import type { Templates } from './templates'
import { twilioPaths } from './twilio-webhook'

/** Every provider that the bank has an account with, each message to the one that its number is routed to. */
export function createBankSms(
  config: Config,
  {
    simulation,
    templates,
    bank,
    policiesDir,
  }: { simulation: boolean; templates: Templates; bank: BankProfile; policiesDir: string },
): Carrier {
  const { twilio, alibaba, smsRoutes } = config
  const registered = alibaba ? loadRegisteredTexts(policiesDir) : null
  if (registered && smsRoutes.some(({ provider }) => provider === 'alibaba')) {
    requireRegistered(registered, templates, bank)
  }
  return createSmsRouter(smsRoutes, {
    ...(twilio ? { twilio: createSmsCarrier(twilio, statusCallbackOf(config, simulation)) } : {}),
    ...(alibaba && registered ? { alibaba: createAlibabaSmsCarrier(alibaba, registered) } : {}),
  })
}

/** A simulation lives in its own time: what becomes of its messages is told by hand (`arrears sandbox`). */
function statusCallbackOf({ webhook }: Config, simulation: boolean): { statusCallback?: string } {
  if (!webhook || simulation) return {}
  return { statusCallback: new URL(twilioPaths.status, webhook.url).href }
}
