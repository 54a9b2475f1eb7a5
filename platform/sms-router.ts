// The SMS of a bank with several providers: each message goes to the one that its receiver's number belongs to.
import type { Carrier } from './carrier'
import type { SmsProvider } from './provider-event'
import { type SmsRoute, providerFor } from './sms-routes'

/** `carriers` has the providers that the routes name. */
export function createSmsRouter(
  routes: readonly SmsRoute[],
  carriers: Readonly<Partial<Record<SmsProvider, Carrier>>>,
): Carrier {
  const carrierFor = (to: string): Carrier | undefined => {
    const provider = providerFor(routes, to)
    return provider === 'none' ? undefined : carriers[provider]
  }
  return {
    languagesFor: (to) => carrierFor(to)?.languagesFor?.(to),
    mostAccounts: (to) => carrierFor(to)?.mostAccounts?.(to),
    accepts(message) {
      const carrier = carrierFor(message.to)
      if (carrier) return carrier.accepts?.(message) ?? { ok: true }
      return {
        ok: false,
        rule: 'SMS_NO_ROUTE',
        text: 'no provider carries SMS to this number: see SMS_ROUTES',
      }
    },
    async send(message) {
      const carrier = carrierFor(message.to)
      return carrier ? carrier.send(message) : { kind: 'rejected', code: 'SMS_NO_ROUTE', because: 'other' }
    },
    async find(message) {
      return (await carrierFor(message.to)?.find(message)) ?? { kind: 'unknown' }
    },
  }
}
