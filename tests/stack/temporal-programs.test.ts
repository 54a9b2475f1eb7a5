/** Is the right Temporal server chosen, and is it told what the stack needs? */
import { cliVersion, isRecent } from '../../stack/temporal-binaries'
import {
  dynamicConfig,
  dynamicSettings,
  serverConfig,
  TEMPORAL_PORTS,
  type TemporalPorts,
} from '../../stack/temporal-config'
import { cliArguments } from '../../stack/temporal-server'

const ports = Object.fromEntries(TEMPORAL_PORTS.map((name, index) => [name, 20_000 + index])) as TemporalPorts

test.each([
  ['temporal version 1.9.0 (Server 1.32.0, UI 2.54.1)', true],
  ['temporal version 1.10.2 (Server 1.33.0, UI 2.60.0)', true],
  ['temporal version 2.0.0 (Server 2.0.0, UI 3.0.0)', true],
  ['temporal version 1.5.1 (Server 1.29.1, UI 2.40.0)', false],
  ['temporal version 0.13.2 (Server 1.24.1, UI 2.27.3)', false],
])('the CLI that answers "%s" is recent enough: %s', (answer, expected) => {
  const version = cliVersion(answer)
  expect(version !== null && isRecent(version)).toBe(expected)
})

test('an answer without a version is no CLI', () => {
  expect(cliVersion('command not found')).toBeNull()
})

test('virtual time is allowed to a simulation only', () => {
  expect(dynamicSettings(true)).toMatchObject({ 'frontend.WorkflowTimeSkippingEnabled': true })
  expect(Object.keys(dynamicSettings(false)).filter((name) => /TimeS/.test(name))).toEqual([])
})

test('both ways to start a server give it the same settings', () => {
  const program = { kind: 'cli', command: 'temporal', why: '' } as const
  const given = cliArguments(
    { home: '/home', program, ports, uiPort: 20_100, simulation: true },
    '/home/temporal',
  )
  const settings = given.filter((_argument, index) => given[index - 1] === '--dynamic-config-value')
  const inFile = Object.entries(dynamicConfig(true)).map(
    ([name, [entry]]) => `${name}=${JSON.stringify(entry?.value)}`,
  )
  expect(settings).toEqual(inFile)
  expect(given).toEqual(expect.arrayContaining(['--port', '20000', '--ui-port', '20100', '127.0.0.1']))
})

test('every service listens on loopback, each on a port of its own', () => {
  const config = serverConfig({
    ports,
    databaseFolder: '/data',
    dynamicConfigFile: '/dynamic.yaml',
    simulation: false,
  })
  const services = Object.values(
    (config as { services: Record<string, { rpc: Record<string, unknown> }> }).services,
  )
  const used = services.flatMap(({ rpc }) => Object.values(rpc).filter((value) => typeof value === 'number'))
  expect(services.map(({ rpc }) => rpc['bindOnLocalHost'])).toEqual([true, true, true, true])
  expect(new Set(used).size).toBe(TEMPORAL_PORTS.length)
  expect(used).toHaveLength(TEMPORAL_PORTS.length)
})

test('a production stack writes to its disk before it answers', () => {
  const config = (simulation: boolean) =>
    JSON.stringify(
      serverConfig({ ports, databaseFolder: '/data', dynamicConfigFile: '/dynamic.yaml', simulation }),
    )
  expect(config(false)).toContain('"synchronous":"2"')
  expect(config(true)).toContain('"synchronous":"0"')
})
