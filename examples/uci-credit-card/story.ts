// What happened to one client, day by day? Brings the cycle (when), the minimum dues (how much) and the data together
// into the entries of the client's ledger.
import { paidOn, postedOn, statementOn, dueOn } from './cycle'
import type { Entry } from './ledger'
import { minimumDues, oldestBill, type MinimumDues } from './minimum-dues'
import { billAmountCents, type Client } from './portfolio'

export function accountId(client: Client): string {
  return `uci-${String(client.id).padStart(5, '0')}`
}

/** The ledger entries of a client in the order in which they are entered. */
export function storyOf(client: Client): Entry[] {
  const dues = minimumDues(client)
  const entries = [
    ...paymentEntries(client, dues),
    ...withdrawalEntries(client, dues),
    ...statementEntries(client, dues),
  ]
  // The sort is stable: on one day payments stay before withdrawals and these before the statement.
  return entries.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

function statementEntries(client: Client, dues: MinimumDues): Entry[] {
  const entries: Entry[] = []
  for (let month = oldestBill(client); month <= 5; month++) {
    const on = statementOn(client.id, month)
    const statement = {
      billId: billId(client, month),
      statementOn: on,
      dueOn: dueOn(client.id, month),
      amountCents: billAmountCents(client, month),
      minimumDueCents: dues.minimumCents.get(month) ?? 0,
    }
    entries.push({ kind: 'statement', on, statement })
  }
  return entries
}

function paymentEntries(client: Client, dues: MinimumDues): Entry[] {
  return dues.timings.flatMap((timing, month) => {
    const amountCents = client.paidCents[month] ?? 0
    if (amountCents <= 0) return []
    const valueOn = paidOn(client.id, month, timing)
    const on = postedOn(valueOn, statementOn(client.id, timing === 'early' ? month - 1 : month))
    const paymentId = `${accountId(client)}-p${month + 1}`
    return [{ kind: 'payment', on, payment: { paymentId, valueOn, postedOn: on, amountCents } }]
  })
}

/** The statement before the reading no longer carries them: closed if it shows no debt at all, else migrated. */
function withdrawalEntries(client: Client, dues: MinimumDues): Entry[] {
  return dues.withdrawals.map(({ month, bills }) => {
    const reason = (client.billCents[month - 1] ?? 0) > 0 ? 'migrated' : 'closed'
    const billIds = bills.map((bill) => billId(client, bill))
    return { kind: 'withdrawal', on: statementOn(client.id, month - 1), billIds, reason }
  })
}

function billId(client: Client, month: number): string {
  return `${accountId(client)}-${statementOn(client.id, month).slice(0, 7)}`
}
