// What do the commands for rule packs answer, and with which exit code?
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, arrears } from '../support/command-line'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'arrears-policies-'))
  cpSync('policies', dir, { recursive: true })
})

/** Runs the command line as a person would. */
function policy(...args: string[]): Promise<Ended> {
  return arrears(['policy', ...args, '--dir', dir])
}

function change(file: string, from: string, to: string): void {
  const text = readFileSync(join(dir, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(join(dir, file), text.replace(from, to))
}

test('the tables that ship pass', async () => {
  const { exitCode, stdout } = await policy('test', '--json')
  expect(exitCode).toBe(0)
  const summary = JSON.parse(stdout)
  expect(summary).toMatchObject({ failed: 0, failures: [] })
  expect(summary.passed).toBeGreaterThan(150)
})

test('a pack that was changed without its cases fails, and the case is shown', async () => {
  change('cn-bank.yaml', 'max: 6', 'max: 7')
  const json = await policy('test', 'cn-bank', '--json')
  expect(json.exitCode).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({
    failed: 4,
    failures: [{ id: '28' }, { id: '63-counters' }, { id: '28-voicemail' }, { id: '28-consent-one-debt' }],
  })
  expect((await policy('test')).stdout).toContain(
    'cn-bank, case 28: the seventh attempt at a number on a day waits',
  )
})

test('pack and case changed together pass, without a line of code', async () => {
  change('cn-bank.yaml', "allow: ['08:00-22:00']", "allow: ['08:00-12:00', '14:00-22:00']")
  change(
    'cn-bank.cases.yaml',
    'cases:\n',
    `cases:
  - id: siesta
    title: at noon it waits until two
    situation: { at: '2026-03-05 12:00', channel: sms }
    expect: { verdict: DEFER, until: '2026-03-05 14:00', rules: [CN-TIME-01] }
`,
  )
  const { stdout } = await policy('test', 'cn-bank', '--json')
  const failures: { id: string }[] = JSON.parse(stdout).failures
  expect(failures.map(({ id }) => id)).not.toContain('siesta')
})

test('what changed between two versions is shown rule by rule', async () => {
  change('cn-bank.yaml', 'max: 6', 'max: 5')
  change('cn-bank.yaml', "version: '2026.5'", "version: '2026.6'")
  const { stdout } = await policy('diff', 'policies/cn-bank.yaml', join(dir, 'cn-bank.yaml'))
  expect(stdout).toBe('~ pack, version: "2026.5" -> "2026.6"\n~ CN-FREQ-02, max: 6 -> 5\n')
})

test('the rules of a day are those in force on it', async () => {
  const idsOn = async (day: string) => {
    const { stdout } = await policy('show', 'cn-bank', '--on', day, '--json')
    const [pack] = JSON.parse(stdout) as { rules: { id: string }[] }[]
    return pack?.rules.map(({ id }) => id) ?? []
  }
  expect(await idsOn('2025-02-27')).not.toContain('CN-FREQ-01')
  expect(await idsOn('2025-02-28')).toContain('CN-FREQ-01')
  expect(await policy('show', '--on', 'soon')).toMatchObject({ exitCode: 2, stdout: '' })
})

test('a mistake is named with file, line and cure', async () => {
  change('cn-bank.yaml', 'channels: [voice, visit]', 'channels: [voice, visits]')
  const { exitCode, stdout } = await policy('check')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(
    /^policies\/cn-bank\.yaml:\d+:\d+ windows\[1\]\.channels\[1\]: .*did you mean "visit"\?\n$/,
  )
  expect(await policy('test')).toMatchObject({ exitCode: 1, stdout: '' })
})

test('a pack that is not there is a wrong use', async () => {
  expect(await policy('show', 'cn-bnak')).toMatchObject({
    exitCode: 2,
    stderr: 'UNKNOWN_PACK: there is no rule pack cn-bnak\n',
  })
})
