// The sample portfolio is a bank of its own that knows nothing of our calculation: do its nightly books and ours agree?
import type { AccountRow, BillRow } from '../../../examples/drop-writer'
import { lastNight } from '../../../examples/uci-credit-card/cycle'
import { type Night, nights } from '../../../examples/uci-credit-card/nights'
import {
  delinquentClients,
  readPortfolio,
  stratifiedSample,
} from '../../../examples/uci-credit-card/portfolio'
import type { DebtParts, Fact, FactKind, FactPayloads } from '../../../domain/facts'
import { statementOf } from '../../../domain/money/statement'
import { testRules } from '../test-strategy'

const sample = stratifiedSample(delinquentClients(readPortfolio()), 60, 11)
const logs = new Map<string, Fact[]>()
for (const night of nights(sample)) enter(night)

test.each([...logs.keys()])('%s', (accountId) => {
  const statement = statementOf(logs.get(accountId) ?? [], testRules.terms.money, lastNight)
  expect(statement?.differences).toEqual([])
})

function add<K extends FactKind>(accountId: string, kind: K, payload: FactPayloads[K]): void {
  const log = logs.get(accountId) ?? []
  logs.set(accountId, log)
  const seq = log.length + 1
  const envelope = { accountId, seq, key: `${kind}/${seq}`, effectiveAt: seq, recordedAt: seq }
  log.push({ ...envelope, kind, actor: 'bank', source: 'drop', payload } as Fact)
}

function enter({ businessDate, accounts, bills, payments, exits }: Night): void {
  for (const account of accounts)
    report(
      businessDate,
      account,
      bills.filter(({ accountId }) => accountId === account.accountId),
    )
  for (const { accountId, ...payment } of payments) add(accountId, 'paymentPosted', payment)
  for (const { accountId } of exits) add(accountId, 'accountExited', { businessDate, reason: 'paid' })
}

function report(businessDate: string, account: AccountRow, rows: readonly BillRow[]): void {
  const { accountId, customerId, currency, graceDays, toleranceCents, balanceCents, dailyRate } = account
  const bills = rows.map((row) => ({ ...row, totalCents: row.principalCents, parts: partsOf(row) }))
  const last = logs
    .get(accountId)
    ?.findLast(({ kind }) => kind === 'positionReported' || kind === 'accountExited')
  // As the import does: nothing is news but a change of the bills.
  if (last?.kind === 'positionReported' && JSON.stringify(last.payload.bills) === JSON.stringify(bills))
    return
  add(accountId, 'positionReported', {
    ...{ businessDate, customerId, product: 'card', currency, riskSegment: 'unknown', graceDays },
    ...{ toleranceCents, balanceCents, parts: partsOf(account), dailyRate, bills },
  })
}

function partsOf({ principalCents, interestCents, penaltyFeeCents, otherFeeCents }: DebtParts): DebtParts {
  return { principalCents, interestCents, penaltyFeeCents, otherFeeCents }
}
