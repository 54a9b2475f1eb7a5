/**
 * Which settings does this process run with? The only file that reads them from the environment, once, validated;
 * a mistake is named by its variable, with the cure. A running embedded stack fills in what is not set.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isZone } from '../domain/calendar-date'
import { ConfigError, requireTogether } from './config-error'
import { type EmailConfig, emailConfig, emailSettings } from './email-settings'
import type { SmsProvider } from './provider-event'
import { type SmsRoute, smsRoutes, smsRoutesSetting } from './sms-routes'
import type { RecorderSetting } from './recorder'

export interface TwilioConfig {
  accountSid: string
  authToken: string
  /** Sender: a phone number (E.164), or the SID of a messaging service (MG...). */
  from: string
  /** The local endpoint of an embedded stack; null = Twilio's own address. */
  baseUrl: string | null
}

export interface AlibabaConfig {
  accessKeyId: string
  accessKeySecret: string
  /** The local endpoint of an embedded stack; null = Alibaba's own address. */
  baseUrl: string | null
  /** Part of the path at which reports and answers are taken; null = none are. */
  webhookSecret: string | null
}

/** The door for what providers report. */
export interface WebhookConfig {
  /** On this machine. */
  port: number
  /** The address by which providers reach it; what they sign depends on it. */
  url: string
}

/** The door for the bank's dialler. */
export interface DiallerConfig {
  port: number
  /** What the dialler shows to be let in. */
  token: string
}

export interface Config {
  databaseUrl: string
  temporal: { address: string; namespace: string; tls: boolean; apiKey: string | null; retentionDays: number }
  taskQueue: string
  /** null = no SMS goes by Twilio, and no calls are made. */
  twilio: TwilioConfig | null
  /** null = no SMS goes by Alibaba Cloud. */
  alibaba: AlibabaConfig | null
  smsRoutes: readonly SmsRoute[]
  /** The number that calls by a machine show, E.164; null: none are made. */
  voiceFrom: string | null
  /** null = this process sends no e-mail. */
  email: EmailConfig | null
  /** null: nothing is reported, so delivery stays unknown and nobody can answer. */
  webhook: WebhookConfig | null
  /** null: the dialler works with files. */
  dialler: DiallerConfig | null
  /** Whether calls are recorded. Not set: they are not. */
  recorder: RecorderSetting
  /** IANA zone of the bank's business dates. */
  bankZone: string
  /** Maildir of the bounce mailbox; null = nothing that comes back by e-mail is read. */
  mailReportsDir: string | null
  printHouseDir: string
  agencyDir: string
  dropsDir: string
  /** A copy of every drop received, for replays. */
  dropsArchiveDir: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
}

