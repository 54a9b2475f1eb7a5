/**
 * What would Alibaba Cloud SMS answer? The part of its API (dysmsapi 2017-05-25: SendSms and QuerySendDetails) that a
 * bank's client uses, with its own field names and codes, over the store of accepted messages. What it has approved is
 * what the bank says it has: policies/alibaba-sms.yaml.
 */
import { randomUUID } from 'node:crypto'
import type { RegisteredTexts } from '../../platform/registered-texts'
import { type AlibabaAccount, type SignedRequest, signatureProblem } from './alibaba-signature'
import type { AlibabaMessage, AlibabaStore } from './alibaba-store'
import type { FaultKind, Faults } from './faults'
import type { ApiAnswer } from './twilio-api'

export interface AlibabaGateway {
  account: AlibabaAccount
  store: AlibabaStore
  texts: RegisteredTexts
  faults: Faults
}

const DOMESTIC_NUMBER = /^(?:\+|\+86|0086|86)?(1\d{10})$/
const VARIABLE = /\$\{(\w+)\}/g
const BEIJING_OFFSET_MS = 8 * 3_600_000
const LARGEST_PAGE = 50

export function answerAlibabaApi(request: SignedRequest, gateway: AlibabaGateway): ApiAnswer {
  const problem = signatureProblem(request, gateway.account, Date.now())
  if (problem) {
    return failure(
      problem === 'InvalidAccessKeyId.NotFound' ? 404 : 400,
      problem,
      'Specified request is refused.',
    )
  }
  const { searchParams: query } = request.url
  switch (request.headers['x-acs-action']) {
    case 'SendSms':
      return send(query, gateway)
    case 'QuerySendDetails':
      return details(query, gateway.store)
    default:
      return failure(404, 'InvalidAction.NotFound', 'Specified api is not found.')
  }
}

function send(query: URLSearchParams, { texts, store, faults }: AlibabaGateway): ApiAnswer {
  const numbers = query.get('PhoneNumbers')
  if (!numbers) return failure(400, 'MissingPhoneNumbers', 'PhoneNumbers is mandatory for this action.')
  const [, digits] = DOMESTIC_NUMBER.exec(numbers) ?? []
  if (!digits) return refusal('isv.MOBILE_NUMBER_ILLEGAL', '手机号码格式错误')
  const to = `+86${digits}`
  const words = wordsOf(query, texts)
  if ('code' in words) return refusal(words.code, words.message)
  const fault = faults.take('sms', to)
  const faulted = refusalBy(fault)
  if (faulted) return faulted
  const templateCode = query.get('TemplateCode') ?? ''
  const message = { to, templateCode, outId: query.get('OutId') ?? '', text: words.text }
  const { bizId } = store.accept(message)
  if (fault === 'accept-twice') store.accept(message)
  const answer = ok({ BizId: bizId })
  switch (fault) {
    case 'hang-after-accept':
      return { ...answer, effect: 'hang' }
    case 'drop-after-accept':
    case 'accept-twice':
      return { ...answer, effect: 'drop' }
    case 'cut-answer':
      return { ...answer, effect: 'cut' }
    case 'garbage-answer':
      return { ...answer, effect: 'garbage' }
    default:
      return answer
  }
}

