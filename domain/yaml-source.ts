// Where in a YAML file is the mistake? Reads a file against a schema and names every problem by line, column and path,
// so that whoever edits a strategy or a rule pack finds it.
import { LineCounter, type ParsedNode, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { z } from 'zod'

export interface FileProblem {
  /** Both begin with 1. */
  line: number
  column: number
  /** Begins with the path within the file, e.g. `ladder[2].needs[0].rung: ...`. */
  message: string
}

type Path = readonly PropertyKey[]

export type YamlReading<T> =
  | { ok: true; value: T; problemAt(path: Path, message: string): FileProblem }
  | { ok: false; problems: FileProblem[] }

/** Reads `text` and checks its shape; unknown and doubled keys are the schema's and the parser's business. */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlReading<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problemAt = (path: Path, message: string): FileProblem => {
    const { line, col } = lines.linePos(offsetOf(document.contents, path))
    return { line, column: col, message: path.length === 0 ? message : `${dotted(path)}: ${message}` }
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0])
      return { line, column: col, message }
    })
    return { ok: false, problems }
  }
  const value: unknown = document.toJS()
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return { ok: true, value: parsed.data, problemAt }
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => described(issue, problemAt)) }
}

/** `file:line:column message`, as editors and terminals make it clickable. */
export function printProblem(fileName: string, problem: FileProblem): string {
  return `${fileName}:${problem.line}:${problem.column} ${problem.message}`
}

/** ` did you mean "letter"?` when one of the known words is close to the one given; else nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, distance: editDistance(given, word) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0]
  return near ? `; did you mean "${near.word}"?` : ''
}

function described(
  issue: z.core.$ZodIssue,
  problemAt: (path: Path, message: string) => FileProblem,
): FileProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt([...issue.path, key], 'there is no such setting here'))
  }
  if (issue.code === 'invalid_union') return describedUnion(issue, problemAt)
  if (issue.input === undefined && issue.code !== 'custom') return [problemAt(issue.path, 'is missing')]
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String)
    const hint = didYouMean(String(issue.input), known)
    return [problemAt(issue.path, `must be ${known.length === 1 ? '' : 'one of '}${known.join(', ')}${hint}`)]
  }
  return [problemAt(issue.path, issue.message)]
}

/** Of what could stand here, the one that was probably meant: whose mistake lies deepest within it. */
function describedUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  problemAt: (path: Path, message: string) => FileProblem,
): FileProblem[] {
  if (issue.input === undefined) return [problemAt(issue.path, 'is missing')]
  const depthOf = (issues: z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length))
  const rightKind = issue.errors.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )
  const meant = rightKind.sort((a, b) => depthOf(b) - depthOf(a))[0]
  if (!meant) return [problemAt(issue.path, issue.message)]
  return meant.flatMap((inner) => described({ ...inner, path: [...issue.path, ...inner.path] }, problemAt))
}

/** The offset of the key or item that a path names, or of the nearest node above it that exists. */
function offsetOf(root: ParsedNode | null, path: Path): number {
  let node = root
  let offset = root?.range[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      if (!pair) return offset
      offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step]
      if (!item) return offset
      offset = item.range[0]
      node = item
    } else {
      return offset
    }
  }
  return offset
}

function dotted(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
