/**
 * `arrears up | down | status | doctor`: the embedded stack from the command line. What is being done is said on
 * standard error, so that the result on standard output can be read by a program with --json.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { doctor, type Check } from '../stack/doctor'
import { PROJECT_ROOT } from '../stack/project'
import { SimulationRefused } from '../stack/simulation-flag'
import { startStack, stopStack, type StackAddresses } from '../stack/stack'
import { statusOfStack, type StackStatus } from '../stack/status'
import { CommandRefused, exitCodes, print, withCommonOptions } from './open'

interface Options {
  home: string
  json?: boolean
}

export function registerStackCommands(program: Command): void {
  withCommonOptions(program.command('up'))
    .description('start what is not running: PostgreSQL, Temporal, local e-mail and SMS, the worker')
    .option('--simulation', 'a stack whose time can be moved; only when its database is new')
    .action(up)
  withCommonOptions(program.command('down'))
    .description('stop what `up` started; all state stays')
    .action(down)
  withCommonOptions(program.command('status'))
    .description('which parts run, where; exit code 1 when one does not')
    .action(status)
  withCommonOptions(program.command('doctor'))
    .description('check each part and say how to mend it; exit code 1 when something is wrong')
    .action(runDoctor)
}

const say = (line: string) => void process.stderr.write(`${line}\n`)

async function up({ home, json, simulation = false }: Options & { simulation?: boolean }): Promise<void> {
  const worker = existsSync(join(PROJECT_ROOT, 'workers', 'main.ts'))
  const addresses = await startStack({ home, simulation, worker, say }).catch((error: unknown) => {
    if (!(error instanceof SimulationRefused)) throw error
    throw new CommandRefused(error.code, error.message, exitCodes.usage)
  })
  const { temporalAddress, temporalNamespace, temporalUiUrl, mailboxUrl } = addresses // no passwords are printed
  print(json, { home, temporalAddress, temporalNamespace, temporalUiUrl, mailboxUrl }, () =>
    upLines(addresses),
  )
}

function upLines({ temporalUiUrl, mailboxUrl }: StackAddresses): string[] {
  return [
    'Arrears is up.',
    ...(temporalUiUrl ? [`  Temporal Web UI      ${temporalUiUrl}`] : []),
    ...(mailboxUrl ? [`  Sent e-mail and SMS  ${mailboxUrl}`] : []),
    '  `npx arrears status` shows the parts, `npx arrears down` stops them.',
  ]
}

async function down({ home, json }: Options): Promise<void> {
  await stopStack(home, say)
  print(json, { home, running: false }, () => ['Arrears is down; its state is kept.'])
}

function status({ home, json }: Options): void {
  const found = statusOfStack(home)
  print(json, found ?? { home, parts: [] }, () =>
    found ? statusLines(found) : [`There is no stack in ${home}.`],
  )
  const isUp = found?.parts.every((part) => part.state !== 'stopped') ?? false
  process.exitCode = isUp ? exitCodes.done : exitCodes.failed
}

function statusLines({ home, simulation, parts }: StackStatus): string[] {
  const lines = parts.map(({ part, state, pid, address }) =>
    [part.padEnd(12), state.padEnd(9), String(pid ?? '').padEnd(8), address ?? ''].join(' ').trimEnd(),
  )
  return [`Stack in ${home} (${simulation ? 'simulation' : 'production'})`, ...lines]
}

async function runDoctor({ home, json }: Options): Promise<void> {
  const checks = await doctor(home)
  const healthy = checks.every((check) => check.result !== 'fail')
  print(json, { healthy, checks }, () => checks.flatMap(checkLines))
  process.exitCode = healthy ? exitCodes.done : exitCodes.failed
}

function checkLines({ name, result, found, cure }: Check): string[] {
  const line = `${result.padEnd(5)} ${name.padEnd(18)} ${found}`
  return cure ? [line, `      to mend it: ${cure}`] : [line]
}