/** The text that the receiver reads, or what the gateway has against it. */
function wordsOf(
  query: URLSearchParams,
  texts: RegisteredTexts,
): { text: string } | { code: string; message: string } {
  if (query.get('SignName') !== texts.signature) {
    return { code: 'isv.SMS_SIGNATURE_ILLEGAL', message: '该账号下找不到对应签名' }
  }
  const template = texts.templates.find(({ code }) => code === query.get('TemplateCode'))
  if (!template) return { code: 'isv.SMS_TEMPLATE_ILLEGAL', message: '该账号下找不到对应模板' }
  const values = valuesOf(query.get('TemplateParam'))
  if (!values) return { code: 'isv.INVALID_JSON_PARAM', message: 'JSON参数不合法' }
  const given = [...template.text.matchAll(VARIABLE)].map(([, name = '']) => values[name] ?? '')
  if (given.includes(''))
    return { code: 'isv.TEMPLATE_MISSING_PARAMETERS', message: '模板变量中存在未赋值变量' }
  if (given.some((value) => [...value].length > texts.longestValue)) {
    return { code: 'isv.PARAM_LENGTH_LIMIT', message: '参数超过长度限制' }
  }
  if (given.some((value) => /https?:|www\./i.test(value))) {
    return { code: 'isv.PARAM_NOT_SUPPORT_URL', message: '变量不支持传入URL' }
  }
  const content = template.text.replace(VARIABLE, (_, name: string) => values[name] ?? '')
  return { text: `【${texts.signature}】${content}` }
}

/** null: no JSON object of texts. */
function valuesOf(json: string | null): Record<string, string> | null {
  try {
    const values: unknown = JSON.parse(json ?? '{}')
    const isObject = typeof values === 'object' && values !== null && !Array.isArray(values)
    if (!isObject || Object.values(values).some((value) => typeof value !== 'string')) return null
    return values as Record<string, string>
  } catch {
    return null
  }
}

function refusalBy(fault: FaultKind<'sms'> | null): ApiAnswer | null {
  switch (fault) {
    case 'error-500':
      return failure(500, 'InternalError', 'The request processing has failed due to some unknown error.')
    case 'system-error':
      return refusal('isp.SYSTEM_ERROR', '系统错误')
    case 'too-many-requests':
      return refusal('isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1')
    case 'reject':
      return refusal('isv.CUSTOMER_REFUSED', '用户已退订')
    case 'drop-before-accept':
      return { status: 0, body: {}, effect: 'drop' }
    case 'hang-after-accept':
    case 'drop-after-accept':
    case 'cut-answer':
    case 'garbage-answer':
    case 'accept-twice':
    case null:
      return null
  }
}

function details(query: URLSearchParams, store: AlibabaStore): ApiAnswer {
  const size = Math.min(Number(query.get('PageSize') ?? 10), LARGEST_PAGE)
  const page = Number(query.get('CurrentPage') ?? 1)
  const bizId = query.get('BizId')
  const found = store
    .all()
    .filter(
      (message) =>
        message.to === `+86${query.get('PhoneNumber') ?? ''}` &&
        beijing(message.at).slice(0, 10).replaceAll('-', '') === query.get('SendDate') &&
        (bizId === null || message.bizId === bizId),
    )
    .toReversed()
  const shown = found.slice((page - 1) * size, page * size)
  return ok({ TotalCount: String(found.length), SmsSendDetailDTOs: { SmsSendDetailDTO: shown.map(present) } })
}

/** Nothing hinders a message here: it has arrived. */
function present({ to, templateCode, outId, text, at }: AlibabaMessage): object {
  return {
    PhoneNum: to.slice('+86'.length),
    SendStatus: 3,
    ErrCode: 'DELIVERED',
    TemplateCode: templateCode,
    Content: text,
    SendDate: beijing(at),
    ReceiveDate: beijing(at),
    OutId: outId,
  }
}

/** `2026-03-05 10:00:00` */
function beijing(at: string): string {
  return new Date(Date.parse(at) + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

function ok(body: object): ApiAnswer {
  return { status: 200, body: { Code: 'OK', Message: 'OK', RequestId: randomUUID(), ...body } }
}

/** What the gateway has against a message comes with HTTP 200. */
function refusal(code: string, message: string): ApiAnswer {
  return { status: 200, body: { Code: code, Message: message, RequestId: randomUUID() } }
}

function failure(status: number, code: string, message: string): ApiAnswer {
  return { status, body: { Code: code, Message: message, RequestId: randomUUID() } }
}
