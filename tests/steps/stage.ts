// A case whose next step is the one under test, on a real database and with the real local providers: a customer, an
// overdue account, an open episode, a ladder of one rung.
import { usualArrangements } from '../../domain/arrangements/arrangement-terms'
import type { AccountRules } from '../../cases/account-rules'
import { readPacksInUse } from '../../platform/rule-packs'
import { loadTerms } from '../../platform/terms'
import { randomInt } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, asyncLocalStorage } from '@temporalio/activity'
import type { LadderActivities } from '../../activities/case-activities'
import { createLadderActivities, type StepDeps } from '../../activities/ladder'
import { instantAt } from '../../domain/calendar-date'
import type { Rules } from '../../domain/ladder/decide'
import type { FactKind, FactPayloads, NewFact } from '../../domain/facts'
import type { Instruction } from '../../domain/ladder/instruction'
import type { Rung } from '../../domain/ladder/strategy'
import { loadAgencies } from '../../platform/agencies'
import { type GatewayConfig, createAlibabaSmsCarrier } from '../../platform/alibaba-sms'
import { loadBankProfile } from '../../platform/bank-profile'
import type { Carrier } from '../../platform/carrier'
import type { TwilioConfig } from '../../platform/config'
import type { EmailConfig } from '../../platform/email-settings'
import type { Database } from '../../platform/database'
import { createEmailCarrier } from '../../platform/email'
import { inTransaction } from '../../platform/fact-log'
import { createHandoverFolder } from '../../platform/handover-folder'
import { createPrintHouse } from '../../platform/print-house'
import type { SmsProvider } from '../../platform/provider-event'
import { recordFacts } from '../../platform/read-model'
import { loadRegisteredTexts } from '../../platform/registered-texts'
import { loadRuleBooks } from '../../platform/rule-books'
import { createSmsCarrier } from '../../platform/sms'
import { createVoiceCarrier, noCalls } from '../../platform/voice'
import { loadTemplates } from '../../platform/templates'
import { loadWordRules } from '../../platform/word-rules'
import type { Fault } from '../../stack/endpoints/faults'
import type { StackAddresses } from '../../stack/stack'

export const zone = 'Asia/Shanghai'
export const dueOn = '2026-02-20'
/** A Thursday morning, 13 days past due. */
export const morning = instantAt('2026-03-05', zone, '10:00')

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const books = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })

export interface Stage {
  accountId: string
  mobile: string
  email: string
  folder: string
  deps: StepDeps
  /** Performs the rung's step, `n`th attempt, as an activity that was scheduled at `asOf`. */
  perform(
    activity: keyof LadderActivities,
    options?: { n?: number; asOf?: number; deps?: StepDeps },
  ): Promise<Instruction>
  record<K extends FactKind>(kind: K, key: string, payload: FactPayloads[K], at?: number): Promise<void>
  facts<K extends FactKind>(kind: K): Promise<FactPayloads[K][]>
}

export interface StageOptions {
  language?: string
  customerId?: string
  timeoutMs?: number
  provider?: SmsProvider
  /** Where Twilio asks what to say in calls; absent: none are made. */
  doorUrl?: string
}

/** Sets the stage; every call makes a new customer with numbers of their own. */
export async function setStage(
  db: Database,
  rung: Partial<Rung> & Pick<Rung, 'step'>,
  options: StageOptions = {},
): Promise<Stage> {
  const serial = String(randomInt(100_000_000)).padStart(8, '0')
  const accountId = `ACC${serial}`
  const customerId = options.customerId ?? `CUS${serial}`
  const mobile = `+86100${serial}`
  const email = `customer-${serial}@example.com`
  const folder = mkdtempSync(join(tmpdir(), 'arrears-steps-'))
  if (!options.customerId) {
    await db.prisma.customer.create({
      data: {
        id: customerId,
        fullName: '张三',
        language: options.language ?? 'zh-CN',
        country: 'CN',
        contactPoints: {
          create: [
            { id: `${customerId}-m1`, channel: 'mobile', value: mobile, ...point(1) },
            { id: `${customerId}-m2`, channel: 'mobile', value: `${mobile}9`, ...point(2) },
            { id: `${customerId}-e1`, channel: 'email', value: email, ...point(1) },
            { id: `${customerId}-a1`, channel: 'address', value: '示例市示例路2号; 100000', ...point(1) },
          ],
        },
      },
    })
  }
  await db.prisma.account.create({ data: accountRow(accountId, customerId) })
  const rules = rulesWith(rung)
  await db.prisma.episode.create({ data: episodeRow(accountId, rules) })
  const deps = depsFor(db, rules, folder, options)
  const stage = stageOf({ accountId, mobile, email, folder, deps, rung: rules.strategy.ladder[0] as Rung })
  const openedAt = instantAt('2026-02-24', zone, '06:00')
  await stage.record('positionReported', 'position/1', positionOf(customerId), openedAt)
  const { id: strategyId, version: strategyVersion } = rules.strategy
  const opened = { episode: 1, because: 'newDelinquency' as const, strategyId, strategyVersion }
  await stage.record('episodeOpened', 'episode/1/opened', opened, openedAt)
  return stage
}

