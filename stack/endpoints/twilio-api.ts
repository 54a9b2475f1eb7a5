/**
 * What would Twilio answer? The part of its REST API (2010-04-01, Messages and Calls) that a bank's client uses,
 * with Twilio's own field names, error codes and paging, over the store of accepted messages.
 */
import { timingSafeEqual } from 'node:crypto'
import type { FaultKind, Faults } from './faults'
import type { TwilioItem, TwilioKind, TwilioStore } from './twilio-store'

export interface ApiRequest {
  method: string
  url: URL
  authorization: string | undefined
  form: URLSearchParams
}

/** `effect` says what happens to the connection instead of the answer. */
export interface ApiAnswer {
  status: number
  body: object
  effect?: 'hang' | 'drop' | 'garbage'
}

export interface TwilioAccount {
  sid: string
  token: string
}

const ROUTE = /^\/2010-04-01\/Accounts\/(\w+)\/(Messages|Calls)(?:\/(\w+))?\.json$/
// E.164; a sender may also be a short code or an alphanumeric name.
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/
const SENDER = /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/
const LONGEST_BODY = 1600
const LARGEST_PAGE = 1000

export function answerTwilio(
  request: ApiRequest,
  { account, store, faults }: { account: TwilioAccount; store: TwilioStore; faults: Faults },
): ApiAnswer {
  const route = ROUTE.exec(request.url.pathname)
  if (!route) return failure(404, 20404, `The requested resource ${request.url.pathname} was not found`)
  const [, accountSid, kind, sid] = route as unknown as [string, string, TwilioKind, string | undefined]
  if (accountSid !== account.sid || !authorized(request.authorization, account)) {
    return failure(401, 20003, 'Authenticate')
  }
  if (request.method === 'POST' && sid === undefined)
    return create(kind, request.form, { account, store, faults })
  if (request.method !== 'GET') return failure(405, 20004, 'Method not allowed')
  if (sid === undefined) return list(kind, request.url, account, store)
  const item = store.get(kind, sid)
  return item
    ? { status: 200, body: present(kind, item, account, 'now') }
    : failure(404, 20404, `${sid} was not found`)
}

function create(
  kind: TwilioKind,
  form: URLSearchParams,
  { account, store, faults }: { account: TwilioAccount; store: TwilioStore; faults: Faults },
): ApiAnswer {
  const refused = invalid(kind, form)
  if (refused) return refused
  const to = form.get('To') ?? ''
  const fault = kind === 'Messages' ? faults.take('sms', to) : null
  const faulted = refusalOf(fault)
  if (faulted) return faulted
  const wanted = {
    to,
    from: form.get('From') ?? '',
    body: form.get('Body') ?? form.get('Twiml') ?? form.get('Url') ?? '',
    messagingServiceSid: form.get('MessagingServiceSid'),
    statusCallback: form.get('StatusCallback'),
  }
  const item = store.accept(kind, wanted)
  if (fault === 'accept-twice') store.accept(kind, wanted)
  const answer = { status: 201, body: present(kind, item, account, 'at once') }
  if (fault === 'hang-after-accept') return { ...answer, effect: 'hang' }
  if (fault === 'drop-after-accept') return { ...answer, effect: 'drop' }
  if (fault === 'garbage-answer') return { ...answer, effect: 'garbage' }
  return answer
}

