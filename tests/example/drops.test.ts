// The written drops of a sample are consistent, night by night and from one night to the next, by a checker that knows
// the format only; and they are the same bytes every time.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { writeDrops } from '../../examples/uci-credit-card/nights'
import { delinquentClients, readPortfolio, stratifiedSample } from '../../examples/uci-credit-card/portfolio'
import { cents, readDrop, type ReadDrop } from './read-drop'

const folder = mkdtempSync(join(tmpdir(), 'drops-'))
const sample = stratifiedSample(delinquentClients(readPortfolio()), 300, 1)
const nightFolders = writeDrops(sample, folder)
const drops = nightFolders.map(readDrop)

afterAll(() => rmSync(folder, { recursive: true }))

type Row = Record<string, string>
const partColumns = ['principal', 'interest', 'penalty_fee', 'other_fee'] as const
const controlColumns: Record<string, string> = {
  'accounts.csv': 'balance',
  'bills.csv': 'minimum_due',
  'payments.csv': 'amount',
}

const partsOf = (row: Row): number => partColumns.reduce((sum, column) => sum + cents(row[column]), 0)
const idsOf = (rows: readonly Row[], column = 'account_id'): string[] => rows.map((row) => row[column] ?? '')

/** The bills of each account of a drop. */
function billsByAccount(drop: ReadDrop): Map<string, Row[]> {
  const bills = new Map(idsOf(drop.rows('accounts.csv')).map((id): [string, Row[]] => [id, []]))
  for (const bill of drop.rows('bills.csv')) bills.get(bill.account_id ?? '')?.push(bill)
  return bills
}

/** What is wrong, over all drops: each row that breaks the rule. Collected, as an expect for each row takes minutes. */
function broken(rule: (drop: ReadDrop, index: number) => readonly (Row | string)[]): (Row | string)[] {
  return drops.flatMap(rule)
}

test('each night has its folder, its date and the next sequence', () => {
  expect(nightFolders.map((night) => basename(night))).toEqual(
    drops.map((drop) => drop.manifest.businessDate),
  )
  expect(drops.map((drop) => drop.manifest.sequence)).toEqual(drops.map((_, index) => index + 1))
})

test('the manifests agree with the files', () => {
  for (const drop of drops) {
    for (const { name, rows, sha256, controlTotal } of drop.manifest.files) {
      expect([rows, sha256]).toEqual([drop.rows(name).length, drop.sha256(name)])
      const column = controlColumns[name]
      const total = column ? drop.rows(name).reduce((sum, row) => sum + cents(row[column]), 0) : 0
      expect(cents(controlTotal)).toBe(total)
    }
  }
})

test('no key stands twice: accounts and bills in a night, payments and people in all nights', () => {
  for (const drop of drops) {
    expectUnique(idsOf(drop.rows('accounts.csv')))
    expectUnique(drop.rows('bills.csv').map((bill) => `${bill.account_id} ${bill.bill_id}`))
  }
  expectUnique(drops.flatMap((drop) => idsOf(drop.rows('payments.csv'), 'payment_id')))
  expectUnique(drops.flatMap((drop) => idsOf(drop.rows('customers.csv'), 'customer_id')))
  expectUnique(drops.flatMap((drop) => idsOf(drop.rows('contact-points.csv'), 'contact_point_id')))
})

test('an account has a bill past due short of its minimum', () => {
  const withoutMissed = broken((drop) => {
    const bills = billsByAccount(drop)
    const isMissed = (bill: Row): boolean =>
      (bill.due_on ?? '') < drop.manifest.businessDate && cents(bill.minimum_due) > cents(bill.paid)
    return idsOf(drop.rows('accounts.csv')).filter((id) => !bills.get(id)?.some(isMissed))
  })
  expect(withoutMissed).toEqual([])
})

test('the parts of an account add up, and it owes what its bills leave unpaid', () => {
  const wrong = broken((drop) => {
    const bills = billsByAccount(drop)
    return drop.rows('accounts.csv').filter((account) => {
      const ofAccount = bills.get(account.account_id ?? '') ?? []
      const unpaid = ofAccount.reduce((sum, bill) => sum + partsOf(bill) - cents(bill.paid), 0)
      return partsOf(account) !== cents(account.balance) || unpaid !== cents(account.balance)
    })
  })
  expect(wrong).toEqual([])
})

