/**
 * Which TCP ports does a part of the stack listen on? The remembered ones while they are free, so that
 * addresses stay the same over `down` and `up`; otherwise other free ones. Always on loopback.
 */
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

// Below the range that systems hand out to outgoing connections, so that none of those takes a port meanwhile.
const LOWEST = 20_000
const HIGHEST = 32_000

export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * The remembered ports if all `names` have one and all are free, else new ones. Those of a part that `isRunning`
 * are its own and are not looked at.
 */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  remembered: Readonly<Record<string, number>>,
  isRunning = false,
): Promise<Record<Name, number>> {
  const usable = await Promise.all(names.map((name) => isUsable(remembered[name], isRunning)))
  const ports = usable.every(Boolean) ? names.map((name) => remembered[name]) : await freePorts(names.length)
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>
}

async function isUsable(port: number | undefined, isRunning: boolean): Promise<boolean> {
  return port !== undefined && (isRunning || becomesFree(port))
}

/** A process that was just killed holds its port for a moment longer. */
async function becomesFree(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (await isFree(port)) return true
    await delay(100)
  }
  return false
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}
