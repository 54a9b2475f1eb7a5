// How much is overdue and since when: the bank's last report plus what became known after it.
import { addDays } from '../../domain/calendar-date'
import { bucketOf, positionAt } from '../../domain/money/position'
import { type CaseBuilder, aCase, anAccount, bill } from './case-builder'

const march = bill('2026-03-01')
const april = bill('2026-04-01')
const may = bill('2026-05-01')

/** Due date of the oldest unpaid bill, days past due and overdue amount on a day. */
function debtOf(story: CaseBuilder, on: string): [string | null, number, number] {
  const position = positionAt(story.facts, on)
  if (!position) throw new Error('no position')
  return [position.oldestUnpaidDueOn, position.daysPastDue, position.overdueCents]
}

test('before the first report there is no position', () => {
  expect(positionAt([], '2026-03-05')).toBeNull()
})

describe('days past due run from the day after the due date', () => {
  test.each([
    ['2026-02-28', null, 0],
    ['2026-03-01', null, 0],
    ['2026-03-02', '2026-03-01', 1],
    ['2026-03-31', '2026-03-01', 30],
    ['2026-04-01', '2026-03-01', 31],
  ])('on %s the oldest unpaid bill is of %s, %i days past due', (on, oldest, days) => {
    expect(debtOf(anAccount('2026-02-25', { bills: [march] }), on)).toEqual([oldest, days, days && 500_00])
  })
})

describe('a debt is in collection only beyond the grace days of its contract', () => {
  test.each([
    [0, '2026-03-01', false],
    [0, '2026-03-02', true],
    [3, '2026-03-04', false],
    [3, '2026-03-05', true],
    [10, '2026-03-11', false],
    [10, '2026-03-12', true],
  ])('with %i grace days, on %s: %s', (graceDays, on, delinquent) => {
    const story = anAccount('2026-02-25', { bills: [march], graceDays })
    expect(positionAt(story.facts, on)?.delinquent).toBe(delinquent)
  })
})

describe('a minimum counts as met within the tolerance, each bill for itself', () => {
  test.each([
    [0, 499_99, '2026-03-01'],
    [0, 500_00, null],
    [10_00, 489_99, '2026-03-01'],
    [10_00, 490_00, null],
  ])('tolerance %i, paid %i: oldest unpaid %s', (toleranceCents, paidCents, oldest) => {
    const story = anAccount('2026-03-04', { bills: [bill('2026-03-01', { paidCents })], toleranceCents })
    expect(debtOf(story, '2026-03-05')[0]).toBe(oldest)
  })

  test('two bills short by less than the tolerance each are both met', () => {
    const short = (dueOn: string) => bill(dueOn, { paidCents: 493_00 })
    const story = anAccount('2026-04-04', {
      bills: [short('2026-03-01'), short('2026-04-01')],
      toleranceCents: 7_00,
    })
    expect(debtOf(story, '2026-04-05')).toEqual([null, 0, 0])
  })
})

test('a card bill is met by its own minimum, not by its whole amount', () => {
  const card = bill('2026-03-01', { minimumDueCents: 50_00, totalCents: 500_00 })
  const story = anAccount('2026-03-04', { bills: [card] }).at('2026-03-06 10:00')
  expect(debtOf(story, '2026-03-06')).toEqual(['2026-03-01', 5, 50_00])
  expect(debtOf(story.paid(49_99), '2026-03-06')).toEqual(['2026-03-01', 5, 1])
  expect(debtOf(story.paid(50_00), '2026-03-06')).toEqual([null, 0, 0])
})

describe('new money pays the oldest bill first', () => {
  const story = anAccount('2026-04-04', { bills: [april, march] }).at('2026-04-05 10:00')
  test.each([
    [1, '2026-03-01', 999_99],
    [499_99, '2026-03-01', 500_01],
    [500_00, '2026-04-01', 500_00],
    [999_99, '2026-04-01', 1],
    [1000_00, null, 0],
    [5000_00, null, 0],
  ])('%i cents: oldest unpaid %s, %i cents overdue', (cents, oldest, overdueCents) => {
    const [dueOn, , overdue] = debtOf(story.paid(cents), '2026-04-05')
    expect([dueOn, overdue]).toEqual([oldest, overdueCents])
  })
})

test('whoever pays the overdue amount that a notice names is no longer overdue', () => {
  const card = (dueOn: string) => bill(dueOn, { minimumDueCents: 50_00, totalCents: 500_00 })
  const story = anAccount('2026-04-04', { bills: [card('2026-03-01'), card('2026-04-01')] }).at(
    '2026-04-05 10:00',
  )
  expect(debtOf(story, '2026-04-05')).toEqual(['2026-03-01', 35, 100_00])
  expect(debtOf(story.paid(100_00), '2026-04-05')).toEqual([null, 0, 0])
})

