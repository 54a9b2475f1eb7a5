// What does a strategy file say? Reads the YAML that a collections manager writes (docs/strategy.md) into a Strategy,
// with the defaults filled in, or says what is wrong with it and where.
import type { Strategy } from './strategy'
import { strategyProblems } from './strategy-checks'
import { type StrategyFile, strategyFile } from './strategy-shape'
import { type FileProblem, readYaml } from '../yaml-source'

export type StrategyReading = { ok: true; strategy: Strategy } | { ok: false; problems: FileProblem[] }

/** Reads and checks one strategy file; nothing of a file with a problem is used. */
export function parseStrategy(text: string): StrategyReading {
  const reading = readYaml(text, strategyFile)
  if (!reading.ok) return reading
  const problems = strategyProblems(reading.value).map(({ path, message }) =>
    reading.problemAt(path, message),
  )
  return problems.length > 0 ? { ok: false, problems } : { ok: true, strategy: strategyOf(reading.value) }
}

function strategyOf({ strategy: id, ladder, ...rest }: StrategyFile): Strategy {
  return {
    id,
    ...rest,
    ladder: ladder.map(({ enter: { overdueAmount, ...conditions }, ...entry }) => ({
      ...entry,
      enter: { ...conditions, ...(overdueAmount ? { overdueCents: overdueAmount } : {}) },
    })),
  }
}
