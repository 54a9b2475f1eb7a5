// Does the local Alibaba Cloud endpoint refuse what the real one refuses, and show what it has taken? Asked by the
// official client, and by hand where the client would never ask so.
import { createHash } from 'node:crypto'
import AlibabaClient, { QuerySendDetailsRequest, SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core'
import { type SignedRequest, signatureProblem } from '../../stack/endpoints/alibaba-signature'
import { loadRegisteredTexts } from '../../platform/registered-texts'
import type { StackAddresses } from '../../stack/stack'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const { signature, templates } = loadRegisteredTexts('policies')
const relay = templates.find(({ template }) => template.includes('/relay'))
const reference = '4821-0937-1153'

const client = new AlibabaClient(
  new $OpenApiUtil.Config({
    accessKeyId: stack.alibabaKeyId,
    accessKeySecret: stack.alibabaKeySecret,
    endpoint: new URL(stack.alibabaBaseUrl).host,
    protocol: 'HTTP',
  }),
)

async function send(change: Record<string, string>) {
  const message = {
    phoneNumbers: '10000000002',
    signName: signature,
    templateCode: relay?.code,
    templateParam: JSON.stringify({ reference }),
    outId: reference,
  }
  const { body } = await client.sendSms(new SendSmsRequest({ ...message, ...change }))
  return body
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
async function details(phoneNumber: string, change: Record<string, string | number> = {}) {
  const request = { phoneNumber, sendDate: today(), pageSize: 50, currentPage: 1, ...change }
  const { body } = await client.querySendDetails(new QuerySendDetailsRequest(request))
  return body?.smsSendDetailDTOs?.smsSendDetailDTO ?? []
}

test.each(['10000000011', '+8610000000012', '8610000000013', '008610000000014', '+10000000015'])(
  'a number may be written as %s',
  async (phoneNumbers) => {
    expect(await send({ phoneNumbers })).toMatchObject({
      code: 'OK',
      bizId: expect.stringMatching(/^\d{18}\^0$/),
    })
    expect(await details(phoneNumbers.slice(-11))).toMatchObject([{ outId: reference, sendStatus: 3 }])
  },
)

test.each([
  ['a number abroad', { phoneNumbers: '+447700900101' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
  ['a number with a digit too few', { phoneNumbers: '1000000000' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
  ['another signature', { signName: '别的' }, 'isv.SMS_SIGNATURE_ILLEGAL'],
  ['another code', { templateCode: 'SMS_1' }, 'isv.SMS_TEMPLATE_ILLEGAL'],
  ['no JSON', { templateParam: 'reference' }, 'isv.INVALID_JSON_PARAM'],
  ['a number in JSON', { templateParam: '{"reference":4821}' }, 'isv.INVALID_JSON_PARAM'],
  ['a variable too few', { templateParam: '{}' }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
  [
    'too long a value',
    { templateParam: JSON.stringify({ reference: '1'.repeat(36) }) },
    'isv.PARAM_LENGTH_LIMIT',
  ],
  ['a link', { templateParam: '{"reference":"http://a.example"}' }, 'isv.PARAM_NOT_SUPPORT_URL'],
])('%s is refused with the code of the real one', async (_, change, code) => {
  expect(await send(change)).toMatchObject({ code })
  expect(await details('10000000002')).toEqual([])
})

test('details are found by number and day, page by page, the newest first', async () => {
  const phoneNumbers = '10000000021'
  for (const outId of ['one', 'two', 'three']) await send({ phoneNumbers, outId })
  const ids = async (change: Record<string, string | number>) =>
    (await details(phoneNumbers, change)).map(({ outId }) => outId)
  expect(await ids({ pageSize: 2 })).toEqual(['three', 'two'])
  expect(await ids({ pageSize: 2, currentPage: 2 })).toEqual(['one'])
  expect(await ids({ sendDate: '20200101' })).toEqual([])
})

test('the page for people shows what the receiver reads', async () => {
  await send({ phoneNumbers: '10000000031' })
  const page = await (await fetch(stack.mailboxUrl)).text()
  expect(page).toContain('+8610000000031')
  expect(page).toContain(`【${signature}】您好！我行一位客户曾将您留作联系人。`)
})

test('what nobody signed is refused', async () => {
  const headers = { 'x-acs-action': 'SendSms' }
  const response = await fetch(stack.alibabaBaseUrl, { method: 'POST', headers })
  expect([response.status, await response.json()]).toEqual([
    404,
    expect.objectContaining({ Code: 'InvalidAccessKeyId.NotFound' }),
  ])
})

describe('a signature', () => {
  const account = { accessKeyId: 'key', accessKeySecret: 'secret' }
  const at = Date.parse('2026-03-05T02:00:00Z')
  const query = { PhoneNumbers: '+8610000000001', TemplateParam: '{"a":"b c*(\'!~"}' }

  /** Signed by the client's own code. */
  function signed(): SignedRequest {
    const url = new URL('http://127.0.0.1/')
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const hash = createHash('sha256').update('').digest('hex')
    const headers: Record<string, string> = {
      ...{ host: '127.0.0.1', 'x-acs-action': 'SendSms', 'x-acs-content-sha256': hash },
      'x-acs-date': '2026-03-05T02:00:00Z',
    }
    const request = { method: 'POST', pathname: '/', query, headers } as unknown as Parameters<
      typeof OpenApiUtil.getAuthorization
    >[0]
    const authorization = OpenApiUtil.getAuthorization(request, 'ACS3-HMAC-SHA256', hash, 'key', 'secret')
    return { method: 'POST', url, headers: { ...headers, authorization }, body: '' }
  }

  test('of the official client is in order', () => {
    expect(signatureProblem(signed(), account, at)).toBeNull()
  })

  test.each<[string, (request: SignedRequest) => SignedRequest]>([
    ['another method', (request) => ({ ...request, method: 'GET' })],
    ['another query', (request) => ({ ...request, url: new URL('http://127.0.0.1/?PhoneNumbers=1') })],
    [
      'another action',
      (request) => ({ ...request, headers: { ...request.headers, 'x-acs-action': 'Other' } }),
    ],
    ['another body', (request) => ({ ...request, body: 'a=b' })],
  ])('for %s does not match', (_, change) => {
    expect(signatureProblem(change(signed()), account, at)).toBe('SignatureDoesNotMatch')
  })

  test('counts for a quarter of an hour', () => {
    expect(signatureProblem(signed(), account, at + 14 * 60_000)).toBeNull()
    expect(signatureProblem(signed(), account, at + 16 * 60_000)).toBe('InvalidTimeStamp.Expired')
  })

  test('by another key is unknown', () => {
    expect(signatureProblem(signed(), { ...account, accessKeyId: 'other' }, at)).toBe(
      'InvalidAccessKeyId.NotFound',
    )
  })
})
