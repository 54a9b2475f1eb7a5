/**
 * `arrears up | down | status | doctor`: the embedded stack from the command line. What is being done is said on
 * standard error, so that the result on standard output can be read by a program with --json.
 */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { doctor, type Check } from '../stack/doctor'
import { PROJECT_ROOT } from '../stack/project'
import { SimulationRefused } from '../stack/simulation-flag'
import { startStack, stopStack, type StackAddresses } from '../stack/stack'
import { statusOfStack, type StackStatus } from '../stack/status'

const FAILED = 1
const USAGE = 2

interface Options {
  home: string
  json?: boolean
}

export function registerStackCommands(program: Command): void {
  command(program, 'up', 'start what is not running: PostgreSQL, Temporal, local e-mail and SMS, the worker')
    .option('--simulation', 'a stack whose time can be moved; only when its database is new')
    .action(up)
  command(program, 'down', 'stop what `up` started; all state stays').action(down)
  command(program, 'status', 'which parts run, where').action(status)
  command(program, 'doctor', 'check each part and say how to mend it').action(runDoctor)
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--home <folder>', 'where the stack keeps its state', '.arrears')
    .option('--json', 'print the result as JSON')
}

const say = (line: string) => process.stderr.write(`${line}\n`)

async function up({ home, json, simulation = false }: Options & { simulation?: boolean }): Promise<void> {
  try {
    const addresses = await startStack({
      home,
      simulation,
      worker: existsSync(`${PROJECT_ROOT}/workers/main.ts`),
      say,
    })
    const { temporalAddress, temporalNamespace, temporalUiUrl, mailboxUrl } = addresses // no passwords are printed
    print(json, { home, temporalAddress, temporalNamespace, temporalUiUrl, mailboxUrl }, () =>
      upText(addresses),
    )
  } catch (error) {
    if (!(error instanceof SimulationRefused)) throw error
    say(error.message)
    process.exitCode = USAGE
  }
}

function upText(addresses: StackAddresses): string {
  return [
    'Arrears is up.',
    `  Temporal Web UI      ${addresses.temporalUiUrl ?? '(not started)'}`,
    ...(addresses.mailboxUrl ? [`  Sent e-mail and SMS  ${addresses.mailboxUrl}`] : []),
    '  `npx arrears status` shows the parts, `npx arrears down` stops them.',
  ].join('\n')
}

async function down({ home, json }: Options): Promise<void> {
  await stopStack(home, say)
  print(json, { home, running: false }, () => 'Arrears is down; its state is kept.')
}

function status({ home, json }: Options): void {
  const found = statusOfStack(home)
  print(json, found ?? { home, parts: [] }, () =>
    found ? statusText(found) : `There is no stack in ${home}.`,
  )
  const isUp = found?.parts.every((part) => part.state !== 'stopped') ?? false
  process.exitCode = isUp ? 0 : FAILED
}

function statusText({ home, simulation, parts }: StackStatus): string {
  const lines = parts.map(({ part, state, pid, address }) =>
    [part.padEnd(12), state.padEnd(9), String(pid ?? '').padEnd(8), address ?? ''].join(' ').trimEnd(),
  )
  return [`Stack in ${home} (${simulation ? 'simulation' : 'production'})`, ...lines].join('\n')
}

async function runDoctor({ home, json }: Options): Promise<void> {
  const checks = await doctor(home)
  const healthy = checks.every((check) => check.result !== 'fail')
  print(json, { healthy, checks }, () => checks.map(checkText).join('\n'))
  process.exitCode = healthy ? 0 : FAILED
}

function checkText({ name, result, found, cure }: Check): string {
  return `${result.padEnd(5)} ${name.padEnd(18)} ${found}${cure ? `\n      to mend it: ${cure}` : ''}`
}

function print(json: boolean | undefined, result: object, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(result) : text()}\n`)
}
