// What does the bank write every night? The one description of the drop's files: it drives the header check, the
// check of each field, the staging tables and the tables of docs/nightly-drop.md (a test compares them).

export type ColumnKind =
  /** Opaque, 1-64 of A-Z a-z 0-9 _ . - */
  | { type: 'id' }
  | { type: 'text'; maxLength: number }
  /** One of the written codes; each maps to the word that Arrears keeps. */
  | { type: 'code'; codes: Readonly<Record<string, string>>; whenEmpty?: string }
  /** Capital letters, for ISO 4217 and ISO 3166 codes. */
  | { type: 'letters'; length: 2 | 3 }
  | { type: 'zone' }
  | { type: 'date' }
  /** Decimal with exactly two places, no sign; kept as integer cents. */
  | { type: 'amount'; positive?: true }
  /** Decimal with at most 4 digits before and 8 after the point. */
  | { type: 'rate' }
  | { type: 'integer'; min: number; max: number }
  | { type: 'yesNo' }

export interface Column {
  name: string
  kind: ColumnKind
  /** false: the field may be empty. */
  required: boolean
  meaning: string
}

export type FileName = (typeof dropFiles)[number]['name']
export type FileTable = (typeof dropFiles)[number]['table']

export interface FileFormat {
  name: string
  /** The staging table's name, without the drop's suffix. */
  table: string
  /** false: the file may be left out of the drop. */
  required: boolean
  meaning: string
  /** The columns that tell a row from every other row of the file. */
  key: readonly string[]
  /** The column that the manifest's control total sums. */
  controlColumn?: string
  columns: readonly Column[]
}

const field = (name: string, kind: ColumnKind, meaning: string): Column => ({
  name,
  kind,
  required: true,
  meaning,
})
const optional = (name: string, kind: ColumnKind, meaning: string): Column => ({
  name,
  kind,
  required: false,
  meaning,
})

const id: ColumnKind = { type: 'id' }
const amount: ColumnKind = { type: 'amount' }
const date: ColumnKind = { type: 'date' }
const yesNo: ColumnKind = { type: 'yesNo' }
const sameWords = (...words: string[]) => Object.fromEntries(words.map((word) => [word, word]))
const channels = sameWords('mobile', 'landline', 'email', 'address')