const required = (cure: string) => z.string({ error: () => `is missing: ${cure}` })
const environmentSchema = z.object({
  DATABASE_URL: required(
    'set it to postgresql://..., or start the embedded stack with `npx arrears up`',
  ).regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
  TEMPORAL_ADDRESS: required('set it to host:port, or start the embedded stack with `npx arrears up`').regex(
    /^[^/:]+:\d+$/,
    'must be host:port, without a scheme',
  ),
  TEMPORAL_NAMESPACE: z.string().default('arrears'),
  TEMPORAL_TLS: z
    .enum(['true', 'false'], { error: () => 'must be exactly true or false' })
    .default('false')
    .transform((value) => value === 'true'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_RETENTION_DAYS: z.coerce
    .number({ error: () => 'must be a whole number of days from 1 to 3650' })
    .pipe(
      z.int('must be a whole number of days').min(1, 'must be at least 1').max(3650, 'must be at most 3650'),
    )
    .default(30),
  TASK_QUEUE: z.string().default('arrears'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, "must be Twilio's account SID: AC and 32 hexadecimal digits")
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z
    .string()
    .regex(
      /^(MG[0-9a-fA-F]{32}|\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/,
      'must be a number such as +12025550100, a messaging service (MG and 32 hexadecimal digits) or a sender name',
    )
    .optional(),
  TWILIO_VOICE_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +12025550100: the one that calls show')
    .optional(),
  TWILIO_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  ALIBABA_CLOUD_ACCESS_KEY_ID: z.string().optional(),
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: z.string().optional(),
  ALIBABA_SMS_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  ALIBABA_SMS_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{24,}$/, 'must be 24 or more letters and digits, such as from `openssl rand -hex 24`')
    .optional(),
  SMS_ROUTES: smsRoutesSetting.optional(),
  WEBHOOK_PORT: z.coerce
    .number({ error: () => 'must be a port from 1 to 65535' })
    .pipe(z.int('must be a port from 1 to 65535').min(1).max(65_535))
    .optional(),
  WEBHOOK_URL: z
    .url({
      protocol: /^https?$/,
      error: 'must be the http or https address by which providers reach this worker',
    })
    .optional(),
  ...emailSettings,
  EMAIL_REPORTS_DIR: z.string().optional(),
  DIALLER_PORT: z.coerce
    .number({ error: () => 'must be a port from 1 to 65535' })
    .pipe(z.int('must be a port from 1 to 65535').min(1).max(65_535))
    .optional(),
  DIALLER_TOKEN: z.string().min(24, 'must have at least 24 characters').optional(),
  RECORDER: z
    .string()
    .regex(/^(up|down|file:.+)$/, 'must be up, down, or file:<path> of the file by which the recorder tells')
    .default('down'),
  BANK_ZONE: z
    .string()
    .default('Asia/Shanghai')
    .refine(isZone, 'must be an IANA time zone such as Asia/Shanghai'),
  PRINT_HOUSE_DIR: z.string().default('print-house'),
  AGENCY_DIR: z.string().default('agency'),
  DROPS_DIR: z.string().default('drops'),
  DROPS_ARCHIVE_DIR: z.string().default('drops-archive'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: () => 'must be one of fatal, error, warn, info, debug, trace',
    })
    .default('info'),
})
type Environment = z.infer<typeof environmentSchema>

/**
 * Validates the environment. An empty variable counts as not set (docker-compose passes such ones).
 * Throws ConfigError naming every mistake.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw new ConfigError(mistakes.join('\n'))
  }
  const settings = parsed.data
  const [twilio, alibaba] = [twilioConfig(settings), alibabaConfig(settings)]
  return {
    databaseUrl: settings.DATABASE_URL,
    temporal: {
      address: settings.TEMPORAL_ADDRESS,
      namespace: settings.TEMPORAL_NAMESPACE,
      tls: settings.TEMPORAL_TLS,
      apiKey: settings.TEMPORAL_API_KEY ?? null,
      retentionDays: settings.TEMPORAL_RETENTION_DAYS,
    },
    taskQueue: settings.TASK_QUEUE,
    twilio,
    alibaba,
    smsRoutes: routesBetween(settings, { twilio: twilio !== null, alibaba: alibaba !== null }),
    voiceFrom: voiceFrom(settings),
    email: emailConfig(settings),
    webhook: webhookConfig(settings),
    dialler: diallerConfig(settings),
    recorder: recorderSetting(settings.RECORDER),
    bankZone: settings.BANK_ZONE,
    mailReportsDir: settings.EMAIL_REPORTS_DIR ?? null,
    printHouseDir: settings.PRINT_HOUSE_DIR,
    agencyDir: settings.AGENCY_DIR,
    dropsDir: settings.DROPS_DIR,
    dropsArchiveDir: settings.DROPS_ARCHIVE_DIR,
    logLevel: settings.LOG_LEVEL,
  }
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}

/** The settings that are set, among all that there are: what a stack passes on to its worker. */
export function givenSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(environmentSchema.shape)
  return Object.fromEntries(Object.entries(withoutEmpty(env)).filter(([name]) => names.includes(name)))
}

