// Carries out a command on a case in one idempotent transaction: judged by domain/commands/commands.ts against the facts,
// recorded with the person who asked, and the case told. Works with Temporal down and between two episodes.
import { type Command, commandSchema, judgeCommand } from '../domain/commands/commands'
import type { Fact, NewFact, Product } from '../domain/facts'
import type { Database, Transaction } from '../platform/database'
import { type WakeSignal, inTransaction, loadFacts, lockAccounts } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { AccountRules } from './account-rules'
import { type LedgerOfReport, ledgerOfReport } from './call-report'
import type { CallRules } from './call-rules'
import { complianceAlerts } from './complaints'
import { lockAccountsOfPerson, lockPersonOf } from './person'
import { onEveryAccountOfPerson, personWide } from './person-wide'
import { objectionToPerson } from './person-objection'
import { onEveryAccountTold } from './told-of-delivery'
import { objectionToItem } from './suspense-entries'
import { enterVerification } from './verification-call'
import { watchWithoutCase } from './without-case'
import { sha256Of } from '../platform/sha256'

export interface CommandRequest {
  accountId: string
  /** The case's clock. */
  asOf: number
  /** As it came from outside: checked here against the schema of its kind. */
  command: Command
}

/** What was recorded (keys of facts; empty when all was known already), or why nothing was. */
export type CommandAnswer = { ok: true; recorded: string[] } | { ok: false; code: string; message: string }

export interface CommandDeps {
  db: Database
  zone: string
  rulesOf: AccountRules
  /** Needed by whoever may report a call: it is judged and counted. */
  callRules?: CallRules
}

/**
 * Runs one command. Refusals are values with stable codes: those of judgeCommand(), BAD_COMMAND (wrong shape),
 * UNKNOWN_ACCOUNT, those of ledgerOfReport(). The same command twice records once.
 */
export async function runCommand(deps: CommandDeps, request: CommandRequest): Promise<CommandAnswer> {
  const parsed = commandSchema.safeParse(request.command)
  if (!parsed.success)
    return { ok: false, code: 'BAD_COMMAND', message: parsed.error.issues.map(issueText).join('; ') }
  return inTransaction(deps.db.prisma, (tx) => runCommandIn(tx, deps, { ...request, command: parsed.data }))
}

function issueText(issue: { path: PropertyKey[]; message: string }): string {
  return `${issue.path.map(String).join('.') || 'command'}: ${issue.message}`
}

/** The same within a transaction that does more; `command` has its shape already. */
export async function runCommandIn(
  tx: Transaction,
  { zone, callRules, rulesOf }: CommandDeps,
  request: CommandRequest,
): Promise<CommandAnswer> {
  const { accountId, asOf, command } = request
  await lockFor(tx, request)
  const account = await tx.account.findUnique({ where: { id: accountId }, select: { product: true } })
  if (!account) return { ok: false, code: 'UNKNOWN_ACCOUNT', message: `there is no account ${accountId}` }
  if (command.kind === 'completeCall' && !(await isTheirs(tx, accountId, command.pointId))) {
    return {
      ok: false,
      code: 'UNKNOWN_POINT',
      message: `the customer has no number ${command.pointId ?? ''}`,
    }
  }
  if (
    command.kind === 'proposeAcceleration' &&
    !(await isOfSamePerson(tx, accountId, command.otherAccountId))
  ) {
    const message = `the customer has no other account ${command.otherAccountId ?? ''}`
    return { ok: false, code: 'UNKNOWN_ACCOUNT', message }
  }
  if (isAboutParty(command) && !(await isParty(tx, accountId, command.partyId))) {
    const message = `the account has no party ${command.partyId} who may be asked to pass on a message`
    return { ok: false, code: 'UNKNOWN_PARTY', message }
  }
  const objection =
    (await objectionToPerson(tx, accountId, command)) ?? (await objectionToItem(tx, accountId, command))
  if (objection) return objection
  const log = await loadFacts(tx, accountId)
  const rules = await rulesOf(log, account.product as Product)
  const judgement = judgeCommand(log, command, { accountId, asOf, zone, rules })
  if (!judgement.ok) return judgement
  // What has ended does not end again: of two people who lift a hold the first stays on record.
  const own = judgement.facts.filter(({ key }) => log.every((fact) => fact.key !== key))
  const calls = own.length > 0 ? await callsOf(tx, callRules, { command, log, news: own, zone }) : noCalls
  if (!calls.ok) return calls
  const news = [
    ...own,
    ...(await onEveryAccountTold(tx, accountId, own)),
    ...(await onEveryAccountOfPerson(tx, accountId, command, own)),
    ...(await complianceAlerts(tx, own, rules.terms.complaints)),
  ]
  if (news.some(({ kind }) => kind === 'taskOpened'))
    await watchWithoutCase(tx, { accountId, asOf, strategy: rules.strategy })
  const appended = await recordFacts(
    tx,
    [...calls.facts, ...news].map((fact) => ({ ...fact, signal: signalFor(fact) })),
  )
  return { ok: true, recorded: appended.filter((fact) => fact.inserted).map((fact) => fact.key) }
}

