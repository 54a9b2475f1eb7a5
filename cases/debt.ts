// Reads the debt of an account for people: the itemised statement with bucket and class, and where the bank's figures
// differ from the calculation. The newest books count also where they brought no news to the case.
import type { CalendarDate } from '../domain/calendar-date'
import { type DebtParts, type Fact, type FactOf, type UnpaidBill, factsOf } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { type Classification, classificationOn } from '../domain/money/classification'
import { decidedIn } from '../domain/money/decided'
import type { Difference, Finding } from '../domain/money/difference'
import { type Statement, statementOf } from '../domain/money/statement'
import type { Account, Bill } from '../prisma/generated/client'
import type { Database } from '../platform/database'
import { loadFacts } from '../platform/fact-log'
import type { Terms } from '../domain/terms'

export interface DebtDeps {
  db: Database
  terms: Terms
  /** The bank's zone: a hold counts on the days of it. */
  zone: string
}

export interface Debt {
  statement: Statement
  classification: Classification
}

/** The bank has not reported this account, or not by that day. `code` is stable. */
export class NoDebt extends Error {
  readonly code = 'NO_DEBT'
  constructor(accountId: string, on: CalendarDate) {
    super(`account ${accountId} is in no drop up to ${on}: check the account id and the day`)
  }
}

/** The debt at close of `on`. @throws NoDebt */
export async function debtOf(deps: DebtDeps, accountId: string, on: CalendarDate): Promise<Debt> {
  const found = await findDebt(deps, accountId, on)
  if (!found) throw new NoDebt(accountId, on)
  return found
}

/** What is to be looked at on one account. */
export interface DebtCheck {
  accountId: string
  currency: string
  differences: Difference[]
  findings: Finding[]
  /** All charges together as a yearly rate, where they are above the guard. */
  aboveGuardPercent: number | null
}

/** Accounts whose bank figures differ from ours by more than is tolerated, or with charges that must not be there. */
export async function checkDebts(
  deps: DebtDeps,
  which: { accountId?: string; on: CalendarDate },
): Promise<{ checked: number; found: DebtCheck[] }> {
  const accounts = await deps.db.prisma.account.findMany({
    where: which.accountId === undefined ? { status: 'overdue' } : { id: which.accountId },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  if (which.accountId !== undefined && accounts.length === 0) throw new NoDebt(which.accountId, which.on)
  const found: DebtCheck[] = []
  for (const { id } of accounts) {
    const debt = await findDebt(deps, id, which.on)
    const check = debt && checkOf(debt.statement)
    if (check) found.push(check)
  }
  return { checked: accounts.length, found }
}

function checkOf({ accountId, currency, differences, findings, annualRate }: Statement): DebtCheck | null {
  const { isAboveGuard, allInPercent, contractPercent } = annualRate
  const aboveGuardPercent = isAboveGuard ? (allInPercent ?? Number(contractPercent)) : null
  if (differences.length + findings.length === 0 && aboveGuardPercent === null) return null
  return { accountId, currency, differences, findings, aboveGuardPercent }
}

async function findDebt(
  { db, terms, zone }: DebtDeps,
  accountId: string,
  on: CalendarDate,
): Promise<Debt | null> {
  const log = await loadFacts(db.prisma, accountId)
  const account = await db.prisma.account.findUnique({
    where: { id: accountId },
    include: { bills: true },
  })
  if (!account) return null
  const facts = liveFacts(withNewestBooks(log, account))
  const statement = statementOf(facts, terms.money, on, decidedIn(facts, terms, zone))
  const classification = classificationOn(facts, terms.money, on)
  return statement && classification && { statement, classification }
}

/** The log with the newest books as a report: a night that brought nothing but interest leaves no fact. */
function withNewestBooks(log: readonly Fact[], account: Account & { bills: Bill[] }): Fact[] {
  const last = factsOf(liveFacts(log), 'positionReported')
    .sort((a, b) => a.payload.businessDate.localeCompare(b.payload.businessDate))
    .at(-1)
  const businessDate = dateOf(account.reportedOn)
  if (!last || account.status !== 'overdue' || businessDate <= last.payload.businessDate) return [...log]
  const newest: FactOf<'positionReported'> = {
    ...last,
    seq: (log.at(-1)?.seq ?? 0) + 1,
    payload: {
      ...last.payload,
      businessDate,
      balanceCents: Number(account.balanceCents),
      parts: partsOf(account),
      dailyRate: account.dailyRate.toString(),
      graceDays: account.graceDays,
      toleranceCents: Number(account.toleranceCents),
      bills: account.bills.map(billOf),
    },
  }
  return [...log, newest]
}

function billOf(bill: Bill): UnpaidBill {
  const parts = partsOf(bill)
  return {
    billId: bill.id,
    statementOn: dateOf(bill.statementOn),
    dueOn: dateOf(bill.dueOn),
    minimumDueCents: Number(bill.minimumDueCents),
    totalCents: parts.principalCents + parts.interestCents + parts.penaltyFeeCents + parts.otherFeeCents,
    parts,
    paidCents: Number(bill.paidCents),
  }
}

function partsOf(row: Record<keyof DebtParts, bigint>): DebtParts {
  return {
    principalCents: Number(row.principalCents),
    interestCents: Number(row.interestCents),
    penaltyFeeCents: Number(row.penaltyFeeCents),
    otherFeeCents: Number(row.otherFeeCents),
  }
}

function dateOf(date: Date): CalendarDate {
  return date.toISOString().slice(0, 10)
}
