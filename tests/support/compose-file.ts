// docker-compose.yml as Docker Compose would see it: variables filled in, anchors merged. Only the three forms of a
// variable that the file may use are known: ${NAME}, ${NAME:-default} and ${NAME:?message}.
import { parse } from 'yaml'
import { z } from 'zod'
import { readProjectFile } from './source-files'

export interface Variable {
  name: string
  kind: 'bare' | 'default' | 'required'
  /** The default or the message. */
  text: string
}

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])
const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.union([z.string(), z.object({ source: z.string(), target: z.string() })])).default([]),
  healthcheck: z
    .object({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
})
export type Service = z.infer<typeof serviceSchema>
const composeSchema = z.object({ services: z.record(z.string(), serviceSchema) })

const variable = /\$\{(?<name>\w+)(?::(?<sign>[-?])(?<text>[^}]*))?\}/g

export function variablesOf(text: string): Variable[] {
  return [...text.matchAll(variable)].map(({ groups = {} }) => ({
    name: groups['name'] ?? '',
    kind: groups['sign'] === '-' ? 'default' : groups['sign'] === '?' ? 'required' : 'bare',
    text: groups['text'] ?? '',
  }))
}

/** The values that a file like .env gives. */
export function readEnvFile(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** The whole file as data. Throws the message of a required variable that `env` does not give. */
export function readCompose(env: Record<string, string>): unknown {
  return filled(parse(readProjectFile('docker-compose.yml'), { merge: true }), env)
}

/** Fills in after parsing, as Docker Compose does: a value never changes the structure; a lone number becomes one. */
function filled(value: unknown, env: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, env))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, env)]))
  }
  if (typeof value !== 'string' || !value.includes('${')) return value
  const text = value.replace(variable, (_, name: string, sign?: string, otherwise = '') => {
    if (!env[name] && sign === '?') throw new Error(`${name}: ${otherwise}`)
    return env[name] || otherwise
  })
  return /^\d+$/.test(text) ? Number(text) : text
}

export function servicesOf(compose: unknown): Record<string, Service> {
  return composeSchema.parse(compose).services
}
