// Where do rule packs come from? Reads policies/: the calendars, every pack, and which of them the bank has named.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type HolidayCalendar, parseCalendar } from '../domain/policy/calendar'
import { type CaseFile, parseCases } from '../domain/policy/case-file'
import { type RulePack, parsePack } from '../domain/policy/pack-file'
import { printProblem, readYaml } from '../domain/yaml-source'

/** One or more files cannot be used; the message lists every problem with its line. */
export class RuleBookError extends Error {
  readonly code = 'RULES_INVALID'
  override readonly name = 'RuleBookError'
}

/** A pack with the hash of its file and of the holidays it used: two files of one version are not the same pack. */
export type SealedPack = RulePack & { sha256: string; yaml: string }

export interface PackFolder {
  packs: SealedPack[]
  /** `policies/<file>:<line>:<column> <what>`; empty: all files are good. */
  problems: string[]
}

/** Files in the folder that are neither packs nor cases. */
const otherFiles = new Set([
  'affordability.yaml',
  'agencies.yaml',
  'alibaba-sms.yaml',
  'authority.yaml',
  'bank.yaml',
  'contracts.yaml',
  'complaints.yaml',
  'disputes.yaml',
  'circumstances.yaml',
  'holds.yaml',
  'nightly-drop.yaml',
  'purposes.yaml',
  'relief.yaml',
  'representation.yaml',
  'retention.yaml',
  'words.yaml',
])

/** What a bank that names no packs is bound by. */
const packsByDefault = ['cn-bank']

/** Every rule pack of the folder, used or not. */
export function readPacks(policiesDir: string): PackFolder {
  const problems: string[] = []
  const calendars = readCalendars(policiesDir, problems)
  const packs = yamlFiles(
    policiesDir,
    (name) => !otherFiles.has(name) && !name.endsWith('.cases.yaml'),
  ).flatMap((name): SealedPack[] => {
    const text = readFileSync(join(policiesDir, name), 'utf8')
    const reading = parsePack(text, calendars)
    if (!reading.ok) {
      problems.push(...reading.problems.map((problem) => printProblem(`policies/${name}`, problem)))
      return []
    }
    const { policy } = reading.pack
    if (name !== `${policy}.yaml`)
      problems.push(`policies/${name}:1:1 policy: must be the name of its file, not ${policy}`)
    return [sealed(reading.pack, text)]
  })
  return { packs, problems }
}

function sealed(pack: RulePack, text: string): SealedPack {
  const holidays = JSON.stringify(pack.calendar)
  const sha256 = createHash('sha256').update(text).update(holidays).digest('hex')
  return { ...pack, sha256, yaml: text }
}

/** One rule pack from anywhere, with the calendars of the folder. @throws RuleBookError */
export function readPack(file: string, text: string, policiesDir: string): RulePack {
  const problems: string[] = []
  const reading = parsePack(text, readCalendars(policiesDir, problems))
  if (!reading.ok) problems.push(...reading.problems.map((problem) => printProblem(file, problem)))
  if (problems.length > 0 || !reading.ok) throw new RuleBookError(problems.join('\n'))
  return reading.pack
}

/** The packs that `bank.yaml` names. All files must be good, also those that are not used. */
export function readPacksInUse(policiesDir: string): PackFolder {
  const { packs, problems } = readPacks(policiesDir)
  const reading = readYaml(
    readFileSync(join(policiesDir, 'bank.yaml'), 'utf8'),
    z.looseObject({ packs: z.array(z.string()).min(1).default(packsByDefault) }),
  )
  if (!reading.ok) {
    return {
      packs,
      problems: [
        ...problems,
        ...reading.problems.map((problem) => printProblem('policies/bank.yaml', problem)),
      ],
    }
  }
  const { value, problemAt } = reading
  const files = yamlFiles(policiesDir, () => true)
  const missing = value.packs.flatMap((name, index) =>
    files.includes(`${name}.yaml`)
      ? []
      : [printProblem('policies/bank.yaml', problemAt(['packs', index], `there is no rule pack ${name}`))],
  )
  return {
    packs: packs.filter(({ policy }) => value.packs.includes(policy)),
    problems: [...problems, ...missing],
  }
}

/** The tables of cases beside the packs. */
export function readCases(policiesDir: string): { files: CaseFile[]; problems: string[] } {
  const problems: string[] = []
  const files = yamlFiles(policiesDir, (name) => name.endsWith('.cases.yaml')).flatMap((name): CaseFile[] => {
    const reading = parseCases(readFileSync(join(policiesDir, name), 'utf8'))
    if (reading.ok) return [reading.file]
    problems.push(...reading.problems.map((problem) => printProblem(`policies/${name}`, problem)))
    return []
  })
  return { files, problems }
}

function readCalendars(policiesDir: string, problems: string[]): HolidayCalendar[] {
  const folder = join(policiesDir, 'calendars')
  if (!existsSync(folder)) return []
  return yamlFiles(folder, () => true).flatMap((name): HolidayCalendar[] => {
    const reading = parseCalendar(readFileSync(join(folder, name), 'utf8'))
    if (reading.ok) return [reading.value]
    problems.push(...reading.problems.map((problem) => printProblem(`policies/calendars/${name}`, problem)))
    return []
  })
}

function yamlFiles(folder: string, wanted: (name: string) => boolean): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && wanted(name))
    .sort()
}
