// SMS to mainland China through Alibaba Cloud's own client, which also talks to the local endpoint. It sends no free
// text: a message is the code of a registered template and the values of its variables. It knows no idempotency either:
// a lost answer is looked up in the number's list of messages, by the reference that each message carries.
import type Client from '@alicloud/dysmsapi20170525'
import type * as Sdk from '@alicloud/dysmsapi20170525'
import { type RegisteredTexts, registeredWords } from '../domain/words/registered-text'
import { refusalFor } from './alibaba-codes'
import {
  type Carrier,
  type Handover,
  type Inquiry,
  codeOf,
  defaultRetryAfterMs,
  neverConnected,
} from './carrier'
import type { AlibabaConfig } from './config'

export type GatewayConfig = Pick<AlibabaConfig, 'accessKeyId' | 'accessKeySecret' | 'baseUrl'>

/** Half of what Twilio is given: the client waits this long for the connection and once more for the answer. */
const answerWithinMs = 3_000

/** How far back a lost message is looked for; the provider keeps thirty days. */
const searchedDays = 3
const searchedMessages = 50

const defaultBaseUrl = 'https://dysmsapi.aliyuncs.com'
/** Days are those of Beijing, which knows no summer time. */
const beijingOffsetMs = 8 * 3_600_000
const dayMs = 86_400_000

export function createAlibabaSmsCarrier(
  config: GatewayConfig,
  texts: RegisteredTexts,
  { timeoutMs = answerWithinMs }: { timeoutMs?: number } = {},
): Carrier {
  let gateway: Promise<Gateway> | undefined
  const connected = () => (gateway ??= connect(config, timeoutMs))
  return {
    languagesFor: () => texts.languages,
    mostAccounts: () => texts.mostAccounts,
    accepts(message) {
      const words = registeredWords(texts, message)
      if (!words.ok) return words
      const { signature, code, values } = words
      return { ok: true, registered: { signature, code, values } }
    },
    async send({ to, reference, registered }) {
      if (!registered) return { kind: 'rejected', code: 'SMS_NOT_REGISTERED', because: 'other' }
      try {
        const { client, sdk } = await connected()
        const { body } = await client.sendSms(
          new sdk.SendSmsRequest({
            phoneNumbers: to,
            signName: registered.signature,
            templateCode: registered.code,
            templateParam: JSON.stringify(registered.values),
            outId: reference,
          }),
        )
        return answerOf(body ?? {})
      } catch (error) {
        return refusalOf(error)
      }
    },
    async find({ to, reference }) {
      try {
        return await lookUp(await connected(), to, reference)
      } catch {
        return { kind: 'unknown' }
      }
    },
  }
}

interface Gateway {
  client: Client
  sdk: typeof Sdk
}

/** The library is large: only a process that sends loads it. It never tries again by itself unless it is told to. */
async function connect(
  { accessKeyId, accessKeySecret, baseUrl }: GatewayConfig,
  timeoutMs: number,
): Promise<Gateway> {
  const [sdk, { $OpenApiUtil }] = await Promise.all([
    import('@alicloud/dysmsapi20170525'),
    import('@alicloud/openapi-core'),
  ])
  const { host: endpoint, protocol } = new URL(baseUrl ?? defaultBaseUrl)
  const config = new $OpenApiUtil.Config({
    ...{ accessKeyId, accessKeySecret, endpoint },
    protocol: protocol.replace(':', '').toUpperCase(),
    ...{ connectTimeout: timeoutMs, readTimeout: timeoutMs },
  })
  return { client: new sdk.default(config), sdk }
}

/** The provider's own answer; also to a refusal, which comes with HTTP 200. */
function answerOf({ code, message, bizId }: { code?: string; message?: string; bizId?: string }): Handover {
  if (code === 'OK' && bizId) return { kind: 'accepted', providerId: bizId }
  if (code === undefined || code === 'OK') return { kind: 'unclear', code: 'NO_ANSWER' }
  return refusalFor(code, message ?? '')
}

/** What the client throws. Its messages name the receiver's number: only the code is kept. */
function refusalOf(error: unknown): Handover {
  const code = codeOf(error)
  if (neverConnected.has(code)) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  const status = numberIn(error, 'statusCode')
  // Refused before it was read: wrong keys, no permission, a clock that is wrong, too many requests.
  if (status !== null && status >= 400 && status < 500 && status !== 408) {
    const retryAfterMs = Math.max(defaultRetryAfterMs, numberIn(error, 'retryAfter') ?? 0)
    return { kind: 'notTaken', code, retryAfterMs }
  }
  return { kind: 'unclear', code }
}

/** What the client adds to its errors; `retryAfter` in milliseconds. */
function numberIn(error: unknown, name: 'statusCode' | 'retryAfter'): number | null {
  if (typeof error !== 'object' || error === null) return null
  const value = Object.entries(error).find(([key]) => key === name)?.[1] as unknown
  return typeof value === 'number' ? value : null
}

/** By the machine's clock, as the provider's; a message that is not found may still turn up in its list later. */
async function lookUp({ client, sdk }: Gateway, to: string, reference: string): Promise<Inquiry> {
  const today = Date.now() + beijingOffsetMs
  for (let daysAgo = 0; daysAgo < searchedDays; daysAgo += 1) {
    const sendDate = new Date(today - daysAgo * dayMs).toISOString().slice(0, 10).replaceAll('-', '')
    const { body } = await client.querySendDetails(
      new sdk.QuerySendDetailsRequest({
        ...{ phoneNumber: to.replace(/^\+86/, ''), sendDate },
        ...{ pageSize: searchedMessages, currentPage: 1 },
      }),
    )
    if (body?.code !== 'OK') return { kind: 'unknown' }
    const found = body.smsSendDetailDTOs?.smsSendDetailDTO ?? []
    // The list does not tell the provider's id: reports find the contact by our reference.
    const ours = found.filter(({ outId }) => outId === reference).length
    if (ours > 1) return { kind: 'unknown', code: 'ACCEPTED_TWICE' }
    if (ours === 1) return { kind: 'accepted', providerId: reference }
  }
  return { kind: 'unknown' }
}
