// What each kind of field accepts, and how the rows of a file are counted.
import { type FileFormat, knownFormat } from '../../batch/drop-format'
import { type Line, scanLines } from '../../batch/line-scanner'
import { type FileScore, RowReader } from '../../batch/row-reader'

async function read(format: FileFormat, text: string | Buffer, maxRejects = 100): Promise<FileScore> {
  const bytes = Buffer.from(text)
  const reader = new RowReader(format, maxRejects)
  let position = 0
  const readBytes = (target: Buffer, offset: number, length: number) => {
    const copied = bytes.subarray(position, position + length).copy(target, offset)
    position += copied
    return Promise.resolve(copied)
  }
  const onLine = (line: Line) => {
    if (!reader.rows.hasRoomFor(line.end - line.start)) reader.rows.take()
    reader.onLine(line)
  }
  for await (const _ of scanLines(readBytes, onLine));
  reader.finish()
  return reader.score
}

const accounts = knownFormat('accounts.csv')
const customers = knownFormat('customers.csv')
const headerOf = (format: FileFormat) => format.columns.map((column) => column.name).join(',')

const goodAccount: Record<string, string> = {
  account_id: 'A-1',
  customer_id: 'C-1',
  product: 'card',
  currency: 'CNY',
  balance: '100.00',
  principal: '100.00',
  interest: '0.00',
  penalty_fee: '0.00',
  other_fee: '0.00',
  daily_rate: '0.0005',
  contract_on: '2024-02-29',
  grace_days: '3',
  tolerance: '10.00',
  risk_segment: '',
  autopay_failed: 'no',
}
const accountLine = (changes: Record<string, string> = {}) =>
  accounts.columns.map(({ name }) => changes[name] ?? goodAccount[name]).join(',')
const accountsFile = (...lines: string[]) => `${[headerOf(accounts), ...lines].join('\n')}\n`

describe('a field', () => {
  test.each([
    ['account_id', 'a'.repeat(64), null],
    ['account_id', 'a'.repeat(65), 'badId'],
    ['account_id', 'A 1', 'badId'],
    ['account_id', '张', 'badId'],
    ['account_id', '', 'empty'],
    ['product', 'personal_loan', null],
    ['product', 'personalLoan', 'badCode'],
    ['product', 'Card', 'badCode'],
    ['currency', 'CNY', null],
    ['currency', 'cny', 'badLetters'],
    ['currency', 'CNYX', 'badLetters'],
    ['balance', '0.00', null],
    ['balance', '9999999999999.99', null],
    ['balance', '99999999999999.99', 'badAmount'],
    ['balance', '1', 'badAmount'],
    ['balance', '1.0', 'badAmount'],
    ['balance', '1.000', 'badAmount'],
    ['balance', '.50', 'badAmount'],
    ['balance', '-1.00', 'badAmount'],
    ['balance', '+1.00', 'badAmount'],
    ['balance', '1e2.00', 'badAmount'],
    ['balance', ' 1.00', 'badAmount'],
    ['balance', '1,00', 'fieldCount'],
    ['daily_rate', '0', null],
    ['daily_rate', '9999.99999999', null],
    ['daily_rate', '0.000000001', 'badRate'],
    ['daily_rate', '10000', 'badRate'],
    ['daily_rate', '0.', 'badRate'],
    ['daily_rate', '.5', 'badRate'],
    ['contract_on', '2023-02-28', null],
    ['contract_on', '2023-02-29', 'badDate'],
    ['contract_on', '2000-02-29', null],
    ['contract_on', '1900-02-29', 'badDate'],
    ['contract_on', '2026-04-31', 'badDate'],
    ['contract_on', '2026-13-01', 'badDate'],
    ['contract_on', '2026-00-01', 'badDate'],
    ['contract_on', '2026-1-01', 'badDate'],
    ['contract_on', '20260101', 'badDate'],
    ['contract_on', '1899-12-31', 'badDate'],
    ['grace_days', '0', null],
    ['grace_days', '30', null],
    ['grace_days', '31', 'badInteger'],
    ['grace_days', '-1', 'badInteger'],
    ['grace_days', '3.0', 'badInteger'],
    ['risk_segment', 'high', null],
    ['risk_segment', 'unknown', 'badCode'],
    ['autopay_failed', 'yes', null],
    ['autopay_failed', 'true', 'badYesNo'],
    ['autopay_failed', '', 'empty'],
  ])('%s %s: %s', async (column, value, fault) => {
    const { rejects, staged } = await read(accounts, accountsFile(accountLine({ [column]: value })))
    expect(rejects.map(({ line, code }) => ({ line, code }))).toEqual(
      fault === null ? [] : [{ line: 2, code: fault }],
    )
    expect(staged).toBe(fault === null ? 1 : 0)
  })

  test.each([
    ['full_name', '张'.repeat(200), null],
    ['full_name', '张'.repeat(201), 'tooLong'],
    ['zone', 'Asia/Shanghai', null],
    ['zone', 'Mars/Olympus', 'badZone'],
    ['zone', '+08:00', 'badZone'],
    ['zone', '', null],
    ['born_on', '', null],
  ])('of a customer, %s %.20s: %s', async (column, value, fault) => {
    const fields = {
      customer_id: 'C-1',
      full_name: 'A',
      language: 'en',
      country: 'GB',
      zone: '',
      born_on: '',
    }
    const line = Object.values({ ...fields, [column]: value }).join(',')
    const { rejects } = await read(customers, `${headerOf(customers)}\n${line}\n`)
    expect(rejects.map(({ code }) => code)).toEqual(fault === null ? [] : [fault])
  })

  test('is named by line and column, and never repeated in the reason: it may be personal data', async () => {
    const { rejects } = await read(accounts, accountsFile(accountLine(), accountLine({ currency: 'secret' })))
    expect(rejects).toMatchObject([{ line: 3, column: 'currency', accountId: 'A-1', accountCertain: true }])
    expect(JSON.stringify(rejects)).not.toContain('secret')
  })
})

