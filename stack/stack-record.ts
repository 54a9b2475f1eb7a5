/**
 * What does an embedded stack remember in `<home>/stack.json`? Its ports and its own passwords, so that a restart
 * keeps the addresses, and the settings that commands and workers find it by. Readable by its owner only; nothing
 * that came from the environment (a bank's passwords) is written there.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { stackRecordSchema } from '../platform/config'

/** Where everything is. Settings given by the environment are used as they are. */
export interface StackAddresses {
  databaseUrl: string
  temporalAddress: string
  temporalNamespace: string
  temporalUiUrl: string | null
  smtpUrl: string
  /** Page with everything sent, and the fault switch; empty where the bank's own mail server and Twilio are used. */
  mailboxUrl: string
  /** Empty for Twilio's own address. */
  twilioBaseUrl: string
  twilioAccountSid: string
  twilioAuthToken: string
  /** Empty for Alibaba's own address. */
  alibabaBaseUrl: string
  alibabaKeyId: string
  alibabaKeySecret: string
  /** Signs what comes back by e-mail; empty where the bank's own mail server is used. */
  emailSecret: string
}

function newKey(): string {
  return randomBytes(16).toString('hex')
}

const recordSchema = stackRecordSchema.extend({
  /** Null until the first `up` has decided it. */
  simulation: z.boolean().nullable(),
  /** A first `up` that has not finished: which database it makes a simulation or a production one. */
  settingUp: z.object({ databaseHash: z.string(), simulation: z.boolean() }).nullable(),
  ports: z.record(z.string(), z.int()),
  postgresPassword: z.string(),
  twilioAccountSid: z.string(),
  twilioAuthToken: z.string(),
  alibabaKeyId: z.string().default(newKey),
  alibabaKeySecret: z.string().default(newKey),
  alibabaWebhookSecret: z.string().default(newKey),
  emailSecret: z.string().default(newKey),
  postgresFolder: z.string().nullable(),
  /** Whether the Web UI is a process of its own (the temporal CLI serves it from the server's). */
  temporalUi: z.boolean(),
  /** Of everything the worker was started with: a change restarts it. */
  environmentHash: z.string(),
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
    simulation: null,
    settingUp: null,
    ports: {},
    postgresPassword: randomBytes(18).toString('base64url'),
    twilioAccountSid: `AC${randomBytes(16).toString('hex')}`,
    twilioAuthToken: newKey(),
    alibabaKeyId: newKey(),
    alibabaKeySecret: newKey(),
    alibabaWebhookSecret: newKey(),
    emailSecret: newKey(),
    postgresFolder: null,
    temporalUi: false,
    environment: {},
    environmentHash: '',
  }
}
