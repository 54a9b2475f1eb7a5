// How does a bank write one nightly drop? The folder with its CSV files and manifest (docs/nightly-drop.md), from
// typed rows. It is the bank's side of the interface, so it shares no code with the import that reads it.
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CalendarDate } from '../domain/calendar-date'

/** One overdue account. `balanceCents` is the sum of the four parts. */
export interface AccountRow {
  accountId: string
  customerId: string
  product: 'card' | 'personal_loan'
  /** ISO 4217 */
  currency: string
  balanceCents: number
  principalCents: number
  interestCents: number
  penaltyFeeCents: number
  otherFeeCents: number
  /** Decimal, up to eight places: `0.0005` is 0.05 % a day. */
  dailyRate: string
  contractOn: CalendarDate
  graceDays: number
  toleranceCents: number
  riskSegment: 'low' | 'medium' | 'high' | ''
  autopayFailed: boolean
}

/** One unpaid bill or instalment of an account of the same drop. */
export interface BillRow {
  accountId: string
  billId: string
  statementOn: CalendarDate
  dueOn: CalendarDate
  principalCents: number
  interestCents: number
  penaltyFeeCents: number
  otherFeeCents: number
  minimumDueCents: number
  paidCents: number
}

export interface PaymentRow {
  paymentId: string
  accountId: string
  valueOn: CalendarDate
  postedOn: CalendarDate
  amountCents: number
  kind: 'payment' | 'reversal'
  /** Of a reversal: the payment that came back. */
  reversesPaymentId?: string
}

export interface ExitRow {
  accountId: string
  reason: 'paid' | 'sold' | 'written_off' | 'migrated' | 'closed'
}

export interface CustomerRow {
  customerId: string
  fullName: string
  language: 'zh-CN' | 'en'
  /** ISO 3166 alpha-2 */
  country: string
  /** IANA time zone */
  zone?: string
  bornOn?: CalendarDate
}

export interface ContactPointRow {
  contactPointId: string
  customerId: string
  channel: 'mobile' | 'landline' | 'email' | 'address'
  value: string
  source: 'contract' | 'reserved' | 'authorised' | 'public' | 'reserved_contact' | 'bureau'
  reserved: boolean
  rank: number
}

export interface PartyRow {
  accountId: string
  partyId: string
  role: 'guarantor' | 'supplementary_holder' | 'reserved_contact' | 'spouse'
  fullName: string
  channel?: ContactPointRow['channel']
  value?: string
}

export interface CollateralRow {
  accountId: string
  collateralId: string
  kind: string
  description: string
  appraisedCents: number
}

/**
 * One night's drop: the books at close of `businessDate`. The optional files are written when they are given. Rows are
 * taken one at a time, so that a book may be larger than memory.
 */
export interface Drop {
  businessDate: CalendarDate
  /** Rises with every drop the bank writes, a corrected one too. */
  sequence: number
  accounts: Iterable<AccountRow>
  bills: Iterable<BillRow>
  payments: Iterable<PaymentRow>
  exits: Iterable<ExitRow>
  customers?: Iterable<CustomerRow>
  contactPoints?: Iterable<ContactPointRow>
  parties?: Iterable<PartyRow>
  collateral?: Iterable<CollateralRow>
}

interface CsvFile<Row> {
  name: string
  columns: Record<string, (row: Row) => string>
  /** The amount whose sum is the file's control total. */
  controlCents?: (row: Row) => number
}

const accountsFile: CsvFile<AccountRow> = {
  name: 'accounts.csv',
  columns: {
    account_id: (row) => row.accountId,
    customer_id: (row) => row.customerId,
    product: (row) => row.product,
    currency: (row) => row.currency,
    balance: (row) => amount(row.balanceCents),
    principal: (row) => amount(row.principalCents),
    interest: (row) => amount(row.interestCents),
    penalty_fee: (row) => amount(row.penaltyFeeCents),
    other_fee: (row) => amount(row.otherFeeCents),
    daily_rate: (row) => row.dailyRate,
    contract_on: (row) => row.contractOn,
    grace_days: (row) => String(row.graceDays),
    tolerance: (row) => amount(row.toleranceCents),
    risk_segment: (row) => row.riskSegment,
    autopay_failed: (row) => yesNo(row.autopayFailed),
  },
  controlCents: (row) => row.balanceCents,
}

const billsFile: CsvFile<BillRow> = {
  name: 'bills.csv',
  columns: {
    account_id: (row) => row.accountId,
    bill_id: (row) => row.billId,
    statement_on: (row) => row.statementOn,
    due_on: (row) => row.dueOn,
    principal: (row) => amount(row.principalCents),
    interest: (row) => amount(row.interestCents),
    penalty_fee: (row) => amount(row.penaltyFeeCents),
    other_fee: (row) => amount(row.otherFeeCents),
    minimum_due: (row) => amount(row.minimumDueCents),
    paid: (row) => amount(row.paidCents),
  },
  controlCents: (row) => row.minimumDueCents,
}

