// Do the strategies that ship lead where they should: humane, in order, and to the court when nobody ever answers?
import type { LadderStep } from '../../domain/ladder/strategy'
import { loadRuleBooks } from '../../platform/rule-books'
import { aCase, bill } from './case-builder'
import { type Script, type Walk, walk } from './journey'
import { local } from './log'
import { testRules } from './test-strategy'

const books = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
const lawful = [{ id: 'CN-TIME-01', hours: [{ from: '08:00', to: '22:00' }] }]

/** Everyone in the bank does their part; the customer never answers. */
const silence: Script = {
  answer: (_, kind) =>
    ({ approval: 'approved', assessment: 'passed', visit: 'notHome', secondVisit: 'notHome' })[
      kind as string
    ],
  delivery: () => 'delivered',
}

function story(id: string, overdueCents: number, options: { openedOn?: string; script?: Script } = {}): Walk {
  const strategy = books.strategies.find((candidate) => candidate.id === id)
  if (!strategy) throw new Error(`there is no strategy ${id}`)
  const openedOn = options.openedOn ?? '2026-03-05'
  const product = strategy.products[0] ?? 'card'
  const bills = [bill('2026-03-01', { minimumDueCents: overdueCents })]
  const log = aCase({ openedOn, product, bills }).facts
  const span = { from: local(`${openedOn} 03:00`), until: local(`${openedOn} 03:00`) + 400 * 86_400_000 }
  return walk(log, span, options.script ?? silence, { ...testRules, strategy, lawful })
}

const ids = books.strategies.map(({ id }) => id)

test('there is a strategy for each product', () => {
  expect(books.currentFor('card').id).toBe('card-standard')
  expect(books.currentFor('personalLoan').id).toBe('loan-standard')
})

test('article 70 is about cards: on its basis a loan gets no longer plan, and no promise about new cards', () => {
  const planOf = (id: string) => books.strategies.find((one) => one.id === id)?.arrangements.plan
  expect(planOf('card-standard')).toMatchObject({
    mostMonths: 24,
    mostMonthsArticle70: 60,
    contents: { noNewCard: true },
  })
  expect(planOf('loan-standard')).toMatchObject({
    mostMonths: 12,
    mostMonthsArticle70: 12,
    contents: { noNewCard: false },
  })
})

describe.each(ids)('%s', (id) => {
  test('a customer who never answers meets every kind of step in order, ending at the court within 250 days', () => {
    const { taken } = story(id, 2_000_00)
    const kinds = taken.map(({ step }) => step.step).filter((kind, at, all) => all.indexOf(kind) === at)
    const steps = kinds.filter((kind): kind is LadderStep => kind !== 'approval' && kind !== 'assessment')
    const order: LadderStep[] = [
      'reminder',
      'call',
      'letter',
      'visit',
      'secondVisit',
      'outsourcing',
      'legalReferral',
    ]
    expect(steps).toEqual(order)
    const court = taken.find(({ step }) => step.step === 'legalReferral')
    expect(court?.at).toBeLessThan(local('2026-03-01') + 250 * 86_400_000)
  })

  test('each escalation is approved by a person first, the court also assessed', () => {
    const keys = story(id, 2_000_00).taken.map(({ step }) => step.key.split('/')[2])
    for (const rung of ['visit', 'second-visit', 'agency', 'court']) {
      expect(keys.indexOf(`${rung}.approval`)).toBeGreaterThanOrEqual(0)
      expect(keys.indexOf(`${rung}.approval`)).toBeLessThan(keys.indexOf(rung))
    }
    expect(keys.indexOf('court.assessment')).toBeLessThan(keys.indexOf('court.approval'))
  })

  test('nobody goes to the door, to an agency or to court when no letter arrives', () => {
    const { taken } = story(id, 2_000_00, { script: { ...silence, delivery: () => 'returned' } })
    const kinds = new Set(taken.map(({ step }) => step.step))
    for (const kind of ['visit', 'secondVisit', 'outsourcing', 'legalReferral'] as const) {
      expect(kinds.has(kind)).toBe(false)
    }
    expect(taken.filter(({ step }) => step.step === 'letter')).toHaveLength(2)
  })

  test('nobody goes further when every approval is refused', () => {
    const refusing: Script = {
      ...silence,
      answer: (_, kind) => (kind === 'approval' ? 'refused' : undefined),
    }
    const kinds = new Set(story(id, 2_000_00, { script: refusing }).taken.map(({ step }) => step.step))
    expect(kinds).toEqual(new Set(['reminder', 'call', 'letter', 'approval', 'assessment']))
  })

  test('a small debt is reminded, called and written about, and nothing more', () => {
    const kinds = new Set(story(id, 200_00).taken.map(({ step }) => step.step))
    expect(kinds).toEqual(new Set(['reminder', 'call', 'letter']))
  })

  test('an old debt that arrives late begins with a reminder, not at the rung of its age', () => {
    const { taken } = story(id, 2_000_00, { openedOn: '2026-09-01' })
    expect(taken[0]?.step.step).toBe('reminder')
    const kinds = taken.map(({ step }) => step.step)
    expect(kinds.indexOf('letter')).toBeLessThan(kinds.indexOf('visit'))
    const court = taken.find(({ step }) => step.step === 'legalReferral')
    expect(court?.at).toBeLessThan(local('2026-09-01') + 180 * 86_400_000)
  })

  test('no day has two messages on one channel', () => {
    const { taken } = story(id, 2_000_00)
    const days = taken.flatMap(({ at, contacts }) =>
      contacts.map((channel) => `${channel} ${new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)}`),
    )
    expect(new Set(days).size).toBe(days.length)
  })
})
