/** Does a wrong setting stop the program at once, with its name and the cure? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, resolveConfig, withChannels } from '../../platform/config'
import { ConfigError } from '../../platform/config-error'

const COMPLETE = {
  DATABASE_URL: 'postgresql://user@localhost:5432/arrears',
  TEMPORAL_ADDRESS: 'localhost:7233',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+12025550100',
  SMTP_URL: 'smtp://localhost:1025',
  EMAIL_FROM: 'bank@example.com',
}

test('only the database and Temporal must be set, the rest has defaults', () => {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = COMPLETE
  expect(loadConfig({ DATABASE_URL, TEMPORAL_ADDRESS })).toMatchObject({
    temporal: {
      address: 'localhost:7233',
      namespace: 'arrears',
      tls: false,
      apiKey: null,
      retentionDays: 30,
    },
    taskQueue: 'arrears',
    twilio: null,
    email: null,
    bankZone: 'Asia/Shanghai',
    logLevel: 'info',
  })
})

test('an empty variable counts as not set', () => {
  expect(loadConfig({ ...COMPLETE, BANK_ZONE: '', TWILIO_BASE_URL: '' })).toMatchObject({
    bankZone: 'Asia/Shanghai',
    twilio: { baseUrl: null },
  })
})

test.each([
  ['DATABASE_URL', undefined, 'arrears up'],
  ['DATABASE_URL', 'mysql://localhost/arrears', 'postgresql://'],
  ['TEMPORAL_ADDRESS', 'http://localhost:7233', 'host:port'],
  ['TEMPORAL_TLS', '1', 'exactly true or false'],
  ['TEMPORAL_TLS', 'yes', 'exactly true or false'],
  ['TEMPORAL_RETENTION_DAYS', 'month', 'whole number of days'],
  ['TEMPORAL_RETENTION_DAYS', '0', 'at least 1'],
  ['TWILIO_ACCOUNT_SID', 'SM123', 'account SID'],
  ['TWILIO_AUTH_TOKEN', undefined, 'set together'],
  ['TWILIO_BASE_URL', 'localhost', 'http'],
  ['SMTP_URL', 'http://localhost', 'smtp://'],
  ['SMTP_URL', 'smtp://localhost?pool=true', 'requireTLS'],
  ['SMTP_URL', 'smtp://localhost?socketTimeout=600000', 'requireTLS'],
  ['EMAIL_FROM', undefined, 'set together'],
  ['EMAIL_DKIM_DOMAIN', 'bank.example.com', 'set together'],
  ['EMAIL_DKIM_DOMAIN', 'bank', 'domain'],
  ['EMAIL_DKIM_SELECTOR', 'a b', 'DNS record'],
  ['EMAIL_BOUNCE_ADDRESS', 'bounces@example.com', 'set together'],
  ['EMAIL_BOUNCE_ADDRESS', 'bounces+all@example.com', 'without a plus sign'],
  ['EMAIL_SECRET', 'short', 'openssl rand'],
  ['BANK_ZONE', 'Shanghai', 'IANA'],
  ['RECORDER', 'yes', 'up, down'],
  ['DIALLER_PORT', '4000', 'set together'],
  ['DIALLER_TOKEN', 'short', '24 characters'],
  ['LOG_LEVEL', 'loud', 'fatal, error, warn'],
])('%s=%s is refused by name, with the cure', (name, value, cure) => {
  const load = () => loadConfig({ ...COMPLETE, [name]: value })
  expect(load).toThrow(ConfigError)
  expect(load).toThrow(name)
  expect(load).toThrow(cure)
})

test('every mistake is named at once', () => {
  expect(() => loadConfig({ ...COMPLETE, TEMPORAL_TLS: '1', LOG_LEVEL: 'loud' })).toThrow(
    /TEMPORAL_TLS[^]*LOG_LEVEL/,
  )
})

test('no value is repeated in a message: it may be a password', () => {
  const secret = 'mysql://user:s3cret@localhost/arrears'
  expect(() => loadConfig({ ...COMPLETE, DATABASE_URL: secret })).not.toThrow('s3cret')
})

test('a worker needs both channels', () => {
  const { TWILIO_ACCOUNT_SID: _a, TWILIO_AUTH_TOKEN: _b, TWILIO_FROM: _c, ...noSms } = COMPLETE
  const { SMTP_URL: _d, EMAIL_FROM: _e, ...noEmail } = COMPLETE
  expect(withChannels(loadConfig(COMPLETE)).email).toEqual({
    smtpUrl: 'smtp://localhost:1025',
    from: 'bank@example.com',
    dkim: null,
    returns: null,
  })
  expect(() => withChannels(loadConfig(noSms))).toThrow('TWILIO_ACCOUNT_SID')
  expect(() => withChannels(loadConfig(noEmail))).toThrow('SMTP_URL')
})

describe('beside an embedded stack', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'arrears-config-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const record = (running: boolean) =>
    writeFileSync(
      join(home, 'stack.json'),
      JSON.stringify({ running, environment: { ...COMPLETE, TASK_QUEUE: 'own' } }),
    )

  test('its settings are used, and what is set goes before them', () => {
    record(true)
    const config = resolveConfig({ env: { TEMPORAL_ADDRESS: 'temporal.example.com:7233' }, home })
    expect(config).toMatchObject({
      databaseUrl: COMPLETE.DATABASE_URL,
      temporal: { address: 'temporal.example.com:7233' },
      taskQueue: 'own',
    })
  })

  test('a complete environment needs no stack', () => {
    record(false)
    expect(resolveConfig({ env: COMPLETE, home }).taskQueue).toBe('arrears')
  })

  test('a stopped stack is named as the reason', () => {
    record(false)
    expect(() => resolveConfig({ env: {}, home })).toThrow('is stopped')
  })

  test('without a stack the missing setting is named', () => {
    expect(() => resolveConfig({ env: {}, home })).toThrow('DATABASE_URL is missing')
  })
})