export const dropFiles = [
  {
    name: 'customers.csv',
    table: 'customers',
    required: false,
    meaning: 'People who owe, when new or changed',
    key: ['customer_id'],
    columns: [
      field('customer_id', id, "the bank's number of the customer; not a national id"),
      field('full_name', { type: 'text', maxLength: 200 }, 'as in the contract'),
      field('language', { type: 'code', codes: sameWords('zh-CN', 'en') }, 'language of notices'),
      field('country', { type: 'letters', length: 2 }, 'country of residence, ISO 3166 alpha-2'),
      optional('zone', { type: 'zone' }, "customer's time zone, IANA name; empty: the bank's"),
      optional('born_on', date, 'date of birth'),
    ],
  },
  {
    name: 'contact-points.csv',
    table: 'contact_points',
    required: false,
    meaning: 'Numbers and addresses of customers, when new or changed',
    key: ['contact_point_id'],
    columns: [
      field('contact_point_id', id, 'stays the same when the value changes'),
      field('customer_id', id, 'whose it is'),
      field('channel', { type: 'code', codes: channels }, 'what it is'),
      field(
        'value',
        { type: 'text', maxLength: 320 },
        'number as +<country><number>, e-mail or postal address',
      ),
      field(
        'source',
        {
          type: 'code',
          codes: {
            ...sameWords('contract', 'reserved', 'authorised', 'public', 'bureau'),
            reserved_contact: 'reservedContact',
          },
        },
        'from where the bank lawfully has it',
      ),
      field('reserved', yesNo, 'the customer named it for contact'),
      field('rank', { type: 'integer', min: 1, max: 9 }, 'order of trial, 1 first'),
    ],
  },
  {
    name: 'accounts.csv',
    table: 'accounts',
    required: true,
    meaning: 'Every account that has an unpaid bill past its due date',
    key: ['account_id'],
    controlColumn: 'balance',
    columns: [
      field('account_id', id, "the bank's opaque number of the account; not a card number"),
      field('customer_id', id, 'who owes'),
      field(
        'product',
        { type: 'code', codes: { card: 'card', personal_loan: 'personalLoan' } },
        'kind of contract',
      ),
      field('currency', { type: 'letters', length: 3 }, 'ISO 4217'),
      field('balance', amount, 'whole debt; the sum of the next four columns'),
      field('principal', amount, 'part of the balance: what is still owed of it'),
      field('interest', amount, 'part of the balance: what is still owed of it'),
      field('penalty_fee', amount, 'part of the balance: what is still owed of it'),
      field('other_fee', amount, 'part of the balance: what is still owed of it'),
      field('daily_rate', { type: 'rate' }, 'interest a day as a fraction: 0.0005 is 5 per 10,000'),
      field('contract_on', date, 'date of the contract'),
      field(
        'grace_days',
        { type: 'integer', min: 0, max: 30 },
        'days after the due date that the contract grants',
      ),
      field('tolerance', amount, 'a bill short by no more than this counts as met'),
      optional(
        'risk_segment',
        { type: 'code', codes: sameWords('low', 'medium', 'high'), whenEmpty: 'unknown' },
        "the bank's own rating; empty: unknown",
      ),
      field('autopay_failed', yesNo, 'the last direct debit failed'),
    ],
  },
  {
    name: 'bills.csv',
    table: 'bills',
    required: true,
    meaning: 'Every unpaid bill or instalment of these accounts, also those not due yet',
    key: ['account_id', 'bill_id'],
    controlColumn: 'minimum_due',
    columns: [
      field('account_id', id, 'an account of accounts.csv'),
      field('bill_id', id, 'unique within the account'),
      field('statement_on', date, 'statement date; not after the due date'),
      field('due_on', date, 'last day to pay without delay'),
      field('principal', amount, 'part of the bill: all of it, also what was paid'),
      field('interest', amount, 'part of the bill: all of it, also what was paid'),
      field('penalty_fee', amount, 'part of the bill: all of it, also what was paid'),
      field('other_fee', amount, 'part of the bill: all of it, also what was paid'),
      field(
        'minimum_due',
        amount,
        "card: the bill's own minimum, arrears not carried forward; loan: the whole instalment",
      ),
      field('paid', amount, 'paid towards this bill so far; not above the sum of its parts'),
    ],
  },
  {
    name: 'payments.csv',
    table: 'payments',
    required: true,
    meaning: 'What was posted since the last drop (may have no rows)',
    key: ['payment_id'],
    controlColumn: 'amount',
    columns: [
      field('payment_id', id, 'unique for ever, also among reversals'),
      field('account_id', id, 'an account that this or an earlier drop named'),
      field('value_on', date, 'value date: when it counts'),
      field('posted_on', date, 'date of the books; not after the business date'),
      field('amount', { type: 'amount', positive: true }, 'above zero, also for a reversal'),
      field(
        'kind',
        { type: 'code', codes: sameWords('payment', 'reversal') },
        'a reversal takes a payment back',
      ),
      optional('reverses_payment_id', id, 'for a reversal, and only then: the payment taken back'),
    ],
  },
  {
    name: 'exits.csv',
    table: 'exits',
    required: true,
    meaning: 'Why an account left since the last drop (may have no rows)',
    key: ['account_id'],
    columns: [
      field('account_id', id, 'an account of an earlier drop, not in this accounts.csv'),
      field(
        'reason',
        {
          type: 'code',
          codes: { ...sameWords('paid', 'sold', 'migrated', 'closed'), written_off: 'writtenOff' },
        },
        'why it left',
      ),
    ],
  },
  {
    name: 'parties.csv',
    table: 'parties',
    required: false,
    meaning: 'Other people of an account, when new or changed',
    key: ['account_id', 'party_id'],
    columns: [
      field('account_id', id, 'an account that this or an earlier drop named'),
      field('party_id', id, 'unique within the account'),
      field(
        'role',
        {
          type: 'code',
          codes: {
            ...sameWords('guarantor', 'spouse'),
            supplementary_holder: 'supplementaryHolder',
            reserved_contact: 'reservedContact',
          },
        },
        'what the person is to the account',
      ),
      field('full_name', { type: 'text', maxLength: 200 }, 'as in the contract'),
      optional('channel', { type: 'code', codes: channels }, 'kind of the value'),
      optional('value', { type: 'text', maxLength: 320 }, 'number or address; given with a channel'),
    ],
  },
  {
    name: 'collateral.csv',
    table: 'collateral',
    required: false,
    meaning: 'What secures an account, when new or changed',
    key: ['account_id', 'collateral_id'],
    controlColumn: 'appraised_value',
    columns: [
      field('account_id', id, 'an account that this or an earlier drop named'),
      field('collateral_id', id, 'unique within the account'),
      field('kind', { type: 'text', maxLength: 64 }, 'for example car or apartment'),
      field('description', { type: 'text', maxLength: 500 }, 'how to recognise it'),
      field('appraised_value', amount, "in the account's currency"),
    ],
  },
] as const satisfies readonly FileFormat[]

/** The format of a file of the drop, or undefined for a name that the format does not know. */
export function fileFormat(name: string): FileFormat | undefined {
  return dropFiles.find((file) => file.name === name)
}

/** As fileFormat, for a name that is known to be one of the format. */
export function knownFormat(name: string): FileFormat {
  const format = fileFormat(name)
  if (!format) throw new Error(`${name} is no file of the drop's format`)
  return format
}

/** The column's name in staging: amounts are cents there. */
export function stagedName(column: Column): string {
  return column.kind.type === 'amount' ? `${column.name}_cents` : column.name
}

/** Do the file's rows belong to accounts? */
export function hasAccount(file: FileFormat): boolean {
  return file.columns.some((column) => column.name === 'account_id')
}
