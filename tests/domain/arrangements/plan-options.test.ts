// Which plans the calculator offers: only what the strategy and the law allow, and never a cent lost or made.
import fc from 'fast-check'
import { planOption, planOptions, planProblem, termOf } from '../../../domain/arrangements/plan-options'
import { planTerms } from '../../../domain/arrangements/plan-terms'
import { rhythms } from '../../../domain/arrangements/plan-facts'
import { unlawful } from '../../../domain/arrangements/plan-law'
import { addMonths, monthsUpTo } from '../../../domain/calendar-date'
import { local } from '../log'
import { cnBank } from '../policy-packs'

const today = '2026-03-10'
const terms = planTerms.parse({ mostMonths: 6, leastInstalment: 100, rhythms: ['monthly'] })
const wish = { amountCents: 1_000_00, basis: 'ordinary' as const, today }

test('a thousand over half a year at most, a month apart, from a month from today', () => {
  const options = planOptions(wish, terms)
  expect(options.map(({ instalments, termMonths }) => [instalments.length, termMonths])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [6, 6],
  ])
  expect(options[2]?.instalments).toEqual([
    { dueOn: '2026-04-10', amountCents: 333_34 },
    { dueOn: '2026-05-10', amountCents: 333_33 },
    { dueOn: '2026-06-10', amountCents: 333_33 },
  ])
})

test.each([
  ['the least instalment ends the list', { amountCents: 399_99 }, 3],
  ['an amount that reaches it exactly is in', { amountCents: 400_00 }, 4],
  ['a debt below the least instalment is paid in one', { amountCents: 20_00 }, 1],
  ['a first day too far ahead leaves nothing', { firstOn: '2026-04-25' }, 0],
  ['the last day that is allowed leaves what fits into the term', { firstOn: '2026-04-24' }, 5],
  ['a first day in the past leaves nothing', { firstOn: '2026-03-09' }, 0],
  ['today is allowed', { firstOn: '2026-03-10' }, 7],
])('%s', (_title, change, count) => {
  expect(planOptions({ ...wish, ...change }, terms)).toHaveLength(count)
})

test('a personal plan under article 70 may run longer than an ordinary one, five years at most', () => {
  const long = planOptions({ ...wish, amountCents: 100_000_00, basis: 'article70' }, terms)
  expect(long.at(-1)).toMatchObject({ termMonths: 60 })
  expect(long).toHaveLength(60)
})

test.each([
  ['2026-03-10', '2026-03-10', 0],
  ['2026-03-10', '2026-04-10', 1],
  ['2026-03-10', '2026-04-11', 2],
  ['2026-01-31', '2026-02-28', 1],
  ['2026-01-31', '2026-03-01', 2],
  ['2026-03-10', '2031-03-10', 60],
  ['2026-03-10', '2031-03-11', 61],
])('from %s to %s a term has %i months', (from, to, months) => {
  expect(monthsUpTo(from, to)).toBe(months)
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-08-31', 18, '2028-02-29'],
])('%s and %i months is %s', (date, months, later) => {
  expect(addMonths(date, months)).toBe(later)
})

test('whatever is offered is within every limit and sums up to the amount', () => {
  const amount = fc.integer({ min: 1, max: 5_000_000 })
  const months = fc.integer({ min: 1, max: 24 })
  fc.assert(
    fc.property(amount, months, fc.constantFrom(...rhythms), (amountCents, mostMonths, rhythm) => {
      const own = planTerms.parse({ mostMonths, rhythms: [rhythm], leastInstalment: 50 })
      const options = planOptions({ ...wish, amountCents }, own)
      for (const { instalments } of options) {
        expect(instalments.reduce((sum, one) => sum + one.amountCents, 0)).toBe(amountCents)
        expect(termOf(instalments, today)).toBeLessThanOrEqual(mostMonths)
        expect(planProblem(instalments, { today, basis: 'ordinary' }, own)).toBeNull()
      }
      const next = planOption({ ...wish, amountCents }, rhythm, options.length + 1)
      expect(planProblem(next.instalments, { today, basis: 'ordinary' }, own)).not.toBeNull()
    }),
  )
})

const evidence = { inabilityEvidence: 'doc-1', willingnessEvidence: 'call-1' }
test.each([
  ['sixty months with evidence of both', { termMonths: 60, ...evidence }, null],
  ['sixty-one months', { termMonths: 61, ...evidence }, 'CN-ART70-02'],
  [
    'no evidence of the will to pay',
    { termMonths: 12, inabilityEvidence: 'doc-1' },
    'missing: willingnessEvidence',
  ],
  ['no evidence at all', { termMonths: 12 }, 'missing: inabilityEvidence, willingnessEvidence'],
])('a personal plan for a card, %s: %j', (_title, plan, says) => {
  const why = unlawful({ at: local('2026-03-10 10:00'), product: 'card', ...plan }, [cnBank])
  if (says === null) expect(why).toBeNull()
  else expect(why).toContain(says)
})
