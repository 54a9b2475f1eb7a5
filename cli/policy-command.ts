// `arrears policy check|show|diff|test`: a compliance officer's tools for rule packs (docs/policies.md). Needs no stack.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Command as Program } from 'commander'
import { type Instant, instantAt } from '../domain/calendar-date'
import { isInForce } from '../domain/policy/judge'
import { type PackChange, packDiff } from '../domain/policy/pack-diff'
import { type RulePack, rulesOf } from '../domain/policy/pack-file'
import { type CaseResult, runCases } from '../domain/policy/run-case'
import { readCases, readPack, readPacks, readPacksInUse } from '../platform/rule-packs'
import { CommandRefused, exitCodes, print } from './open'
import { dayOf } from './record'

interface Options {
  dir: string
  json?: boolean
}

const projectRoot = join(__dirname, '..')

/** Registers the group `policy`. Exit code 1 when there is a problem or a case fails, 2 when it is used wrongly. */
export function registerPolicyCommands(program: Program): void {
  const group = program.command('policy').description('rule packs: the law as data')
  withOptions(
    group.command('check [files...]').description('check rule packs, calendars and tables of cases'),
  ).action((files: string[], options: Options) => check(files, options))
  withOptions(group.command('show [packs...]').description('the rules that are in force on a day'))
    .option('--on <date>', 'the day, such as 2026-03-05; without it every rule')
    .action((names: string[], options: Options & { on?: string }) => show(names, options))
  withOptions(
    group
      .command('diff <before> <after>')
      .description('what changed between two versions of a pack: files or names'),
  ).action((before: string, after: string, options: Options) => compare(before, after, options))
  withOptions(
    group.command('test [packs...]').description('run the tables of cases beside the packs'),
  ).action((names: string[], options: Options) => runTables(names, options))
}

function withOptions(command: Program): Program {
  return command
    .option('--dir <folder>', 'folder of the rule packs', join(projectRoot, 'policies'))
    .option('--json', 'print the result as JSON')
}

function check(files: string[], { dir, json }: Options): void {
  const problems = files.length > 0 ? files.flatMap((file) => problemsOf(file, dir)) : allProblems(dir)
  print(json, { problems }, () => (problems.length === 0 ? ['no problems'] : problems))
  if (problems.length > 0) process.exitCode = exitCodes.failed
}

function allProblems(dir: string): string[] {
  return [...readPacksInUse(dir).problems, ...readCases(dir).problems]
}

function problemsOf(file: string, dir: string): string[] {
  try {
    readPack(relative(process.cwd(), file) || file, textOf(file), dir)
    return []
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.message.split('\n')
    throw error
  }
}

function show(names: string[], { dir, json, ...asked }: Options & { on?: string }): void {
  const on = asked.on === undefined ? undefined : dayOf(asked.on)
  const packs = goodPacks(dir).filter(({ policy }) => names.length === 0 || names.includes(policy))
  refuseUnknown(names, packs)
  const shown = packs.map((pack) => {
    const rules = rulesOf(pack).filter(
      ({ rule }) => on === undefined || isInForce(rule, pack, noonOf(on, pack)),
    )
    return { pack, rules }
  })
  const value = shown.map(({ pack: { policy, version, title, signedOff, effective }, rules }) => ({
    policy,
    version,
    title,
    signedOff,
    effective,
    rules: rules.map(({ part, rule }) => ({ part, ...rule, effective: rule.effective ?? effective })),
  }))
  print(json, value, () =>
    shown.flatMap(({ pack, rules }) =>
      linesOf(
        pack,
        rules.map(({ rule }) => rule),
      ),
    ),
  )
}

function linesOf(pack: RulePack, rules: readonly Parameters<typeof isInForce>[0][]): string[] {
  const { policy, version, title, signedOff } = pack
  return [
    `${policy} ${version}: ${title}`,
    signedOff
      ? `signed off on ${signedOff.on} by ${signedOff.by}`
      : 'signed off by nobody: nothing may go out under it',
    ...rules.map(({ id, text, force, verified, source, article, effective }) => {
      const { from, to } = effective ?? pack.effective
      const where = article === null ? source : `${source}, ${article}`
      const until = to === null ? '' : ` to ${to}`
      return `  ${id.padEnd(16)} ${text}\n${' '.repeat(19)}${force}, ${verified ? 'verified' : 'unverified'}, from ${from}${until}; ${where}`
    }),
  ]
}

function noonOf(day: string, pack: RulePack): Instant {
  try {
    return instantAt(day, pack.zone.home, '12:00')
  } catch {
    throw new CommandRefused('NOT_A_DATE', `${day} is no date; write 2026-03-05`, exitCodes.usage)
  }
}

function compare(before: string, after: string, { dir, json }: Options): void {
  const [old, now] = [packAt(before, dir), packAt(after, dir)]
  const changes = packDiff(old, now)
  print(json, { changes }, () => (changes.length === 0 ? ['no rule has changed'] : changes.map(changeLine)))
}

function changeLine(change: PackChange): string {
  switch (change.kind) {
    case 'added':
      return `+ ${change.ruleId}: ${change.text}`
    case 'removed':
      return `- ${change.ruleId}: ${change.text}`
    case 'changed':
      return `~ ${change.ruleId}, ${change.setting}: ${change.before} -> ${change.after}`
  }
}

function runTables(names: string[], { dir, json }: Options): void {
  const packs = goodPacks(dir)
  refuseUnknown(names, packs)
  const { files, problems } = readCases(dir)
  if (problems.length > 0) throw new CommandRefused('RULES_INVALID', problems.join('\n'))
  const tables = files
    .filter(({ policy }) => names.length === 0 || names.includes(policy))
    .map((file) => ({ policy: file.policy, results: runCases(file, packs) }))
  const results = tables.flatMap(({ policy, results }) => results.map((result) => ({ policy, ...result })))
  const failures = results.filter(({ differences }) => differences.length > 0)
  const summary = { passed: results.length - failures.length, failed: failures.length, failures }
  print(json, summary, () => [
    ...failures.flatMap(failureLines),
    ...tables.map(
      ({ policy, results }) =>
        `${policy}: ${results.filter(isGood).length} of ${results.length} cases as expected`,
    ),
  ])
  if (failures.length > 0) process.exitCode = exitCodes.failed
}

function isGood({ differences }: CaseResult): boolean {
  return differences.length === 0
}

function failureLines({ policy, id, title, differences }: CaseResult & { policy: string }): string[] {
  return [`${policy}, case ${id}: ${title}`, ...differences.map((difference) => `  ${difference}`)]
}

/** @throws CommandRefused when a file of the folder has a mistake. */
function goodPacks(dir: string): RulePack[] {
  const { packs, problems } = readPacks(dir)
  if (problems.length > 0) throw new CommandRefused('RULES_INVALID', problems.join('\n'))
  return packs
}

function refuseUnknown(names: readonly string[], packs: readonly RulePack[]): void {
  const unknown = names.find((name) => !packs.some(({ policy }) => policy === name))
  if (unknown === undefined) return
  throw new CommandRefused('UNKNOWN_PACK', `there is no rule pack ${unknown}`, exitCodes.usage)
}

function packAt(place: string, dir: string): RulePack {
  const file = existsSync(place) ? place : join(dir, `${place}.yaml`)
  return readPack(place, textOf(file), dir)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CommandRefused('NO_FILE', `${file} cannot be read`, exitCodes.usage)
  }
}
