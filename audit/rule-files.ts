// Which rule packs bind the bank, and what of them does the audit understand? Reads policies/ by itself. A part or a rule
// that it cannot read is a breach of its own, NOT_CHECKED: whoever adds a kind of rule must teach it to the audit too.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  type AnyRule,
  type Calendar,
  type CheckRule,
  type CounterRule,
  type OutOfContactRule,
  type WaitRule,
  type WindowRule,
  anyRule,
  calendarShape,
  packHead,
  ruleShapes,
} from './rule-shape'

export type Pack = Omit<z.output<typeof packHead>, 'calendar'> & {
  /** `cn-bank@2026.3#` and the beginning of the hash over file and holidays. */
  seal: string
  calendar: Calendar | null
  windows: WindowRule[]
  counters: CounterRule[]
  waits: WaitRule[]
  checks: CheckRule[]
  outOfContact: OutOfContactRule | null
  /** Rules about words. */
  words: AnyRule[]
  /** Rules that are about money, deadlines and classes, not about contacts. */
  terms: AnyRule[]
  /** Parts and rules that the audit cannot read. */
  unknown: { rule: string; why: string }[]
}

/** The packs that `bank.yaml` of the folder names, or those given by name. @throws Error for a pack that is not there. */
export function readPacks(policiesDir: string, names = packsInUse(policiesDir)): Pack[] {
  return names.map((name) => readPack(policiesDir, name))
}

function packsInUse(policiesDir: string): string[] {
  const bank = z.looseObject({ packs: z.array(z.string()).min(1).default(['cn-bank']) })
  return bank.parse(parse(readFileSync(join(policiesDir, 'bank.yaml'), 'utf8'))).packs
}

/** Reasons of holds, by what they stop: every contact, or only what escalates, as a visit does. */
export interface FrozenByHold {
  contact: ReadonlySet<string>
  escalation: ReadonlySet<string>
}

/** By the folder's holds.yaml. */
export function readFrozenByHold(policiesDir: string): FrozenByHold {
  const file = z.looseObject({ holds: z.record(z.string(), z.looseObject({ freezes: z.array(z.string()) })) })
  const { holds } = file.parse(parse(readFileSync(join(policiesDir, 'holds.yaml'), 'utf8')))
  const reasonsFor = (what: string) =>
    new Set(Object.keys(holds).filter((reason) => holds[reason]?.freezes.includes(what)))
  return { contact: reasonsFor('contact'), escalation: reasonsFor('escalation') }
}

const headParts = new Set([
  'policy',
  'version',
  'title',
  'signedOff',
  'effective',
  'appliesTo',
  'zone',
  'calendar',
])

function readPack(policiesDir: string, name: string): Pack {
  const text = readFileSync(join(policiesDir, `${name}.yaml`), 'utf8')
  const file = z.record(z.string(), z.unknown()).parse(parse(text))
  const head = packHead.parse(file)
  const calendar = readCalendar(policiesDir, head.calendar)
  const unknown: Pack['unknown'] = []
  const listed = <K extends keyof typeof ruleShapes>(part: K) =>
    rulesOf(ruleShapes[part], part, file[part], unknown) as z.output<(typeof ruleShapes)[K]>[]
  const pack = {
    ...head,
    seal: `${head.policy}@${head.version}#${sealOf(text, calendar)}`,
    calendar,
    windows: listed('windows'),
    counters: listed('counters'),
    waits: listed('waits'),
    checks: listed('checks'),
    outOfContact: listed('outOfContact')[0] ?? null,
    words: listed('words'),
    terms: rulesIn(file['terms']),
  }
  const strangers = Object.keys(file).filter(
    (part) => !headParts.has(part) && part !== 'terms' && !(part in ruleShapes),
  )
  unknown.push(...strangers.map((part) => ({ rule: part, why: `the audit does not know what ${part} are` })))
  return { ...pack, unknown }
}

function rulesOf(shape: z.ZodType, part: string, value: unknown, unknown: Pack['unknown']): unknown[] {
  const rules: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
  return rules.flatMap((rule, index) => {
    const reading = shape.safeParse(rule)
    if (reading.success) return [reading.data]
    const { path, message } = reading.error.issues[0] ?? { path: [], message: '' }
    unknown.push({
      rule: idOf(rule) ?? `${part}[${index}]`,
      why: `the audit cannot read it: ${path.join('.')} ${message}`.trim(),
    })
    return []
  })
}

/** All rules anywhere under a part of a file. */
function rulesIn(part: unknown): AnyRule[] {
  if (typeof part !== 'object' || part === null) return []
  const own = anyRule.safeParse(part)
  return own.success ? [own.data] : Object.values(part).flatMap(rulesIn)
}

function idOf(rule: unknown): string | undefined {
  const named = z.object({ id: z.string() }).safeParse(rule)
  return named.success ? named.data.id : undefined
}

function readCalendar(policiesDir: string, name: string | null): Calendar | null {
  const folder = join(policiesDir, 'calendars')
  if (name === null || !existsSync(folder)) return null
  const found = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => calendarShape.parse(parse(readFileSync(join(folder, file), 'utf8'))))
    .find(({ calendar }) => calendar === name)
  return found ?? null
}

function sealOf(text: string, calendar: Calendar | null): string {
  return createHash('sha256').update(text).update(JSON.stringify(calendar)).digest('hex').slice(0, 16)
}
