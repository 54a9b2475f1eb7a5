// Which file loads which, and where that goes in a circle.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Import, PROJECT_ROOT } from './source-files'

/** The file an import means, with its ending; undefined when there is none. */
export function fileOf(path: string): string | undefined {
  const candidates = ['', '.ts', '/index.ts', '.json', '.mjs', '.js'].map((ending) => `${path}${ending}`)
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(join(PROJECT_ROOT, candidate)))
}

/** From each file to the files that it loads. */
export function edges(loads: Import[]): Map<string, string[]> {
  const graph = new Map<string, string[]>()
  for (const { file, target } of loads) {
    const loaded = target.kind === 'file' ? fileOf(target.path) : undefined
    if (loaded) graph.set(file, [...(graph.get(file) ?? []), loaded])
  }
  return graph
}

/** The files that loading `starts` loads, themselves included. */
export function reachableFrom(starts: string[], graph: Map<string, string[]>): Set<string> {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    graph.get(file)?.forEach(visit)
  }
  starts.forEach(visit)
  return reached
}

/** The circles of a graph, each once, from the file that was met first. */
export function circles(graph: Map<string, string[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) found.push([...path.slice(start), file].join(' > '))
    if (start >= 0 || done.has(file)) return
    graph.get(file)?.forEach((next) => visit(next, [...path, file]))
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}