const paymentsFile: CsvFile<PaymentRow> = {
  name: 'payments.csv',
  columns: {
    payment_id: (row) => row.paymentId,
    account_id: (row) => row.accountId,
    value_on: (row) => row.valueOn,
    posted_on: (row) => row.postedOn,
    amount: (row) => amount(row.amountCents),
    kind: (row) => row.kind,
    reverses_payment_id: (row) => row.reversesPaymentId ?? '',
  },
  controlCents: (row) => row.amountCents,
}

const exitsFile: CsvFile<ExitRow> = {
  name: 'exits.csv',
  columns: { account_id: (row) => row.accountId, reason: (row) => row.reason },
}

const customersFile: CsvFile<CustomerRow> = {
  name: 'customers.csv',
  columns: {
    customer_id: (row) => row.customerId,
    full_name: (row) => row.fullName,
    language: (row) => row.language,
    country: (row) => row.country,
    zone: (row) => row.zone ?? '',
    born_on: (row) => row.bornOn ?? '',
  },
}

const contactPointsFile: CsvFile<ContactPointRow> = {
  name: 'contact-points.csv',
  columns: {
    contact_point_id: (row) => row.contactPointId,
    customer_id: (row) => row.customerId,
    channel: (row) => row.channel,
    value: (row) => row.value,
    source: (row) => row.source,
    reserved: (row) => yesNo(row.reserved),
    rank: (row) => String(row.rank),
  },
}

const partiesFile: CsvFile<PartyRow> = {
  name: 'parties.csv',
  columns: {
    account_id: (row) => row.accountId,
    party_id: (row) => row.partyId,
    role: (row) => row.role,
    full_name: (row) => row.fullName,
    channel: (row) => row.channel ?? '',
    value: (row) => row.value ?? '',
  },
}

const collateralFile: CsvFile<CollateralRow> = {
  name: 'collateral.csv',
  columns: {
    account_id: (row) => row.accountId,
    collateral_id: (row) => row.collateralId,
    kind: (row) => row.kind,
    description: (row) => row.description,
    appraised_value: (row) => amount(row.appraisedCents),
  },
  controlCents: (row) => row.appraisedCents,
}

interface ManifestEntry {
  name: string
  rows: number
  sha256: string
  controlTotal: string
}

/** Writes one drop into `folder` (made if it is missing; files of the same names are replaced); returns `folder`. */
export function writeDrop(folder: string, drop: Drop): string {
  mkdirSync(folder, { recursive: true })
  const files = [
    writeCsv(folder, accountsFile, drop.accounts),
    writeCsv(folder, billsFile, drop.bills),
    writeCsv(folder, paymentsFile, drop.payments),
    writeCsv(folder, exitsFile, drop.exits),
  ]
  if (drop.customers) files.push(writeCsv(folder, customersFile, drop.customers))
  if (drop.contactPoints) files.push(writeCsv(folder, contactPointsFile, drop.contactPoints))
  if (drop.parties) files.push(writeCsv(folder, partiesFile, drop.parties))
  if (drop.collateral) files.push(writeCsv(folder, collateralFile, drop.collateral))

  const { businessDate, sequence } = drop
  const manifest = { format: 'arrears-drop/1', businessDate, sequence, files }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return folder
}

function writeCsv<Row>(folder: string, file: CsvFile<Row>, rows: Iterable<Row>): ManifestEntry {
  const fields = Object.values(file.columns)
  const hash = createHash('sha256')
  const descriptor = openSync(join(folder, file.name), 'w')
  let text = `${Object.keys(file.columns).join(',')}\n`
  let count = 0
  let controlCents = 0
  const flush = () => {
    writeFileSync(descriptor, text)
    hash.update(text)
    text = ''
  }
  try {
    for (const row of rows) {
      text += `${fields.map((field) => quoted(field(row))).join(',')}\n`
      count += 1
      controlCents += file.controlCents?.(row) ?? 0
      if (text.length > 1_000_000) flush()
    }
    flush()
  } finally {
    closeSync(descriptor)
  }
  return { name: file.name, rows: count, sha256: hash.digest('hex'), controlTotal: amount(controlCents) }
}

/** Cents as the drop writes them, by whole numbers only: 123456 is `1234.56`. */
function amount(cents: number): string {
  if (!Number.isSafeInteger(cents))
    throw new RangeError(`an amount must be a whole number of cents: ${cents}`)
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