function invalid(kind: TwilioKind, form: URLSearchParams): ApiAnswer | null {
  const [to, from] = [form.get('To'), form.get('From')]
  if (!to) return failure(400, kind === 'Messages' ? 21604 : 21201, "A 'To' phone number is required.")
  if (!PHONE_NUMBER.test(to)) return failure(400, 21211, `Invalid 'To' Phone Number: ${masked(to)}`)
  if (!from && !(kind === 'Messages' && form.has('MessagingServiceSid'))) {
    return failure(400, kind === 'Messages' ? 21603 : 21213, "A 'From' phone number is required.")
  }
  if (from && !SENDER.test(from)) return failure(400, 21212, `Invalid From Number (caller ID): ${from}`)
  if (kind === 'Calls') {
    return form.has('Url') || form.has('Twiml') ? null : failure(400, 21205, 'Url parameter is required.')
  }
  const body = form.get('Body')
  if (!body) return failure(400, 21602, 'Message body is required.')
  if (body.length > LONGEST_BODY)
    return failure(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  const validity = form.get('ValidityPeriod')
  if (validity !== null && !(Number(validity) >= 1 && Number(validity) <= 36_000)) {
    return failure(400, 21621, "The 'ValidityPeriod' number is not in range")
  }
  return null
}

function refusalOf(fault: FaultKind<'sms'> | null): ApiAnswer | null {
  switch (fault) {
    case 'error-500':
    case 'system-error':
      return failure(500, 20500, 'An internal server error has occurred')
    case 'too-many-requests':
      return failure(429, 20429, 'Too Many Requests')
    case 'reject':
      return failure(400, 21610, 'Attempt to send to unsubscribed recipient')
    case 'hang-after-accept':
    case 'drop-after-accept':
    case 'garbage-answer':
    case 'accept-twice':
    case null:
      return null
  }
}

function list(kind: TwilioKind, url: URL, account: TwilioAccount, store: TwilioStore): ApiAnswer {
  const query = url.searchParams
  const size = Math.min(Number(query.get('PageSize') ?? 50), LARGEST_PAGE)
  const page = Number(query.get('Page') ?? 0)
  const found = store
    .all(kind)
    .filter((item) => matches(item, query))
    .toReversed() // Twilio: newest first
  const start = page * size
  const items = found.slice(start, start + size)
  const uriOf = (number: number) => {
    const next = new URLSearchParams(query)
    next.set('PageSize', String(size))
    next.set('Page', String(number))
    return `${url.pathname}?${next.toString()}`
  }
  const body = {
    [kind.toLowerCase()]: items.map((item) => present(kind, item, account, 'now')),
    page,
    page_size: size,
    start,
    end: start + Math.max(items.length - 1, 0),
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    next_page_uri: start + size < found.length ? uriOf(page + 1) : null,
  }
  return { status: 200, body }
}

/** `DateSent=`, `DateSent>=` and `DateSent<=` as Twilio names them: a day (UTC) or an instant. */
function matches(item: TwilioItem, query: URLSearchParams): boolean {
  const on = query.get('DateSent') ?? query.get('StartTime')
  const from = query.get('DateSent>') ?? query.get('StartTime>')
  const until = query.get('DateSent<') ?? query.get('StartTime<')
  return (
    (!query.has('To') || item.to === query.get('To')) &&
    (!query.has('From') || item.from === query.get('From')) &&
    (on === null || item.at.slice(0, 10) === on.slice(0, 10)) &&
    (from === null || Date.parse(item.at) >= Date.parse(from)) &&
    (until === null || Date.parse(item.at) <= endOf(until))
  )
}

function endOf(until: string): number {
  return until.length === 10 ? Date.parse(`${until}T23:59:59.999Z`) : Date.parse(until)
}

/** As Twilio shows it: `queued` in the answer to its creation; nothing hinders it here, so done ever after. */
function present(
  kind: TwilioKind,
  item: TwilioItem,
  account: TwilioAccount,
  seen: 'at once' | 'now',
): object {
  const date = new Date(item.at).toUTCString().replace('GMT', '+0000')
  const common = {
    sid: item.sid,
    account_sid: account.sid,
    api_version: '2010-04-01',
    to: item.to,
    from: item.from || null,
    date_created: date,
    date_updated: date,
    direction: 'outbound-api',
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${account.sid}/${kind}/${item.sid}.json`,
  }
  switch (kind) {
    case 'Messages':
      return {
        ...common,
        body: item.body,
        status: seen === 'at once' ? 'queued' : 'delivered',
        date_sent: seen === 'at once' ? null : date,
        messaging_service_sid: item.messagingServiceSid,
        num_segments: '1',
        num_media: '0',
        error_code: null,
        error_message: null,
        subresource_uris: {},
      }
    case 'Calls':
      return {
        ...common,
        status: seen === 'at once' ? 'queued' : 'completed',
        start_time: seen === 'at once' ? null : date,
        end_time: seen === 'at once' ? null : date,
        duration: seen === 'at once' ? null : '0',
        subresource_uris: {},
      }
  }
}

function failure(status: number, code: number, message: string): ApiAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

function masked(value: string): string {
  return value.length > 4 ? `${'X'.repeat(value.length - 4)}${value.slice(-4)}` : value
}

function authorized(header: string | undefined, account: TwilioAccount): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`)
  const given = Buffer.from(header ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