test('beyond the minimums money pays the rest of the bills', () => {
  const card = (dueOn: string) => bill(dueOn, { minimumDueCents: 50_00, totalCents: 500_00 })
  const story = anAccount('2026-04-04', { bills: [card('2026-03-01'), card('2026-04-01')] }).at(
    '2026-04-05 10:00',
  )
  const left = positionAt(story.paid(560_00).facts, '2026-04-05')?.bills
  expect(left).toEqual([{ ...card('2026-04-01'), paidCents: 60_00 }])
})

describe('the books at close of a day have counted what was posted on it', () => {
  test.each([
    ['on the day of the report', '2026-03-04', 500_00],
    ['on the day after', '2026-03-05', 400_00],
  ])('a payment posted %s', (_title, postedOn, overdueCents) => {
    const story = anAccount('2026-03-04', { bills: [march] })
      .at('2026-03-05 10:00')
      .paid(100_00, { postedOn })
    expect(debtOf(story, '2026-03-06')[2]).toBe(overdueCents)
  })

  test('a payment counts once: by itself until the report that knows it, by the report from then on', () => {
    const before = anAccount('2026-03-04', { bills: [march] })
      .at('2026-03-05 10:00')
      .paid(200_00)
    expect(debtOf(before, '2026-03-06')[2]).toBe(300_00)
    const after = before.at('2026-03-06 03:00').reported('2026-03-05', [{ ...march, paidCents: 200_00 }])
    expect(debtOf(after, '2026-03-06')[2]).toBe(300_00)
  })

  test('a payment with an earlier value date, posted after the report, counts', () => {
    const dates = { valueOn: '2026-03-01', postedOn: '2026-03-05' }
    const story = anAccount('2026-03-04', { bills: [march] })
      .at('2026-03-05 10:00')
      .paid(500_00, dates)
    expect(debtOf(story, '2026-03-06')).toEqual([null, 0, 0])
  })
})

describe('a payment that comes back', () => {
  const reported = anAccount('2026-03-04', { bills: [march] })

  test('cancels against itself when the report knew neither', () => {
    const story = reported
      .at('2026-03-05 10:00')
      .paid(500_00)
      .at('2026-03-08 10:00')
      .reversed('pay-1', 500_00)
    expect(debtOf(story, '2026-03-08')).toEqual(['2026-03-01', 7, 500_00])
  })

  test('leaves what else was paid when only a part of it comes back', () => {
    const story = reported
      .at('2026-03-05 10:00')
      .paid(500_00)
      .at('2026-03-08 10:00')
      .reversed('pay-1', 100_00)
    expect(debtOf(story, '2026-03-08')[2]).toBe(100_00)
  })

  const half = [
    { ...march, paidCents: 500_00 },
    { ...april, paidCents: 200_00 },
  ]
  const counted = anAccount('2026-03-04', { bills: [march, april] })
    .at('2026-03-20 10:00')
    .paid(700_00)
    .at('2026-04-05 03:00')
    .reported('2026-04-04', half)
    .at('2026-04-06 10:00')

  test.each([
    [100_00, '2026-04-01', 400_00],
    [200_00, '2026-04-01', 500_00],
    [300_00, '2026-03-01', 600_00],
    [700_00, '2026-03-01', 1000_00],
  ])(
    'is taken from the newest paid bill first when the report had counted it: %i',
    (back, oldest, overdue) => {
      const [dueOn, , cents] = debtOf(counted.reversed('pay-1', back), '2026-04-06')
      expect([dueOn, cents]).toEqual([oldest, overdue])
    },
  )

  test('raises the debt also when the payment was made before the account first came', () => {
    const story = anAccount('2026-04-04', { bills: half }).at('2026-04-06 10:00').reversed('long-ago', 300_00)
    expect(debtOf(story, '2026-04-06')).toEqual(['2026-03-01', 36, 600_00])
  })

  test('changes nothing when the report knew it already', () => {
    const story = reported.at('2026-03-05 03:00').reversed('long-ago', 300_00, '2026-03-04')
    expect(debtOf(story, '2026-03-06')[2]).toBe(500_00)
  })
})

describe('a voided payment', () => {
  const paid = anAccount('2026-03-04', { bills: [march] })
    .at('2026-03-05 10:00')
    .paid(500_00)

  test('never was', () => {
    expect(debtOf(paid.voided('pay-1'), '2026-03-06')).toEqual(['2026-03-01', 5, 500_00])
  })

  test('takes its reversal with it', () => {
    const other = paid.voided('pay-1').reversed('pay-1', 500_00).paid(100_00)
    expect(debtOf(other, '2026-03-06')[2]).toBe(400_00)
  })

  test('may itself be a reversal: the payment then stands', () => {
    expect(debtOf(paid.reversed('pay-1', 500_00).voided('back-1'), '2026-03-06')).toEqual([null, 0, 0])
  })
})