function stageOf(base: Omit<Stage, 'perform' | 'record' | 'facts'> & { rung: Rung }): Stage {
  const { accountId, rung } = base
  const { prisma } = base.deps.db
  let turn = 0
  return {
    ...base,
    perform(activity, { n = 1, asOf = morning, deps = base.deps } = {}) {
      turn += 1
      const name = activity.startsWith('askFor') ? `${rung.id}.${activity.slice(6).toLowerCase()}` : rung.id
      const key = `1/${dueOn}/${name}/${n}`
      const step = { accountId, turn, asOf, seenSeq: 0, key }
      return inActivity(() => createLadderActivities(deps)[activity](step))
    },
    async record(kind, key, payload, at = morning) {
      const fact = {
        accountId,
        key,
        kind,
        effectiveAt: at,
        recordedAt: at,
        actor: 'test',
        source: 'test',
        payload,
      }
      await inTransaction(prisma, (tx) => recordFacts(tx, [fact as unknown as NewFact]))
    },
    async facts(kind) {
      const rows = await prisma.fact.findMany({ where: { accountId, kind }, orderBy: { seq: 'asc' } })
      return rows.map(({ payload }) => payload as never)
    },
  }
}

/** Runs an activity in the context that a worker gives it on its first attempt. */
export function inActivity<T>(work: () => Promise<T>): Promise<T> {
  const info = { scheduledTimestampMs: 0, currentAttemptScheduledTimestampMs: 0 }
  return asyncLocalStorage.run({ info } as Context, work)
}

/** For commands that ask nothing of the strategy. */
export const rulesOf: AccountRules = () => Promise.resolve(rulesWith({ step: 'reminder' }))

function rulesWith(rung: Partial<Rung> & Pick<Rung, 'step'>): Rules {
  const whole: Rung = {
    id: 'rung',
    enter: { daysPastDue: { min: 1 } },
    needs: [],
    waitDays: 0,
    gapDays: 0,
    between: { from: '09:00', to: '18:00' },
    repeat: { times: 1, everyDays: 1, until: [] },
    catchUp: { afterHours: 24, rule: 'sendLate', replanDays: 1 },
    ...rung,
  }
  const strategy = { id: 'one-rung', version: '1', zone, products: ['card' as const], spreadMinutes: 0 }
  return {
    strategy: { ...strategy, arrangements: usualArrangements, ladder: [whole] },
    lawful: [{ id: 'CN-TIME-01', hours: [{ from: '08:00', to: '22:00' }] }],
    packs: readPacksInUse('policies').packs,
    terms: loadTerms('policies'),
  }
}

function depsFor(
  db: Database,
  rules: Rules,
  folder: string,
  { timeoutMs = 1_500, provider = 'twilio', doorUrl }: StageOptions,
): StepDeps {
  return {
    db,
    rulesFor: () => Promise.resolve(rules),
    policies: books.policies,
    templates: loadTemplates('templates', loadWordRules('policies')),
    bank: loadBankProfile('policies'),
    agencies: loadAgencies('policies'),
    sms: smsBy(provider, timeoutMs),
    email: createEmailCarrier(emailConfig(), { timeoutMs }),
    voice: doorUrl
      ? createVoiceCarrier(twilioAt(), { from: '+12025550100', doorUrl }, { timeoutMs })
      : noCalls,
    recorder: () => 'up',
    printHouse: createPrintHouse(join(folder, 'print-house')),
    handover: createHandoverFolder(join(folder, 'agency')),
  }
}

/** The real client of Alibaba Cloud SMS, at its local endpoint unless something of it is changed. */
export function alibabaAt({
  timeoutMs = 1_500,
  ...change
}: Partial<GatewayConfig> & { timeoutMs?: number } = {}): Carrier {
  const { alibabaKeyId: accessKeyId, alibabaKeySecret: accessKeySecret, alibabaBaseUrl: baseUrl } = stack
  const config = { accessKeyId, accessKeySecret, baseUrl, ...change }
  return createAlibabaSmsCarrier(config, loadRegisteredTexts('policies'), { timeoutMs })
}