/** A worker performs every kind of step: it needs both channels. Throws ConfigError where one is not set. */
export function withChannels(config: Config): Config & { email: EmailConfig } {
  const { smsRoutes, email } = config
  if (smsRoutes.every(({ provider }) => provider === 'none')) {
    throw new ConfigError(
      'TWILIO_ACCOUNT_SID is missing: set it, TWILIO_AUTH_TOKEN and TWILIO_FROM, or for mainland China ' +
        'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    )
  }
  if (!email) throw new ConfigError('SMTP_URL is missing: set it and EMAIL_FROM')
  return { ...config, email }
}

/**
 * The settings of a command: the environment where it is set, else those of the embedded stack in `home`.
 * Throws ConfigError, also when the stack is needed and has been stopped.
 */
export function resolveConfig({ env, home }: { env: NodeJS.ProcessEnv; home: string }): Config {
  const given = withoutEmpty(env)
  const isComplete = 'DATABASE_URL' in given && 'TEMPORAL_ADDRESS' in given
  const recordFile = join(home, 'stack.json')
  if (isComplete || !existsSync(recordFile)) return loadConfig(given)
  const record = stackRecordSchema.parse(JSON.parse(readFileSync(recordFile, 'utf8')))
  if (!record.running)
    throw new ConfigError(`the embedded stack in ${home} is stopped: start it with \`npx arrears up\``)
  return loadConfig({ ...record.environment, ...given })
}

/** For whoever starts other programs: what they inherit, and where settings are looked for. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

/** The part of an embedded stack's record that commands need; stack/ writes it. */
export const stackRecordSchema = z.looseObject({
  running: z.boolean(),
  environment: z.record(z.string(), z.string()),
})

function twilioConfig(settings: Environment): TwilioConfig | null {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = settings
  requireTogether({ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from })
  if (!accountSid || !authToken || !from) return null
  return { accountSid, authToken, from, baseUrl: settings.TWILIO_BASE_URL ?? null }
}

/** A messaging service cannot call: a number can. */
function voiceFrom({ TWILIO_VOICE_FROM: given, TWILIO_FROM: from }: Environment): string | null {
  return given ?? (from?.startsWith('+') ? from : null)
}

function alibabaConfig(settings: Environment): AlibabaConfig | null {
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret } = settings
  requireTogether({ ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret })
  if (!id || !secret) return null
  const { ALIBABA_SMS_BASE_URL: baseUrl = null, ALIBABA_SMS_WEBHOOK_SECRET: webhookSecret = null } = settings
  if (settings.WEBHOOK_URL && !webhookSecret) {
    throw new ConfigError('ALIBABA_SMS_WEBHOOK_SECRET is missing: without it no report of Alibaba is taken')
  }
  return { accessKeyId: id, accessKeySecret: secret, baseUrl, webhookSecret }
}

/** A route to somebody with whom the bank has no account would lose every message. */
function routesBetween({ SMS_ROUTES: given }: Environment, has: Record<SmsProvider, boolean>): SmsRoute[] {
  const missing = given?.find(({ provider }) => provider !== 'none' && !has[provider])
  if (missing) {
    const account = missing.provider === 'alibaba' ? 'ALIBABA_CLOUD_ACCESS_KEY_ID' : 'TWILIO_ACCOUNT_SID'
    throw new ConfigError(`SMS_ROUTES names ${missing.provider} for ${missing.prefix}: set ${account}`)
  }
  return smsRoutes(given, has)
}

function webhookConfig(settings: Environment): WebhookConfig | null {
  const { WEBHOOK_PORT: port, WEBHOOK_URL: url } = settings
  requireTogether({ WEBHOOK_PORT: port?.toString(), WEBHOOK_URL: url })
  return port && url ? { port, url } : null
}

function diallerConfig(settings: Environment): DiallerConfig | null {
  const { DIALLER_PORT: port, DIALLER_TOKEN: token } = settings
  requireTogether({ DIALLER_PORT: port?.toString(), DIALLER_TOKEN: token })
  return port && token ? { port, token } : null
}

function recorderSetting(text: string): RecorderSetting {
  if (text.startsWith('file:')) return { kind: 'file', path: text.slice('file:'.length) }
  return { kind: 'fixed', state: text === 'up' ? 'up' : 'down' }
}
