// A hold for a reason that concerns the person stands on every account of theirs: what the others are told, how they stand
// still by it, and that their money is left alone.
import { type NewFact, factsOf } from '../../../domain/facts'
import { decide } from '../../../domain/ladder/decide'
import { holdReasons, reasonsOfPerson } from '../../../domain/protection/hold-facts'
import { frozenDays } from '../../../domain/protection/hold-spans'
import { personHolds } from '../../../domain/protection/person-hold'
import { judged } from '../arrangements/asking'
import { type CaseBuilder, aCase } from '../case-builder'
import { local } from '../log'
import { testRules, zone } from '../test-strategy'

const by = 'manager:zhou'
const held = { kind: 'placeHold', holdId: 'h' }
const own = aCase().at('2026-03-06 10:00')

/** What the accounts of the person learn of commands on another one, each at its time. */
function told(...acts: [moment: string, by: string, wish: { kind: string } & Record<string, unknown>][]) {
  let story: CaseBuilder = own
  for (const [moment, who, wish] of acts) {
    const judgement = judged(story, moment, who, wish)
    if (!judgement.ok) throw new Error(judgement.message)
    story = story.at(moment).append(judgement.facts)
  }
  return factsOf(story.facts, 'personHeld').map((fact) => ({
    ...fact,
    payload: { ...fact.payload, onAccount: 'acc-2' },
  }))
}

const heldTogether = (...acts: Parameters<typeof told>) => own.append(told(...acts))
const standing = (story: CaseBuilder, at: string) => decide(story.facts, testRules, local(at)).standstill

test.each(holdReasons)('a hold for %s is told exactly when it concerns the person', (reason) => {
  const facts = told(['2026-03-10 10:00', by, { ...held, reason }])
  expect(facts).toHaveLength(reasonsOfPerson.some((one) => one === reason) ? 1 : 0)
})

test('another account stands still as long as the hold stands, through a new end and until it is lifted', () => {
  const place = [
    '2026-03-10 10:00',
    by,
    { ...held, reason: 'moratorium', until: local('2026-03-20') },
  ] as const
  const extend = [
    '2026-03-12 10:00',
    by,
    { kind: 'extendHold', holdId: 'h', until: local('2026-04-20') },
  ] as const
  const lift = ['2026-04-01 10:00', by, { kind: 'liftHold', holdId: 'h' }] as const
  const placed = heldTogether([...place])
  expect([standing(placed, '2026-03-19'), standing(placed, '2026-03-21')]).toEqual(['hold', null])
  expect(standing(heldTogether([...place], [...extend]), '2026-04-19')).toBe('hold')
  const lifted = heldTogether([...place], [...extend], [...lift])
  expect([standing(lifted, '2026-03-31'), standing(lifted, '2026-04-02')]).toEqual(['hold', null])
})

test('its own account tells itself nothing, and days of interest are frozen there alone', () => {
  const wish = { ...held, reason: 'moratorium' }
  const judgement = judged(own, '2026-03-10 10:00', by, wish)
  const itself = own.append(judgement.ok ? judgement.facts : [])
  expect(personHolds(itself.facts)).toEqual([])
  const days = (story: CaseBuilder) =>
    frozenDays(story.facts, { holds: testRules.terms.holds, zone, what: 'interest' }).length
  const other = heldTogether(['2026-03-10 10:00', by, wish])
  expect([days(itself), days(other)]).toEqual([1, 0])
})

test('the rest of a wait is kept to the minute', () => {
  const free = decide(own.facts, testRules, local('2026-03-06 10:00')).next
  const wish = { ...held, reason: 'deceased', from: local('2026-03-05'), until: local('2026-03-25') }
  const other = heldTogether(['2026-03-10 10:00', by, wish])
  const { next } = decide(other.facts, testRules, local('2026-03-25'))
  expect(free.kind).toBe('step')
  expect(next.kind === 'step' && free.kind === 'step' && next.key === free.key).toBe(true)
})

describe('the same command on each account of the person, as a moratorium sends it', () => {
  const place = { ...held, reason: 'moratorium', until: local('2026-04-20') }
  const alone = own.at('2026-03-09 10:00').hold('h', { reason: 'moratorium' })

  test.each<[kind: string, before: CaseBuilder, wish: { kind: string } & Record<string, unknown>]>([
    ['holdPlaced', own, place],
    ['holdExtended', alone, { kind: 'extendHold', holdId: 'h', until: local('2026-04-10') }],
    ['holdLifted', alone, { kind: 'liftHold', holdId: 'h' }],
  ])('%s on each, and the same once more on one of them changes nothing', (kind, before, wish) => {
    const ask = (story: CaseBuilder) => judged(story, '2026-03-10 10:00', by, wish)
    const first = ask(before)
    // What the first account wrote here has the source of its command, which is that of this one.
    const learnt = before.append(first.ok ? first.facts.flatMap(copied) : [])
    const second = ask(learnt)
    expect(second.ok && second.facts.map((fact) => fact.kind)).toEqual([kind, 'personHeld'])
    const done = learnt.append(second.ok ? second.facts : [])
    expect(ask(done)).toEqual({ ok: true, facts: [] })
  })

  function copied(fact: NewFact): NewFact[] {
    if (fact.kind !== 'personHeld') return []
    return [{ ...fact, key: `of-acc-2/${fact.key}`, payload: { ...fact.payload, onAccount: 'acc-2' } }]
  }
})

test.each([
  { kind: 'liftHold', holdId: 'h' },
  { kind: 'extendHold', holdId: 'h', until: local('2026-04-20') },
])('a hold that was placed on another account is changed there: $kind', (wish) => {
  const other = heldTogether(['2026-03-10 10:00', by, { ...held, reason: 'bankruptcy' }])
  const at = '2026-03-12 10:00'
  expect(judged(other, at, by, wish)).toEqual({
    ok: false,
    code: 'UNKNOWN_HOLD',
    message: 'hold h was placed on acc-2: change it there',
  })
  expect(judged(other, at, by, { ...wish, holdId: 'x' })).toMatchObject({ message: 'there is no hold x' })
})
