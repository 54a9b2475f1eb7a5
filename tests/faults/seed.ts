// Which faults does this run try? A few of all that there are, chosen by a seed that stands in the tests' titles.
// ARREARS_FAULT_SEED tries others, or the same again; ARREARS_FAULT_COUNT says how many of each kind, `all` for every one.
import { createHash } from 'node:crypto'
import { type FaultPoint, type Moment, nameOf } from './pg-proxy'

export const seed = process.env['ARREARS_FAULT_SEED'] ?? 'everyday'

/**
 * Rows for `test.each`: the title of a point and the point. Every moment can be struck before and after it, at one of
 * its first `occurrences`; `count` of these are chosen unless the environment asks for more.
 */
export function chosenPoints(
  moments: readonly Moment[],
  { count, occurrences = 1 }: { count: number; occurrences?: number },
): [title: string, point: FaultPoint][] {
  const points = moments.flatMap((moment) =>
    (['before', 'after'] as const).map((when) => {
      const occurrence = 1 + (draw(`${when} ${moment.name}`) % occurrences)
      return { ...moment, when, occurrence }
    }),
  )
  const asked = process.env['ARREARS_FAULT_COUNT'] ?? String(count)
  const limit = asked === 'all' ? points.length : Number(asked)
  return points
    .toSorted((a, b) => draw(nameOf(a)) - draw(nameOf(b)))
    .slice(0, limit)
    .map((point) => [`${nameOf(point)} (seed ${seed})`, point])
}

function draw(what: string): number {
  return createHash('sha256').update(`${seed}/${what}`).digest().readUInt32BE(0)
}
