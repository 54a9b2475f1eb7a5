// Which provider carries a message to which number? Routes by the beginning of the number, the longest one counts; a
// number that no route covers gets no message.
import { z } from 'zod'
import { type SmsProvider, smsProviders } from './provider-event'

export interface SmsRoute {
  /** `+` and the first digits of the numbers it is for; `+` alone is for every number. */
  prefix: string
  /** `none`: no SMS goes there. */
  provider: SmsProvider | 'none'
}

/** Twilio's terms keep messages about cards and loans out of mainland China: nothing goes there unless it is said so. */
export const mainlandChina = '+86'

const route = /^(?<prefix>\+\d{0,14}):(?<provider>[a-z]+)$/

/** Reads a setting such as `+86:alibaba,+:twilio`. */
export const smsRoutesSetting = z.string().transform((text, context): SmsRoute[] => {
  const routes: SmsRoute[] = []
  for (const part of text.split(',').map((one) => one.trim())) {
    const problem = addRoute(routes, part)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  }
  return routes
})

function addRoute(routes: SmsRoute[], part: string): string | null {
  const { prefix, provider } = route.exec(part)?.groups ?? {}
  if (prefix === undefined) return `"${part}" must be a prefix and a provider, such as +86:alibaba`
  if (!isProvider(provider)) return `"${part}": there are ${[...smsProviders, 'none'].join(', ')}`
  if (routes.some((one) => one.prefix === prefix)) return `has two routes for ${prefix}`
  if (provider === 'alibaba' && !prefix.startsWith(mainlandChina)) {
    return `"${part}": alibaba carries messages to mainland China alone, ${mainlandChina}`
  }
  routes.push({ prefix, provider })
  return null
}

function isProvider(word: string | undefined): word is SmsRoute['provider'] {
  return word === 'none' || smsProviders.some((provider) => provider === word)
}

/**
 * The routes of a bank: those it has set, or else each provider that it has an account with, for what that may carry.
 * To mainland China nothing goes by a route that is not for it.
 */
export function smsRoutes(
  given: readonly SmsRoute[] | undefined,
  has: Record<SmsProvider, boolean>,
): SmsRoute[] {
  const china: SmsRoute = { prefix: mainlandChina, provider: has.alibaba ? 'alibaba' : 'none' }
  if (given === undefined) return [china, { prefix: '+', provider: has.twilio ? 'twilio' : 'none' }]
  const speaksOfChina = given.some(({ prefix }) => prefix === mainlandChina)
  return speaksOfChina ? [...given] : [...given, { ...china, provider: 'none' }]
}

/** Who carries a message to `number` (E.164). */
export function providerFor(routes: readonly SmsRoute[], number: string): SmsRoute['provider'] {
  const [best] = routes
    .filter(({ prefix }) => number.startsWith(prefix))
    .sort((one, other) => other.prefix.length - one.prefix.length)
  return best?.provider ?? 'none'
}
