/**
 * What does Twilio reject, and with which of its codes? Checked in the order in which its API does; its published test
 * numbers (+1 500 555 000x) are refused here for the same reasons as there.
 */
import type { TwilioKind } from './twilio-store'

/** Twilio's error code and the words that it comes with. */
export interface Refusal {
  code: number
  message: string
}

/** Null: it is accepted. */
export function refusalOf(kind: TwilioKind, form: URLSearchParams): Refusal | null {
  return kind === 'Messages' ? messageRefusal(form) : callRefusal(form)
}

// E.164; the sender of a message may also be a short code or an alphanumeric name.
const phoneNumber = /^\+[1-9]\d{6,14}$/
const messageSender = /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/
const messagingService = /^MG[0-9a-fA-F]{32}$/
const longestBody = 1600

/** https://www.twilio.com/docs/iam/test-credentials */
const refusedMessageReceivers: Readonly<Record<string, Refusal>> = {
  '+15005550001': { code: 21211, message: "Invalid 'To' Phone Number" },
  '+15005550002': { code: 21612, message: 'The message cannot be sent with this combination of To and From' },
  '+15005550003': { code: 21408, message: 'Permission to send an SMS has not been enabled for the region' },
  '+15005550004': { code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  '+15005550009': { code: 21614, message: "'To' number is not a valid mobile number" },
}
const refusedMessageSenders: Readonly<Record<string, Refusal>> = {
  '+15005550001': { code: 21212, message: "Invalid 'From' Number" },
  '+15005550007': { code: 21606, message: "The 'From' number is not a Twilio number of this account" },
  '+15005550008': {
    code: 21611,
    message: "This 'From' number has exceeded the maximum number of queued messages",
  },
}
const refusedCallReceivers: Readonly<Record<string, Refusal>> = {
  '+15005550001': { code: 21217, message: 'Phone number does not appear to be valid' },
  '+15005550002': { code: 21214, message: "'To' phone number cannot be reached" },
  '+15005550003': { code: 21215, message: 'Geo permission configuration is not permitting the call' },
  '+15005550004': { code: 21216, message: 'The number is on the do-not-call list' },
}
const refusedCallers: Readonly<Record<string, Refusal>> = {
  '+15005550001': { code: 21212, message: "Invalid 'From' Number" },
  '+15005550007': { code: 21210, message: "'From' phone number not verified" },
}

function messageRefusal(form: URLSearchParams): Refusal | null {
  const [to, from, service] = [form.get('To'), form.get('From'), form.get('MessagingServiceSid')]
  if (!to) return { code: 21604, message: "A 'To' phone number is required." }
  if (!phoneNumber.test(to)) return invalidReceiver(to)
  if (!from && !service) return { code: 21603, message: "A 'From' phone number is required." }
  if (from && !messageSender.test(from)) return invalidSender(from)
  if (!from && service && !messagingService.test(service))
    return { code: 21701, message: 'The Messaging Service does not exist' }
  const body = form.get('Body')
  if (!body) return { code: 21602, message: 'Message body is required.' }
  if (body.length > longestBody)
    return { code: 21617, message: 'The concatenated message body exceeds the 1600 character limit' }
  const validity = form.get('ValidityPeriod')
  if (validity !== null && !(Number(validity) >= 1 && Number(validity) <= 36_000))
    return { code: 21621, message: "The 'ValidityPeriod' number is not in range" }
  return callbackRefusal(form) ?? refusedMessageReceivers[to] ?? refusedMessageSenders[from ?? ''] ?? null
}

const callEvents: readonly string[] = ['initiated', 'ringing', 'answered', 'completed']

function callRefusal(form: URLSearchParams): Refusal | null {
  const [to, from, url] = [form.get('To'), form.get('From'), form.get('Url')]
  if (!to) return { code: 21201, message: "No 'To' number is specified" }
  if (!phoneNumber.test(to)) return invalidReceiver(to)
  if (!from) return { code: 21213, message: "A 'From' phone number is required." }
  if (!phoneNumber.test(from)) return invalidSender(from)
  const isTold = form.has('Twiml') || (url !== null && isWebAddress(url))
  if (!isTold) return { code: 21205, message: `Url is not a valid url: ${url ?? ''}` }
  const unknownEvent = form.getAll('StatusCallbackEvent').find((event) => !callEvents.includes(event))
  if (unknownEvent !== undefined)
    return { code: 21626, message: `Invalid 'StatusCallbackEvent': ${unknownEvent}` }
  return callbackRefusal(form) ?? refusedCallReceivers[to] ?? refusedCallers[from] ?? null
}

function callbackRefusal(form: URLSearchParams): Refusal | null {
  const callback = form.get('StatusCallback')
  if (callback === null || isWebAddress(callback)) return null
  return { code: 21609, message: `The 'StatusCallback' URL ${callback} is not a valid URL.` }
}

function invalidReceiver(to: string): Refusal {
  return { code: 21211, message: `Invalid 'To' Phone Number: ${masked(to)}` }
}

function invalidSender(from: string): Refusal {
  return { code: 21212, message: `Invalid From Number (caller ID): ${from}` }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function masked(value: string): string {
  return value.length > 4 ? `${'X'.repeat(value.length - 4)}${value.slice(-4)}` : value
}