describe('a file', () => {
  test('counts every line after the header, and sums the control column of bad rows too', async () => {
    const lines = [accountLine(), accountLine({ grace_days: '99' }), accountLine({ balance: 'x' }), 'ragged']
    const score = await read(accounts, accountsFile(...lines))
    expect(score).toMatchObject({ rows: 4, staged: 1, controlCents: 20_000n, unreadableControls: 2 })
    expect(score.rejects.map(({ line, code }) => [line, code])).toEqual([
      [3, 'badInteger'],
      [4, 'badAmount'],
      [5, 'fieldCount'],
    ])
  })

  test('whose last line is cut off loses that line only', async () => {
    const score = await read(accounts, `${accountsFile(accountLine())}A-2,C-2,card,CN`)
    expect(score).toMatchObject({
      rows: 2,
      staged: 1,
      rejects: [{ line: 3, code: 'fieldCount', accountCertain: false }],
    })
  })

  test('may use CRLF', async () => {
    expect(await read(accounts, accountsFile(accountLine()).replaceAll('\n', '\r\n'))).toMatchObject({
      staged: 1,
    })
  })

  test('sums beyond the precision of a number', async () => {
    const lines = Array.from({ length: 10 }, () => accountLine({ balance: '9999999999999.99' }))
    expect((await read(accounts, accountsFile(...lines))).controlCents).toBe(9_999_999_999_999_990n)
  })

  test.each([
    ['is empty', '', /accounts.csv, line 1: the file is empty/],
    ['begins with a byte order mark', `\ufeff${accountsFile()}`, /byte order mark/],
    ['lacks a column', accountsFile().replace(',balance', ''), /column 5 must be balance/],
    ['has a column too many', accountsFile().replace('autopay_failed', 'autopay_failed,more'), /15 columns/],
    [
      'has two columns exchanged',
      accountsFile().replace('principal,interest', 'interest,principal'),
      /column 6/,
    ],
    ['has another case', accountsFile().replace('account_id', 'Account_Id'), /column 1 must be account_id/],
  ])('that %s is refused', async (_, text, message) => {
    await expect(read(accounts, text)).rejects.toMatchObject({
      code: 'DROP_HEADER',
      message: expect.stringMatching(message),
    })
  })

  test('with more bad rows than the limit is refused, with those found so far', async () => {
    const lines = Array.from({ length: 5 }, () => 'ragged')
    await expect(read(accounts, accountsFile(...lines), 3)).rejects.toMatchObject({
      code: 'DROP_TOO_MANY_REJECTS',
      rejects: { length: 4 },
    })
  })
})