test('a bill belongs to an account, asks for no more than its total and has not been paid beyond it', () => {
  const wrong = broken((drop) => {
    const accounts = new Set(idsOf(drop.rows('accounts.csv')))
    return drop.rows('bills.csv').filter((bill) => {
      const [statementOn = '', dueOn = ''] = [bill.statement_on, bill.due_on]
      const inOrder = statementOn < dueOn && statementOn <= drop.manifest.businessDate
      const withinTotal = cents(bill.minimum_due) <= partsOf(bill) && cents(bill.paid) < partsOf(bill)
      return !(accounts.has(bill.account_id ?? '') && inOrder && withinTotal)
    })
  })
  expect(wrong).toEqual([])
})

test('people are known before their accounts are', () => {
  const known = new Set<string>()
  for (const drop of drops) {
    for (const id of idsOf(drop.rows('customers.csv'), 'customer_id')) known.add(id)
    const needed = [...drop.rows('accounts.csv'), ...drop.rows('contact-points.csv')]
    expect(idsOf(needed, 'customer_id').filter((id) => !known.has(id))).toEqual([])
  }
})

test('payments are posted on the night, on known accounts, and no earlier than their value date', () => {
  const known = new Set<string>()
  for (const drop of drops) {
    for (const id of idsOf(drop.rows('accounts.csv'))) known.add(id)
    for (const payment of drop.rows('payments.csv')) {
      expect(known.has(payment.account_id ?? '')).toBe(true)
      expect(payment.posted_on).toBe(drop.manifest.businessDate)
      expect((payment.value_on ?? '') <= drop.manifest.businessDate).toBe(true)
      expect([payment.kind, payment.reverses_payment_id]).toEqual(['payment', ''])
    }
  }
})

test('some payments are made on a weekend and posted on Monday', () => {
  const payments = drops.flatMap((drop) => drop.rows('payments.csv'))
  const weekdays = payments.map((payment) => [weekday(payment.value_on), weekday(payment.posted_on)].join())
  expect(weekdays).toEqual(expect.arrayContaining(['6,1', '0,1']))
})

test('exits are exactly the accounts of the night before that are gone', () => {
  let before: string[] = []
  for (const drop of drops) {
    const tonight = idsOf(drop.rows('accounts.csv'))
    const gone = before.filter((id) => !tonight.includes(id))
    expect(idsOf(drop.rows('exits.csv')).sort()).toEqual(gone.sort())
    before = tonight
  }
})

test('between two statements a balance falls by what was posted, and by nothing else', () => {
  const wrong = broken((drop, index) => {
    const before = new Map(drops[index - 1]?.rows('accounts.csv').map((row) => [row.account_id, row]))
    const bills = billsByAccount(drop)
    return drop.rows('accounts.csv').filter((account) => {
      const last = before.get(account.account_id)
      const ofAccount = bills.get(account.account_id ?? '') ?? []
      if (!last || ofAccount.some((bill) => bill.statement_on === drop.manifest.businessDate)) return false
      const posted = drop.rows('payments.csv').filter((payment) => payment.account_id === account.account_id)
      const paid = posted.reduce((sum, payment) => sum + cents(payment.amount), 0)
      return cents(account.balance) !== cents(last.balance) - paid
    })
  })
  expect(wrong).toEqual([])
})

test('addresses and numbers reach nobody', () => {
  for (const point of drops.flatMap((drop) => drop.rows('contact-points.csv'))) {
    const patterns: Record<string, RegExp> = {
      mobile: /^\+86100000\d{5}$/,
      email: /^client-\d{5}@example\.com$/,
      address: /^示例省虚构市/,
    }
    expect(point.value).toMatch(patterns[point.channel ?? ''] ?? /^no such channel$/)
  }
})

test('the same clients give the same bytes', () => {
  const again = mkdtempSync(join(tmpdir(), 'drops-'))
  try {
    writeDrops(sample, again)
    expect(bytesOf(again)).toEqual(bytesOf(folder))
  } finally {
    rmSync(again, { recursive: true })
  }
})

function expectUnique(keys: readonly string[]): void {
  expect(new Set(keys).size).toBe(keys.length)
}

function weekday(date: string | undefined): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

function bytesOf(root: string): [string, string][] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file.slice(root.length), readFileSync(file, 'utf8')])
}