/** Settings of the real client of Twilio, for its local endpoint. */
export function twilioAt(): TwilioConfig {
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken, twilioBaseUrl: baseUrl } = stack
  return { accountSid, authToken, from: '+12025550100', baseUrl }
}

/** The real client of a provider, at its local endpoint. */
function smsBy(provider: SmsProvider, timeoutMs: number): Carrier {
  switch (provider) {
    case 'twilio': {
      return createSmsCarrier(twilioAt(), { timeoutMs })
    }
    case 'alibaba':
      return alibabaAt({ timeoutMs })
  }
}

/** Settings of e-mail through the test run's catcher, or another server. */
export function emailConfig(smtpUrl = stack.smtpUrl): EmailConfig {
  const returns = { address: 'bounces@example.com', secret: 'a secret that only these tests know of' }
  return { smtpUrl, from: 'Example Bank <collections@example.com>', dkim: null, returns }
}

/** Orders a fault of the local providers for the next `times` messages to one receiver. */
export async function orderFault(fault: Fault): Promise<void> {
  await fetch(`${stack.mailboxUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) })
}

/** What the local endpoints of SMS accepted for a number. */
export async function smsTo(number: string): Promise<{ sid: string; body: string }[]> {
  const messages = (await (await fetch(`${stack.mailboxUrl}/messages`)).json()) as {
    sid: string
    to: string
    body: string
  }[]
  return messages.filter(({ to }) => to === number)
}

/** The only e-mail to an address, as it came over the wire. */
export async function rawMailTo(address: string): Promise<string> {
  const [mail, ...more] = await mailTo(address)
  if (!mail || more.length > 0) throw new Error(`there are ${more.length + (mail ? 1 : 0)} e-mails, not one`)
  return (await fetch(`${stack.mailboxUrl}/mail/raw?file=${mail.file}`)).text()
}

export interface PlayedCall {
  sid: string
  status: string
  said: string[]
  connectedTo: string | null
  error: { code: number } | null
}

export interface AcceptedCall {
  sid: string
  to: string
  from: string
  /** Where it asks what to say. */
  body: string
  /** Everything that was asked for, as a query. */
  asked: string
}

/** What the local Twilio endpoint accepted as calls to a number, oldest first. */
export async function callsTo(number: string): Promise<AcceptedCall[]> {
  const calls = (await (await fetch(`${stack.mailboxUrl}/calls`)).json()) as AcceptedCall[]
  return calls.filter(({ to }) => to === number)
}

/** Lets the newest call to a number, or the one with a SID, be answered. */
export async function play(call: string, answer: string, press = ''): Promise<PlayedCall> {
  const body = JSON.stringify({ call, answer, press })
  const response = await fetch(`${stack.mailboxUrl}/calls/play`, { method: 'POST', body })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as PlayedCall
}

export interface CaughtMail {
  file: string
  messageId: string
  envelope: { from: string; to: string[] }
  subject: string
  text: string
}

export async function mailTo(address: string): Promise<CaughtMail[]> {
  return (await (await fetch(`${stack.mailboxUrl}/mail?to=${address}`)).json()) as CaughtMail[]
}

const point = (rank: number) => ({ source: 'contract', reserved: true, rank })

function accountRow(id: string, customerId: string) {
  return {
    id,
    customerId,
    product: 'card',
    currency: 'CNY',
    balanceCents: 523_456n,
    principalCents: 500_000n,
    interestCents: 20_000n,
    penaltyFeeCents: 3_000n,
    otherFeeCents: 456n,
    dailyRate: '0.0005',
    contractOn: new Date('2020-01-15'),
    graceDays: 3,
    toleranceCents: 1_000n,
    riskSegment: 'medium',
    autopayFailed: false,
    status: 'overdue',
    reportedOn: new Date('2026-02-23'),
    oldestUnpaidDueOn: new Date(dueOn),
    overdueCents: 52_300n,
  }
}

function episodeRow(accountId: string, { strategy }: Rules) {
  return {
    accountId,
    number: 1,
    openedAt: new Date(instantAt('2026-02-24', zone, '06:00')),
    openedBecause: 'newDelinquency',
    strategyId: strategy.id,
    strategyVersion: strategy.version,
    status: 'open',
  }
}

function positionOf(customerId: string): FactPayloads['positionReported'] {
  return {
    businessDate: '2026-02-23',
    customerId,
    product: 'card',
    currency: 'CNY',
    riskSegment: 'medium',
    graceDays: 3,
    toleranceCents: 1_000,
    balanceCents: 523_456,
    bills: [
      {
        billId: 'b1',
        statementOn: '2026-01-31',
        dueOn,
        minimumDueCents: 52_300,
        totalCents: 523_456,
        paidCents: 0,
      },
    ],
  }
}