const noCalls: LedgerOfReport = { ok: true, facts: [] }

/** The calls that a command reports, entered in the ledger. */
async function callsOf(
  tx: Transaction,
  rules: CallRules | undefined,
  { command, log, news, zone }: { command: Command; log: Fact[]; news: NewFact[]; zone: string },
): Promise<LedgerOfReport> {
  if (command.kind === 'completeCall') return ledgerOfReport(tx, rules, { command, log, news, zone })
  const [first] = news
  if (command.kind !== 'verifyRepresentation' || !first) return noCalls
  const { accountId, effectiveAt: at } = first
  return { ok: true, facts: [await enterVerification(tx, rules, { accountId, command, log, zone, at })] }
}

async function isTheirs(tx: Transaction, accountId: string, pointId: string | undefined): Promise<boolean> {
  if (pointId === undefined) return true
  const where = { id: pointId, customer: { accounts: { some: { id: accountId } } } }
  return (await tx.contactPoint.count({ where })) > 0
}

async function isOfSamePerson(
  tx: Transaction,
  accountId: string,
  other: string | undefined,
): Promise<boolean> {
  if (other === undefined) return true
  const where = { id: other, NOT: { id: accountId }, customer: { accounts: { some: { id: accountId } } } }
  return (await tx.account.count({ where })) > 0
}

type AboutParty = Extract<Command, { partyId: string }>

function isAboutParty(command: Command): command is AboutParty {
  return command.kind === 'askRelay' || command.kind === 'refuseRelays'
}

/** A guarantor owes: they are no third party. */
async function isParty(tx: Transaction, accountId: string, id: string): Promise<boolean> {
  return (await tx.party.count({ where: { accountId, id, role: { not: 'guarantor' } } })) > 0
}

/** Commands that count for the person and not for one account: their order with a message to the person matters. */
const aboutThePerson: ReadonlySet<Command['kind']> = new Set<Command['kind']>([
  'raiseDispute',
  'answerDispute',
  'withdrawDispute',
  'recordComplaint',
  'answerComplaint',
  'stateWish',
  'withdrawWish',
  'recordReply',
  'recordRepresentation',
  'verifyRepresentation',
  'endRepresentation',
])

/** Accounts first, the person second. A report on a message counts for all accounts that it told about. */
async function lockFor(tx: Transaction, { accountId, command }: CommandRequest): Promise<void> {
  if (command.kind === 'reportDelivery' || command.kind === 'reportCall')
    return lockAccountsOfPerson(tx, accountId)
  if (personWide.has(command.kind)) {
    await lockAccountsOfPerson(tx, accountId)
    return lockPersonOf(tx, accountId)
  }
  await lockAccounts(tx, [accountId])
  if (aboutThePerson.has(command.kind)) await lockPersonOf(tx, accountId)
}

/** The signal by which the case learns of a fact: the telling name where there is one. */
function signalFor(fact: NewFact): WakeSignal {
  switch (fact.kind) {
    case 'paymentPosted':
    case 'paymentReversed':
    case 'planAgreed':
    case 'hardshipAgreed':
    case 'deliveryReported':
      return fact.kind
    default:
      return 'positionChanged'
  }
}

/**
 * Keeps a refused signal in the log, since nobody waits for the answer: the case goes on as if it had not come, a person
 * finds it in the timeline. The same message refused for the same reason is one fact, however often it comes.
 */
export async function recordRefusal(
  db: Database,
  { accountId, asOf, command }: CommandRequest,
  refusal: { code: string; message: string },
): Promise<void> {
  const identity = [command.kind, command.commandId ?? '', refusal.code, refusal.message].join('\n')
  const envelope = {
    accountId,
    effectiveAt: asOf,
    recordedAt: asOf,
    actor: String(command.by ?? 'unknown'),
    source: 'signal',
  }
  const fact: NewFact = {
    ...envelope,
    key: `refused/${sha256Of(identity).slice(0, 32)}`,
    kind: 'messageRefused',
    payload: { message: command.kind, code: refusal.code, reason: refusal.message },
  }
  await inTransaction(db.prisma, async (tx) => {
    if (await tx.account.findUnique({ where: { id: accountId }, select: { id: true } }))
      await recordFacts(tx, [fact])
  })
}
