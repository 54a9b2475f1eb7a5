/**
 * What would Twilio answer? The part of its REST API (2010-04-01, Messages and Calls) that a bank's client uses,
 * with Twilio's own field names, error codes and paging, over the store of accepted messages.
 */
import { timingSafeEqual } from 'node:crypto'
import type { FaultKind, Faults } from './faults'
import { shown } from './twilio-answers'
import { refusalOf } from './twilio-requests'
import type { TwilioItem, TwilioKind, TwilioStore } from './twilio-store'

export interface ApiRequest {
  method: string
  url: URL
  authorization: string | undefined
  form: URLSearchParams
}

/**
 * `effect` says what happens to the connection instead of the whole answer: it never comes, the line breaks before it
 * or in the middle of it, or it is no JSON.
 */
export interface ApiAnswer {
  status: number
  body: object
  headers?: Record<string, string>
  effect?: 'hang' | 'drop' | 'cut' | 'garbage'
}

export interface TwilioAccount {
  sid: string
  token: string
}

interface Account {
  account: TwilioAccount
  store: TwilioStore
  faults: Faults
}

const ROUTE = /^\/2010-04-01\/Accounts\/(\w+)\/(Messages|Calls)(?:\/(\w+))?\.json$/
const LARGEST_PAGE = 1000
/** More than a client waits by itself: it shows whether the header is heeded. */
const RETRY_AFTER_SECONDS = 45

export function answerTwilio(request: ApiRequest, { account, store, faults }: Account): ApiAnswer {
  const { method, url, form, authorization } = request
  const route = ROUTE.exec(url.pathname)
  if (!route) return failure(404, 20404, `The requested resource ${url.pathname} was not found`)
  const [, accountSid, kind, sid] = route as unknown as [string, string, TwilioKind, string | undefined]
  if (accountSid !== account.sid || !authorized(authorization, account)) {
    return failure(401, 20003, 'Authenticate')
  }
  if (method === 'POST' && sid === undefined) return create(kind, form, { account, store, faults })
  if (method === 'GET' && sid === undefined) return list(kind, url, account, store)
  const item = sid === undefined ? undefined : store.get(kind, sid)
  if (!item) return failure(404, 20404, `${sid ?? url.pathname} was not found`)
  if (method === 'POST' && kind === 'Calls') return end(item, form, { account, store, faults })
  if (method !== 'GET') return failure(405, 20004, 'Method not allowed')
  return { status: 200, body: shown(kind, item, account.sid, 'later') }
}

function create(kind: TwilioKind, form: URLSearchParams, { account, store, faults }: Account): ApiAnswer {
  const refused = refusalOf(kind, form)
  if (refused) return failure(400, refused.code, refused.message)
  const to = form.get('To') ?? ''
  const fault = faults.take(kind === 'Messages' ? 'sms' : 'voice', to)
  const faulted = faultyAnswer(kind, fault)
  if (faulted) return faulted
  const wanted = {
    to,
    from: form.get('From') ?? '',
    body: form.get('Body') ?? form.get('Twiml') ?? form.get('Url') ?? '',
    messagingServiceSid: form.get('MessagingServiceSid'),
    statusCallback: form.get('StatusCallback'),
    ...(kind === 'Calls' ? { asked: form.toString() } : {}),
  }
  const item = store.accept(kind, wanted)
  if (fault === 'accept-twice') store.accept(kind, wanted)
  const effect = effectOf(fault)
  const body = shown(kind, item, account.sid, 'at once')
  return { status: 201, body, ...(effect ? { effect } : {}) }
}

/** Ends a call that is queued, rings or is being spoken in: the only change of one that is known here. */
function end(item: TwilioItem, form: URLSearchParams, { account, store }: Account): ApiAnswer {
  const status = form.get('Status')
  if (status !== 'completed' && status !== 'canceled')
    return failure(400, 21218, 'Invalid status: a call can be completed or canceled')
  if (item.progress && item.progress.status !== 'in-progress')
    return failure(400, 21220, 'Call is not in-progress. Cannot redirect.')
  store.record(item.sid, { status, answeredBy: item.progress?.answeredBy ?? null })
  return { status: 200, body: shown('Calls', store.get('Calls', item.sid) ?? item, account.sid, 'later') }
}

/** An answer that says: not accepted. */
function faultyAnswer(kind: TwilioKind, fault: FaultKind<'sms' | 'voice'> | null): ApiAnswer | null {
  switch (fault) {
    case 'error-500':
    case 'system-error':
      return failure(500, 20500, 'An internal server error has occurred')
    case 'too-many-requests': {
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
      return { ...failure(429, 20429, 'Too Many Requests'), headers }
    }
    case 'reject':
      return kind === 'Messages'
        ? failure(400, 21610, 'Attempt to send to unsubscribed recipient')
        : failure(400, 21217, 'Phone number does not appear to be valid')
    case 'drop-before-accept':
      return { status: 0, body: {}, effect: 'drop' }
    default:
      return null
  }
}

/** What happens to the answer of one that was accepted. */
function effectOf(fault: FaultKind<'sms' | 'voice'> | null): ApiAnswer['effect'] | null {
  switch (fault) {
    case 'hang-after-accept':
      return 'hang'
    case 'drop-after-accept':
    case 'accept-twice':
      return 'drop'
    case 'cut-answer':
      return 'cut'
    case 'garbage-answer':
      return 'garbage'
    default:
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
    [kind.toLowerCase()]: items.map((item) => shown(kind, item, account.sid, 'later')),
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

function failure(status: number, code: number, message: string): ApiAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

function authorized(header: string | undefined, account: TwilioAccount): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`)
  const given = Buffer.from(header ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
