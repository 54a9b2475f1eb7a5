// Does the local endpoint answer as Twilio does? Against the schemas that Twilio publishes, and against its error codes:
// what the real API would refuse must be refused here, or a test proves nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { Faults } from '../../stack/endpoints/faults'
import { answerTwilio } from '../../stack/endpoints/twilio-api'
import { TwilioStore } from '../../stack/endpoints/twilio-store'

const account = { sid: `AC${'1'.repeat(32)}`, token: 'a-token' }
const folder = mkdtempSync(join(tmpdir(), 'arrears-twilio-'))
const store = new TwilioStore(folder)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Definition {
  properties: Record<string, object>
}
const published = JSON.parse(readFileSync(join(__dirname, 'twilio-api.schema.json'), 'utf8')) as {
  $defs: Record<string, Definition>
}
// Formats such as `uri` are not those of JSON Schema there: Twilio calls a path one.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false }).addSchema(published, 'twilio')

/** What is wrong with an answer. A field that Twilio describes must be there, if only as null. */
function wrongWith(definition: string, answer: object): unknown[] {
  const validate = ajv.getSchema(`twilio#/$defs/${definition}`)
  if (!validate) throw new Error(`there is no ${definition}`)
  const { properties = {} } = published.$defs[definition] ?? {}
  const missing = Object.keys(properties).filter((name) => !(name in answer))
  return [
    ...missing.map((name) => `${name} is missing`),
    ...(validate(answer) ? [] : (validate.errors ?? [])),
  ]
}

function ask(method: string, path: string, form: Record<string, string> = {}, token = account.token) {
  const authorization = `Basic ${Buffer.from(`${account.sid}:${token}`).toString('base64')}`
  const url = new URL(`http://127.0.0.1/2010-04-01/Accounts/${account.sid}/${path}`)
  const request = { method, url, authorization, form: new URLSearchParams(form) }
  return answerTwilio(request, { account, store, faults: new Faults() })
}

const to = '+12025550110'
const from = '+12025550100'
const message = { To: to, From: from, Body: 'text' }
const call = { To: to, From: from, Url: 'https://collections.example.com/twilio/call' }

test.each([
  ['Messages', message, 'api.v2010.account.message', 'listMessages'],
  ['Messages', { ...message, MessagingServiceSid: `MG${'0'.repeat(32)}` }, 'api.v2010.account.message', null],
  ['Calls', call, 'api.v2010.account.call', 'listCalls'],
  ['Calls', { To: to, From: from, Twiml: '<Response/>' }, 'api.v2010.account.call', null],
])('%s are shown as the published description says (%#)', (kind, form, item, list) => {
  const created = ask('POST', `${kind}.json`, form)
  expect(created.status).toBe(201)
  const { sid } = created.body as { sid: string }
  const fetched = ask('GET', `${kind}/${sid}.json`).body
  expect([...wrongWith(item, created.body), ...wrongWith(item, fetched)]).toEqual([])
  const listed = ask('GET', `${kind}.json?To=${encodeURIComponent(to)}&PageSize=1`).body
  if (list !== null) expect(wrongWith(list, listed)).toEqual([])
})

test('the check of the answers finds a field that is missing or of another kind', () => {
  const { body } = ask('POST', 'Messages.json', message)
  const { status: _, ...without } = body as { status: string }
  expect(wrongWith('api.v2010.account.message', without)).toEqual(['status is missing'])
  expect(wrongWith('api.v2010.account.message', { ...body, num_media: 0 })).toHaveLength(1)
})

test.each<[string, string, Record<string, string>, number]>([
  ['no receiver', 'Messages.json', { ...message, To: '' }, 21604],
  ['a receiver that is no number', 'Messages.json', { ...message, To: '12025550110' }, 21211],
  ['no sender', 'Messages.json', { ...message, From: '' }, 21603],
  ['an impossible sender', 'Messages.json', { ...message, From: '+0' }, 21212],
  ['another account’s number', 'Messages.json', { ...message, From: '+15005550007' }, 21606],
  ['a full queue', 'Messages.json', { ...message, From: '+15005550008' }, 21611],
  ['no such service', 'Messages.json', { To: to, Body: 'x', MessagingServiceSid: 'MG1' }, 21701],
  ['no text', 'Messages.json', { ...message, Body: '' }, 21602],
  ['a text too long', 'Messages.json', { ...message, Body: 'x'.repeat(1601) }, 21617],
  ['a callback that is no address', 'Messages.json', { ...message, StatusCallback: 'here' }, 21609],
  ['a region not enabled', 'Messages.json', { ...message, To: '+15005550003' }, 21408],
  ['who has said STOP', 'Messages.json', { ...message, To: '+15005550004' }, 21610],
  ['a landline', 'Messages.json', { ...message, To: '+15005550009' }, 21614],
  ['a call to nobody', 'Calls.json', { ...call, To: '' }, 21201],
  ['a call to no number', 'Calls.json', { ...call, To: '110' }, 21211],
  ['a call from nobody', 'Calls.json', { ...call, From: '' }, 21213],
  ['a call from a name', 'Calls.json', { ...call, From: 'Bank' }, 21212],
  ['a call from a number not verified', 'Calls.json', { ...call, From: '+15005550007' }, 21210],
  ['a call without words', 'Calls.json', { To: to, From: from }, 21205],
  ['a call whose words are nowhere', 'Calls.json', { ...call, Url: 'twilio/call' }, 21205],
  ['an event that is none', 'Calls.json', { ...call, StatusCallbackEvent: 'hungUp' }, 21626],
  ['a number that cannot be called', 'Calls.json', { ...call, To: '+15005550002' }, 21214],
])('%s is refused with the code that Twilio gives', (_, path, form, code) => {
  const before = store.all('Messages').length + store.all('Calls').length
  const { status, body } = ask('POST', path, form)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code, status: 400, more_info: `https://www.twilio.com/docs/errors/${code}` })
  expect(store.all('Messages').length + store.all('Calls').length).toBe(before)
})

test('another token, an unknown resource and another method are refused', () => {
  expect(ask('POST', 'Messages.json', message, 'wrong')).toMatchObject({ status: 401, body: { code: 20003 } })
  expect(ask('GET', `Messages/SM${'0'.repeat(32)}.json`)).toMatchObject({
    status: 404,
    body: { code: 20404 },
  })
  expect(ask('GET', 'Faxes.json')).toMatchObject({ status: 404, body: { code: 20404 } })
  expect(ask('PUT', 'Messages.json').status).toBe(404)
})

test('a call is ended once', () => {
  const { sid } = ask('POST', 'Calls.json', call).body as { sid: string }
  expect(ask('POST', `Calls/${sid}.json`, { Status: 'completed' }).body).toMatchObject({
    status: 'completed',
  })
  expect(ask('POST', `Calls/${sid}.json`, { Status: 'completed' })).toMatchObject({
    status: 400,
    body: { code: 21220 },
  })
})