describe('reports', () => {
  test('count by their business date, whenever they arrive', () => {
    const newer = anAccount('2026-04-05', { bills: [april] })
    const late = newer.at('2026-04-07 03:00').reported('2026-04-04', [march, april])
    expect(debtOf(late, '2026-04-07')).toEqual(['2026-04-01', 6, 500_00])
  })

  test('of the same business date: the one known last counts', () => {
    const twice = anAccount('2026-04-05', { bills: [april] })
      .at('2026-04-07 03:00')
      .reported('2026-04-05', [march])
    const swapped = twice.facts.map((fact) => ({ ...fact, seq: 10 - fact.seq }))
    expect(debtOf(twice, '2026-04-07')[0]).toBe('2026-03-01')
    expect(positionAt(swapped, '2026-04-07')?.oldestUnpaidDueOn).toBe('2026-03-01')
  })

  test('that no longer list a bill say that it is paid, and a reversal brings it back', () => {
    const story = anAccount('2026-04-03', { bills: [march, april] })
      .at('2026-04-04 10:00')
      .paid(500_00)
      .at('2026-04-05 03:00')
      .reported('2026-04-04', [april])
    expect(debtOf(story, '2026-04-05')).toEqual(['2026-04-01', 4, 500_00])
    const back = story.at('2026-04-08 10:00').reversed('pay-1', 500_00)
    expect(debtOf(back, '2026-04-08')).toEqual(['2026-03-01', 38, 1000_00])
  })

  test('carry product, segment and customer of the newest business date', () => {
    const story = anAccount('2026-04-03', { riskSegment: 'low' })
      .at('2026-04-05 03:00')
      .reported('2026-04-04', [march], { riskSegment: 'high', product: 'personalLoan' })
    expect(positionAt(story.facts, '2026-04-05')).toMatchObject({
      customerId: 'person-1',
      product: 'personalLoan',
      riskSegment: 'high',
      currency: 'CNY',
      reportedOn: '2026-04-04',
    })
  })
})

test('a bill that is not yet due is known but not overdue, and falls due by itself', () => {
  const story = anAccount('2026-04-20', { bills: [march, may] })
  expect(debtOf(story, '2026-05-01')).toEqual(['2026-03-01', 61, 500_00])
  expect(debtOf(story, '2026-05-02')).toEqual(['2026-03-01', 62, 1000_00])
})

test('holds and agreements never change the days past due', () => {
  const free = aCase().at('2026-03-06 10:00')
  const bound = free
    .hold('h-1')
    .plan('p-1', [['2026-06-01', 500_00]])
    .hardship('a-1', '2026-03-06', '2026-06-01')
  expect(debtOf(bound, '2026-05-01')).toEqual(debtOf(free, '2026-05-01'))
})

describe('buckets change on the day after each thirtieth', () => {
  test.each([
    [0, 'M0'],
    [1, 'M1'],
    [29, 'M1'],
    [30, 'M1'],
    [31, 'M2'],
    [59, 'M2'],
    [60, 'M2'],
    [61, 'M3'],
    [89, 'M3'],
    [90, 'M3'],
    [91, 'M4'],
    [120, 'M4'],
    [121, 'M5'],
    [150, 'M5'],
    [151, 'M6'],
    [179, 'M6'],
    [180, 'M6'],
    [181, 'M6+'],
    [1000, 'M6+'],
  ])('%i days past due: %s', (days, bucket) => {
    expect(bucketOf(days)).toBe(bucket)
    const story = anAccount('2026-03-01', { bills: [march] })
    expect(positionAt(story.facts, addDays('2026-03-01', days))?.daysPastDue).toBe(days)
  })
})

describe('an account that left the drop owes nothing here until the bank reports it again', () => {
  const gone = aCase().at('2026-03-10 03:00')

  test.each(['paid', 'sold', 'migrated', 'closed'] as const)('%s', (reason) => {
    const left = gone.exited(reason)
    expect(positionAt(left.facts, '2026-03-20')).toMatchObject({ bills: [], delinquent: false })
    expect(debtOf(left, '2026-03-20')).toEqual([null, 0, 0])
    const back = left.at('2026-03-15 03:00').reported('2026-03-14', [march])
    expect(debtOf(back, '2026-03-20')).toEqual(['2026-03-01', 19, 500_00])
  })

  test('a write-off leaves the debt as it is', () => {
    expect(debtOf(gone.exited('writtenOff'), '2026-03-20')).toEqual(['2026-03-01', 19, 500_00])
  })

  test('a payment that comes back after it is owed again', () => {
    const paid = gone.paid(500_00, { postedOn: '2026-03-09' }).exited('paid')
    const back = paid.at('2026-03-15 03:00').reversed('pay-1', 500_00, '2026-03-14')
    expect(debtOf(back, '2026-03-20')).toEqual(['2026-03-01', 19, 500_00])
  })
})
