// How does a further channel leave the bank? An instant-message service that is told of a message by an HTTP call: the
// port that every channel implements, with the four answers that the contact step knows. See README.md beside it.
import {
  type Carrier,
  type Handover,
  type Inquiry,
  codeOf,
  defaultRetryAfterMs,
  neverConnected,
} from '../../platform/carrier'
import { waitAskedFor } from '../../platform/retry-after'

export interface InstantMessageService {
  /** Messages are posted to `<url>/messages` and asked for at `<url>/messages/<key>`. */
  url: string
  token: string
  timeoutMs: number
}

export function createInstantMessageCarrier(service: InstantMessageService): Carrier {
  return {
    async send({ contactKey, to, text }) {
      try {
        const response = await ask(service, 'POST', '/messages', {
          // The service takes a key once: a message that it has already is answered and not sent again.
          headers: { 'content-type': 'application/json', 'idempotency-key': contactKey },
          body: JSON.stringify({ to, text }),
        })
        return await handoverOf(response)
      } catch (error) {
        return withoutAnswer(error)
      }
    },
    async find({ contactKey }) {
      try {
        const response = await ask(service, 'GET', `/messages/${encodeURIComponent(contactKey)}`)
        return await inquiryOf(response)
      } catch {
        return { kind: 'unknown' }
      }
    },
  }
}

async function ask(
  { url, token, timeoutMs }: InstantMessageService,
  method: string,
  path: string,
  { headers, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body }),
    // Well below the 30 seconds of an activity's attempt.
    signal: AbortSignal.timeout(timeoutMs),
  })
}

async function handoverOf(response: Response): Promise<Handover> {
  const { status, headers } = response
  const code = String(status)
  if (response.ok) return { kind: 'accepted', providerId: await idIn(response) }
  if (status === 404) return { kind: 'rejected', code, because: 'badAddress' }
  if (status === 403) return { kind: 'rejected', code, because: 'stopped' }
  if (status === 401 || status === 429) {
    const askedMs = waitAskedFor(Object.fromEntries(headers)) ?? 0
    return { kind: 'notTaken', code, retryAfterMs: Math.max(askedMs, defaultRetryAfterMs) }
  }
  if (status >= 500) return { kind: 'unclear', code }
  return { kind: 'rejected', code, because: 'other' }
}

/** What the service has under a key is certain: what it has not may be handed over again. */
async function inquiryOf(response: Response): Promise<Inquiry> {
  if (response.ok) return { kind: 'accepted', providerId: await idIn(response) }
  return response.status === 404 ? { kind: 'notTaken' } : { kind: 'unknown' }
}

/** @throws SyntaxError, TypeError when the answer is none: nobody knows then what became of the message. */
async function idIn(response: Response): Promise<string> {
  const answer: unknown = await response.json()
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string')
    return answer.id
  throw new TypeError('the answer has no id')
}

function withoutAnswer(error: unknown): Handover {
  const code = codeOf(causeOf(error))
  if (neverConnected.has(code)) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  return { kind: 'unclear', code }
}

/** fetch wraps what the network said. */
function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error
}
