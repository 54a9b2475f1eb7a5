// `npm run bench [-- G1 G5 G7 G8] [--json] [--rows N] [--accounts N] [--runs N]`: measures the goals of
// docs/benchmarks.md on servers of its own in a temporary folder, and removes them. The exit code says whether it
// could be measured, not whether a goal was met.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { givenSettings, processEnvironment } from '../platform/config'
import { removeStack, startStack } from '../stack/stack'
import { caseStarts } from './case-starts'
import type { Finding, GoalId, Site, Sizes } from './goal'
import { idleCost } from './idle-cost'
import { journeyEvents } from './journey-events'
import { nightlyImport } from './nightly-import'

interface Goal {
  /** What is measured as in production, and what needs virtual time. */
  simulation: boolean
  measure: (site: Site, sizes: Sizes) => Promise<Finding>
}

const goals: Record<GoalId, Goal> = {
  G1: { simulation: false, measure: nightlyImport },
  G5: { simulation: false, measure: caseStarts },
  G7: { simulation: true, measure: journeyEvents },
  G8: { simulation: true, measure: idleCost },
}

const allGoals = Object.keys(goals) as GoalId[]
const say = (line: string) => process.stderr.write(`${line}\n`)

async function main(): Promise<void> {
  const { chosen, sizes, json } = readCommandLine()
  const findings: [GoalId, Finding][] = []
  for (const simulation of [false, true]) {
    const ids = chosen.filter((id) => goals[id].simulation === simulation)
    if (ids.length === 0) continue
    await onOwnServers(simulation, async (site) => {
      for (const id of ids) findings.push([id, await goals[id].measure(site, sizes)])
    })
  }
  if (json) print(JSON.stringify(Object.fromEntries(findings.map(([id, { json }]) => [id, json]))))
  else for (const line of report(findings)) print(line)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Starts the embedded stack in a temporary folder, whatever servers the environment names, and removes it. */
async function onOwnServers(simulation: boolean, work: (site: Site) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'arrears-bench-'))
  let removal: Promise<void> | undefined
  const remove = () => (removal ??= removeStack(home, () => undefined))
  const interrupted = () => {
    // Whatever fails from here on fails because its server is going away.
    process.on('uncaughtException', () => undefined)
    void remove().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const addresses = await startStack({ home, simulation, worker: false, say, env: ownEnvironment() })
    await work({ addresses, home, say })
  } finally {
    await remove()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const env = processEnvironment()
  const given = givenSettings(env)
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in given)))
}

function readCommandLine(): { chosen: GoalId[]; sizes: Sizes; json: boolean } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '1000000' },
      accounts: { type: 'string', default: '1000' },
      runs: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  })
  const unknown = positionals.find((name) => !allGoals.some((id) => id === name))
  if (unknown !== undefined)
    throw new Error(`there is no goal ${unknown}: choose among ${allGoals.join(', ')}`)
  const chosen = allGoals.filter((id) => positionals.length === 0 || positionals.includes(id))
  const { rows, accounts, runs } = values
  const sizes = {
    rows: count('rows', rows),
    accounts: count('accounts', accounts),
    runs: count('runs', runs),
  }
  return { chosen, sizes, json: values.json }
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number above 0, not ${text}`)
  return Number(text)
}

/** The findings as a table, and below it what explains them. */
function report(findings: readonly [GoalId, Finding][]): string[] {
  const rows = [
    { id: 'goal', what: '', figure: 'measured', target: 'target', made: 'from' },
    ...findings.flatMap(([id, { table }]) => table.map((row) => ({ id, ...row }))),
  ]
  const widths = (['id', 'what', 'figure', 'target'] as const).map((column) => ({
    column,
    width: Math.max(...rows.map((row) => row[column].length)),
  }))
  const lines = rows.map((row) =>
    [...widths.map(({ column, width }) => row[column].padEnd(width)), row.made].join('  '),
  )
  const notes = findings.flatMap(([id, finding]) => finding.notes.map((note) => `${id}  ${note}`))
  return notes.length === 0 ? lines : [...lines, '', ...notes]
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exit(1)
  },
)
