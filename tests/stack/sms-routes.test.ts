// Which provider carries a message to which number, and what is refused before one could go astray?
import { ConfigError } from '../../platform/config-error'
import { loadConfig, withChannels } from '../../platform/config'
import { providerFor } from '../../platform/sms-routes'

const base = { DATABASE_URL: 'postgresql://localhost/arrears', TEMPORAL_ADDRESS: 'localhost:7233' }
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+12025550100',
}
const alibaba = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'key', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' }
const email = { SMTP_URL: 'smtp://localhost:25', EMAIL_FROM: 'bank@example.com' }

const [china, taiwan, america] = ['+8610000000001', '+886912345678', '+12025550101']

test.each([
  ['both accounts', { ...twilio, ...alibaba }, ['alibaba', 'twilio', 'twilio']],
  ['Twilio alone', twilio, ['none', 'twilio', 'twilio']],
  ['Alibaba alone', alibaba, ['alibaba', 'none', 'none']],
  ['neither', {}, ['none', 'none', 'none']],
  ['a route for all', { ...twilio, SMS_ROUTES: '+:twilio' }, ['none', 'twilio', 'twilio']],
  [
    'Twilio for China, said in so many words',
    { ...twilio, SMS_ROUTES: '+:twilio,+86:twilio' },
    ['twilio', 'twilio', 'twilio'],
  ],
  ['one country alone', { ...twilio, SMS_ROUTES: '+1:twilio' }, ['none', 'none', 'twilio']],
  [
    'a country that is left out',
    { ...twilio, ...alibaba, SMS_ROUTES: '+:twilio, +886:none, +86:alibaba' },
    ['alibaba', 'none', 'twilio'],
  ],
])('with %s, messages to China, Taiwan and America go by %j', (_, settings, providers) => {
  const { smsRoutes } = loadConfig({ ...base, ...settings })
  expect([china, taiwan, america].map((number) => providerFor(smsRoutes, number))).toEqual(providers)
})

test.each([
  ['86:alibaba', 'a prefix and a provider'],
  ['+86', 'a prefix and a provider'],
  ['+86:tencent', 'there are twilio, alibaba, none'],
  ['+:twilio,+:none', 'two routes for +'],
  ['+852:alibaba', 'mainland China alone'],
])('the routes %s are refused with the cure', (SMS_ROUTES, cure) => {
  const load = () => loadConfig({ ...base, ...twilio, ...alibaba, SMS_ROUTES })
  expect(load).toThrow(ConfigError)
  expect(load).toThrow(`SMS_ROUTES`)
  expect(load).toThrow(cure)
})

test.each([
  ['+86:alibaba', twilio, 'set ALIBABA_CLOUD_ACCESS_KEY_ID'],
  ['+:twilio', alibaba, 'set TWILIO_ACCOUNT_SID'],
])('a route %s without an account there is refused', (SMS_ROUTES, settings, cure) => {
  expect(() => loadConfig({ ...base, ...settings, SMS_ROUTES })).toThrow(cure)
})

test('a key without its secret is refused', () => {
  expect(() => loadConfig({ ...base, ALIBABA_CLOUD_ACCESS_KEY_ID: 'key' })).toThrow('set together')
})

test('a door without the secret for Alibaba is refused, and so is a secret that can be guessed', () => {
  const door = { WEBHOOK_PORT: '8080', WEBHOOK_URL: 'https://bank.example.com' }
  expect(() => loadConfig({ ...base, ...alibaba, ...door })).toThrow('ALIBABA_SMS_WEBHOOK_SECRET is missing')
  const guessed = { ALIBABA_SMS_WEBHOOK_SECRET: 'secret' }
  expect(() => loadConfig({ ...base, ...alibaba, ...door, ...guessed })).toThrow('24 or more')
})

test('a worker with one provider of SMS may begin, one without any may not', () => {
  expect(withChannels(loadConfig({ ...base, ...email, ...alibaba })).twilio).toBeNull()
  const none = { ...twilio, SMS_ROUTES: '+:none' }
  expect(() => withChannels(loadConfig({ ...base, ...email, ...none }))).toThrow(
    'TWILIO_ACCOUNT_SID is missing',
  )
})
