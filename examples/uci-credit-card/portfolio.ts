// Who are the clients? Reads the public portfolio (ATTRIBUTION.md) with its quirks, and draws a small sample of it
// that keeps its shape. Amounts become cents; months become 0 (April 2005) to 5 (September 2005).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { draw } from './draw'

/** One client of the portfolio. The arrays have six values each, April to September. */
export interface Client {
  /** 1 to 30000 */
  id: number
  creditLimitCents: number
  age: number
  /** Months of delay; 0 or less: none (0 minimum paid, -1 paid in full, -2 card not used). */
  statuses: readonly number[]
  /** What the month's statement showed; may be 0 or negative. */
  billCents: readonly number[]
  /** What was paid in the month, towards the statement of the month before. */
  paidCents: readonly number[]
  /** Did not make the payment of October. */
  defaultsNext: boolean
}

const april2005ToSeptember2005 = {
  statuses: ['X11', 'X10', 'X9', 'X8', 'X7', 'X6'],
  bills: ['X17', 'X16', 'X15', 'X14', 'X13', 'X12'],
  payments: ['X23', 'X22', 'X21', 'X20', 'X19', 'X18'],
} as const

/** All 30,000 clients in the order of the file. */
export function readPortfolio(): Client[] {
  const packed = readFileSync(join(__dirname, 'default-of-credit-card-clients.csv.gz'))
  const [header = '', ...lines] = gunzipSync(packed).toString('utf8').trim().split(/\r?\n/)
  const columns = header.split(',')
  return lines.map((line, index) => toClient(columns, line.split(','), index + 2))
}

function toClient(columns: readonly string[], fields: readonly string[], lineNumber: number): Client {
  // Number() reads `5.00E+05` as well, as 4,224 rows write their amounts.
  const value = (column: string): number => {
    const field = fields[columns.indexOf(column)]
    const number = Number(field)
    if (!field || !Number.isSafeInteger(number)) {
      throw new Error(`default-of-credit-card-clients.csv line ${lineNumber}: ${column} is no whole number`)
    }
    return number
  }
  return {
    id: value('ID'),
    creditLimitCents: value('X1') * 100,
    age: value('X5'),
    statuses: april2005ToSeptember2005.statuses.map(value),
    billCents: april2005ToSeptember2005.bills.map((column) => value(column) * 100),
    paidCents: april2005ToSeptember2005.payments.map((column) => value(column) * 100),
    defaultsNext: value('Y') === 1,
  }
}

/** The clients with at least one month of delay in at least one month: 10,069 of the 30,000. */
export function delinquentClients(clients: readonly Client[]): Client[] {
  return clients.filter((client) => worstStatus(client) >= 1)
}

/** No statement of the six months shows a debt: 605 delinquent clients, who can never be in a drop. */
export function owesNothing(client: Client): boolean {
  return client.billCents.every((cents) => cents <= 0)
}

/**
 * What the bill of a month showed. A bill of 0 or less, and the bills before April, which the data do not have, are
 * taken to be as high as the nearest earlier one above 0, else the nearest later one.
 */
export function billAmountCents(client: Client, month: number): number {
  const earlier = client.billCents.slice(0, Math.max(month + 1, 0)).findLast((cents) => cents > 0)
  return earlier ?? client.billCents.find((cents) => cents > 0) ?? 0
}

/** How risky the bank thought the client when it granted the limit: under 100,000 high, from 250,000 on low. */
export function riskSegment(client: Client): 'low' | 'medium' | 'high' {
  if (client.creditLimitCents < 10_000_000) return 'high'
  return client.creditLimitCents < 25_000_000 ? 'medium' : 'low'
}

/** What the sample keeps in proportion: worst delay (4 stands for 4 and more), limit band, cured or not, October. */
export function stratumOf(client: Client): string {
  const { statuses } = client
  const cured = statuses.some((status, month) => month > 0 && status <= 0 && (statuses[month - 1] ?? 0) >= 1)
  const worst = Math.min(worstStatus(client), 4)
  return `${worst}/${riskSegment(client)}/${cured ? 'cured' : 'not cured'}/${client.defaultsNext ? 'defaults' : 'pays'}`
}

/**
 * `size` of the clients who owe something, each stratum in proportion to its size (largest remainders), in the order
 * of their ids. The same clients, size and seed always give the same sample.
 * @throws RangeError when there are fewer clients than asked for
 */
export function stratifiedSample(clients: readonly Client[], size: number, seed: number): Client[] {
  const pool = clients.filter((client) => !owesNothing(client))
  if (!Number.isInteger(size) || size < 1 || size > pool.length) {
    throw new RangeError(`the sample must have 1 to ${pool.length} clients, not ${size}`)
  }
  const strata = [...grouped(pool)].map(([name, members]) => {
    const share = (members.length * size) / pool.length
    return { name, members: shuffled(members, seed), count: Math.floor(share), remainder: share % 1 }
  })
  strata.sort((a, b) => b.remainder - a.remainder || (a.name < b.name ? -1 : 1))
  const missing = size - strata.reduce((sum, stratum) => sum + stratum.count, 0)
  return strata
    .flatMap(({ members, count }, rank) => members.slice(0, count + (rank < missing ? 1 : 0)))
    .sort((a, b) => a.id - b.id)
}

function grouped(clients: readonly Client[]): Map<string, Client[]> {
  const strata = new Map<string, Client[]>()
  for (const client of clients) {
    const name = stratumOf(client)
    const members = strata.get(name)
    if (members) members.push(client)
    else strata.set(name, [client])
  }
  return strata
}

function worstStatus(client: Client): number {
  return Math.max(...client.statuses)
}

function shuffled(clients: readonly Client[], seed: number): Client[] {
  const places = new Map(
    clients.map((client) => [client, draw(`sample ${seed} ${client.id}`, 0, 0xffffffff)]),
  )
  return clients.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0) || a.id - b.id)
}
