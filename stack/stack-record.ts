/**
 * What does an embedded stack remember in `<home>/stack.json`? Its ports and passwords, so that a restart keeps
 * the addresses, and the environment that workers and commands run with. Readable by its owner only.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { stackRecordSchema } from '../platform/config'

const addressesSchema = z.object({
  databaseUrl: z.string(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  temporalUiUrl: z.string().nullable(),
  smtpUrl: z.string(),
  /** Address of the page with everything sent; empty where the bank's own mail server and Twilio are used. */
  mailboxUrl: z.string(),
  /** Empty for Twilio's own address. */
  twilioBaseUrl: z.string(),
  twilioAccountSid: z.string(),
  twilioAuthToken: z.string(),
})
export type StackAddresses = z.infer<typeof addressesSchema>

const recordSchema = stackRecordSchema.extend({
  simulation: z.boolean(),
  /** A first `up` that has not finished: which database it makes a simulation or production one. */
  settingUp: z.object({ databaseUrl: z.string(), simulation: z.boolean() }).nullable(),
  ports: z.record(z.string(), z.int()),
  postgresPassword: z.string(),
  twilioAccountSid: z.string(),
  twilioAuthToken: z.string(),
  postgresFolder: z.string().nullable(),
  addresses: addressesSchema.nullable(),
})
export type StackRecord = z.infer<typeof recordSchema>

export function readStackRecord(home: string): StackRecord | null {
  const path = join(home, 'stack.json')
  return existsSync(path) ? recordSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
}

export function writeStackRecord(home: string, record: StackRecord): void {
  mkdirSync(home, { recursive: true })
  const path = join(home, 'stack.json')
  writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path) // never half written
}

export function newStackRecord(): StackRecord {
  return {
    running: false,
    simulation: false,
    settingUp: null,
    ports: {},
    postgresPassword: randomBytes(18).toString('base64url'),
    twilioAccountSid: `AC${randomBytes(16).toString('hex')}`,
    twilioAuthToken: randomBytes(16).toString('hex'),
    postgresFolder: null,
    addresses: null,
    environment: {},
  }
}
