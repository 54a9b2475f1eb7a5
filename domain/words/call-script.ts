// What does a caller say, and what after which answer? A script is a tree of steps in a file; checked when it is read:
// every branch ends with an outcome, the caller is named in full, nothing of a debt is said to somebody unknown.
import { z } from 'zod'
import { callMeanings } from '../contact/call-outcomes'
import { lintTemplate } from './lint'
import { taskOutcomes } from '../ladder/outcomes'
import type { Template } from './template'
import type { WordRules } from './word-rules'
import { type FileProblem, type YamlReading, readYaml } from '../yaml-source'

/** What whoever is called must be told: the packs ask for it by these names (CN-ID-01). */
export const mustState = ['institution', 'agentId', 'purpose', 'recording'] as const

const stepName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be a name such as greet')
const answer = z
  .strictObject({
    hears: z.string().min(1),
    next: stepName.optional(),
    outcome: z.enum(taskOutcomes.call).optional(),
    /** By this answer it is certain who speaks. */
    identified: z.boolean().default(false),
  })
  .refine(
    ({ next, outcome }) => (next === undefined) !== (outcome === undefined),
    'must have either next or outcome',
  )

const scriptFile = z.strictObject({
  script: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string().min(1),
  language: z.string().min(2),
  begin: stepName,
  steps: z.record(
    stepName,
    z.strictObject({
      say: z.string().min(1),
      states: z.array(z.enum(mustState)).default([]),
      answers: z.array(answer).min(1),
    }),
  ),
})

export type CallScript = z.infer<typeof scriptFile>

/** Reads a script and checks it by the rules of words. */
export function parseCallScript(file: string, yaml: string, words: WordRules): YamlReading<CallScript> {
  const reading = readYaml(yaml, scriptFile)
  if (!reading.ok) return reading
  const { value: script, problemAt } = reading
  const problems = [...walk(script), ...unreachable(script)].map(({ path, text }) => problemAt(path, text))
  const spoken = wordProblems(file, script, words).map(({ path, text }) => problemAt(path, text))
  const all: FileProblem[] = [...problems, ...spoken]
  return all.length > 0 ? { ok: false, problems: all } : reading
}

interface Problem {
  path: (string | number)[]
  text: string
}

interface Way {
  step: string
  /** The steps that led here. */
  before: readonly string[]
  stated: ReadonlySet<string>
}

/** Follows every branch to its end. */
function walk(script: CallScript): Problem[] {
  const problems = new Map<string, Problem>()
  const add = (path: Problem['path'], text: string) =>
    problems.set(`${path.join('.')} ${text}`, { path, text })
  const ways: Way[] = [{ step: script.begin, before: [], stated: new Set() }]
  if (!(script.begin in script.steps)) return [{ path: ['begin'], text: `there is no step ${script.begin}` }]
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const { step: name, before } = way
    const step = script.steps[name]
    if (!step) continue
    const stated = new Set([...way.stated, ...step.states])
    for (const [index, { next, outcome }] of step.answers.entries()) {
      const path = ['steps', name, 'answers', index]
      if (outcome !== undefined && callMeanings[outcome].counts === 'effective') {
        const missing = mustState.filter((part) => !stated.has(part))
        if (missing.length > 0) add(path, `nobody has said ${missing.join(', ')} by then`)
      }
      if (next === undefined) continue
      if (!(next in script.steps)) add([...path, 'next'], `there is no step ${next}`)
      else if (next === name || before.includes(next))
        add([...path, 'next'], `goes round in a circle to ${next}`)
      else ways.push({ step: next, before: [...before, name], stated })
    }
  }
  return [...problems.values()]
}

function unreachable(script: CallScript): Problem[] {
  const led = new Set([
    script.begin,
    ...Object.values(script.steps).flatMap(({ answers }) => answers.map(({ next }) => next)),
  ])
  return Object.keys(script.steps)
    .filter((name) => !led.has(name))
    .map((name) => ({ path: ['steps', name], text: 'no answer leads to it' }))
}

/** Steps that may be said to somebody of whom nobody knows who it is. */
export function stepsToStrangers(script: CallScript): ReadonlySet<string> {
  const found = new Set([script.begin])
  for (const name of found) {
    for (const { next, identified } of script.steps[name]?.answers ?? []) {
      if (next !== undefined && !identified) found.add(next)
    }
  }
  return found
}

/** To strangers the words of a relay count, which tell nothing of a debt; to the debtor those of a notice. */
function wordProblems(file: string, script: CallScript, words: WordRules): Problem[] {
  const strangers = stepsToStrangers(script)
  const forbidding = new Set(words.forbidden.map(({ id }) => id))
  return Object.entries(script.steps).flatMap(([name, { say }]) => {
    const template: Template = {
      file,
      language: script.language,
      channel: 'voice',
      name: script.script,
      manner: 'ordinary',
      version: script.version,
      kind: strangers.has(name) ? 'relay' : 'notice',
      text: { line: 1, words: say },
    }
    return lintTemplate(template, words)
      .filter(({ rule }) => forbidding.has(rule))
      .map(({ rule, text }) => ({ path: ['steps', name, 'say'], text: `${rule}: ${text}` }))
  })
}
