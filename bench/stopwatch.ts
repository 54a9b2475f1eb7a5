// How long did it take, and how much work was it? The clock, and the processor time of this process, PostgreSQL and
// Temporal as Linux counts it, which is steadier where others use the same processors.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { postgresProcess } from '../stack/embedded-postgres'
import { readStackRecord } from '../stack/stack-record'
import { temporalProcess } from '../stack/temporal-server'
import type { Site } from './goal'

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100

interface Stat {
  parent: number
  ticks: number
}

export interface Effort {
  seconds: number
  /** Processor time in seconds; null where it cannot be known. */
  processorSeconds: number | null
}

/** Starts to measure; the answer stops. */
export function stopwatch(site: Pick<Site, 'home'>): () => Effort {
  const processorBefore = processorSeconds(site)
  const began = performance.now()
  return () => {
    const seconds = (performance.now() - began) / 1000
    const processorAfter = processorSeconds(site)
    const isKnown = processorBefore !== null && processorAfter !== null
    return { seconds, processorSeconds: isKnown ? processorAfter - processorBefore : null }
  }
}

/** What everything behind a benchmark has computed since it started. */
function processorSeconds({ home }: Pick<Site, 'home'>): number | null {
  const postgres = postgresProcess(readStackRecord(home)?.postgresFolder ?? '')
  const temporal = temporalProcess(home)
  if (process.platform !== 'linux' || !postgres || !temporal) return null
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + familySeconds(postgres.pid) + familySeconds(temporal.pid)
}

/** Those of `pid`, its children of now and those that have ended. */
function familySeconds(pid: number): number {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = numbers.map((name) => statOf(Number(name), false)).filter((stat) => stat?.parent === pid)
  return [statOf(pid, true), ...children].reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0) / ticksPerSecond
}

/** Fields 4 and 14 to 17 of /proc/<pid>/stat: parent, own time in user and kernel, that of ended children. */
function statOf(pid: number, withEnded: boolean): Stat | null {
  try {
    const text = readFileSync(join('/proc', String(pid), 'stat'), 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = fields.slice(11, withEnded ? 15 : 13).reduce((sum, value) => sum + value, 0)
    return { parent: fields[1] ?? 0, ticks }
  } catch {
    return null // it has ended meanwhile
  }
}
