// Who may place, extend, shorten and lift a hold, and what is refused with which code: a hold protects, ending it needs
// authority, for some reasons that of two people.
import { type Command, type Judgement, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import type { HoldReason } from '../../../domain/protection/hold-facts'
import { holdSpans } from '../../../domain/protection/hold-spans'
import { type CaseBuilder, aCase } from '../case-builder'
import { accountId, appended, local } from '../log'
import { testRules, zone } from '../test-strategy'

const story = aCase().at('2026-03-06 10:00')
const now = local('2026-03-10 10:00')
const [collector, teamLead, manager] = ['operator:lin', 'supervisor:qian', 'manager:zhou']

/** Without what other accounts of the person are told: tests/domain/protection/person-hold.test.ts. */
function judged(facts: CaseBuilder, wish: object, commandId = 'c-1', asOf = now): Judgement {
  const command: Command = commandSchema.parse({ commandId, ...wish })
  const judgement = judgeCommand(facts.facts, command, { accountId, asOf, zone, rules: testRules })
  if (!judgement.ok) return judgement
  return { ok: true, facts: judgement.facts.filter(({ kind }) => kind !== 'personHeld') }
}

function after(facts: CaseBuilder, wish: object, commandId = 'c-1') {
  const judgement = judged(facts, wish, commandId)
  return facts.append(judgement.ok ? judgement.facts : [])
}

const place = (reason: HoldReason, by: string) => ({ kind: 'placeHold', holdId: 'h', reason, by })
const lift = (by: string) => ({ kind: 'liftHold', holdId: 'h', by })
const extend = (by: string, until?: string) => ({
  ...{ kind: 'extendHold', holdId: 'h', by },
  ...(until === undefined ? {} : { until: local(until) }),
})

describe('placing', () => {
  test.each<[HoldReason, string]>([
    ['dispute', 'portal:web'],
    ['deceased', collector],
    ['vulnerable', collector],
    ['bankruptcy', collector],
    ['regulator', teamLead],
    ['moratorium', manager],
  ])('%s by %s is recorded', (reason, by) => {
    expect(judged(story, place(reason, by))).toMatchObject({
      ok: true,
      facts: [{ kind: 'holdPlaced', actor: by }],
    })
  })

  test.each<[HoldReason, string, RegExp]>([
    ['legal', collector, /operator:lin is a collector; a teamLead may place a hold for legal/],
    ['moratorium', 'portal:web', /portal:web stands on no level/],
  ])('%s by %s is refused', (reason, by, message) => {
    expect(judged(story, place(reason, by))).toEqual({
      ok: false,
      code: 'NO_AUTHORITY',
      message: expect.stringMatching(message),
    })
  })

  test('a hold of the past, learnt late, counts from its own beginning', () => {
    const wish = { ...place('dispute', collector), from: local('2026-03-06'), until: local('2026-03-08') }
    expect(judged(story, wish)).toMatchObject({ ok: true, facts: [{ effectiveAt: local('2026-03-06') }] })
  })
})

describe('a new end', () => {
  const held = story.hold('h', { until: '2026-03-20' })

  test.each<[string, CaseBuilder, object, object]>([
    ['later, by whoever may place it', held, extend(collector, '2026-04-01'), { until: local('2026-04-01') }],
    ['earlier, by whoever may lift it', held, extend(teamLead, '2026-03-12'), { until: local('2026-03-12') }],
    ['now', held, extend(teamLead, '2026-03-10 10:00'), { until: now }],
    ['open', held, extend(collector), { holdId: 'h' }],
  ])('%s, is a new fact', (_title, facts, wish, payload) => {
    expect(judged(facts, wish)).toMatchObject({ ok: true, facts: [{ kind: 'holdExtended', payload }] })
  })

  test.each<[string, CaseBuilder, object, string]>([
    ['earlier, by whoever may only place it', held, extend(collector, '2026-03-12'), 'NO_AUTHORITY'],
    ['in the past', held, extend(teamLead, '2026-03-08'), 'HOLD_END_PAST'],
    ['before its beginning', held, extend(teamLead, '2026-03-06'), 'DATES_REVERSED'],
    ['of none', story, extend(teamLead, '2026-03-12'), 'UNKNOWN_HOLD'],
    [
      'of one that is over',
      story.hold('h', { until: '2026-03-09' }),
      extend(teamLead, '2026-03-12'),
      'HOLD_ENDED',
    ],
    [
      'of one that was lifted',
      held.at('2026-03-07').lifted('h'),
      extend(teamLead, '2026-04-12'),
      'HOLD_ENDED',
    ],
  ])('%s, is refused', (_title, facts, wish, code) => {
    expect(judged(facts, wish)).toEqual({ ok: false, code, message: expect.stringMatching(/\w+ \w+/) })
  })

  test('that it has already records nothing, and the same command twice is one', () => {
    expect(judged(held, extend(collector, '2026-03-20'))).toEqual({ ok: true, facts: [] })
    const first = judged(held, extend(collector, '2026-04-01'))
    const once = held.append(first.ok ? first.facts : [])
    const again = once.at('2026-03-10 11:00').extended('h', '2026-05-01')
    expect(judged(again, extend(collector, '2026-04-01'))).toEqual({ ok: true, facts: [] })
  })
})

describe('a new end before that of a hold that takes two', () => {
  const held = story.hold('h', { reason: 'deceased' })
  const asked = after(held, extend(manager, '2026-04-12'))

  test('is asked for by the first and comes by the second', () => {
    expect(holdSpans(asked.facts)).toEqual(holdSpans(held.facts))
    expect(judged(asked, extend(teamLead, '2026-04-12'), 'c-2')).toMatchObject({
      ok: true,
      facts: [{ kind: 'holdExtended', payload: { until: local('2026-04-12') } }],
    })
  })

  test.each<[string, object, string]>([
    ['agrees to a later end too', extend(teamLead, '2026-04-13'), 'holdExtended'],
    ['not to an earlier one', extend(teamLead, '2026-04-11'), 'holdLiftAsked'],
    ['not to lifting it now', lift(teamLead), 'holdLiftAsked'],
  ])('the first %s', (_title, wish, kind) => {
    expect(judged(asked, wish, 'c-2')).toMatchObject({ ok: true, facts: [{ kind }] })
  })

  test('who wanted it lifted now agrees to every end', () => {
    const lifting = after(held, lift(manager))
    expect(judged(lifting, extend(teamLead, '2026-04-12'), 'c-2')).toMatchObject({
      ok: true,
      facts: [{ kind: 'holdExtended' }],
    })
  })

  test.each<[string, object, string]>([
    ['the same person', extend(manager, '2026-04-12'), 'SAME_PERSON'],
    ['somebody without authority', extend(collector, '2026-04-12'), 'NO_AUTHORITY'],
  ])('%s is refused', (_title, wish, code) => {
    expect(judged(asked, wish, 'c-2')).toMatchObject({ ok: false, code })
  })
})

describe('lifting', () => {
  test('one person with authority ends a dispute', () => {
    const answer = judged(story.hold('h'), lift(teamLead))
    expect(answer).toMatchObject({
      ok: true,
      facts: [{ key: 'hold/h/lifted', payload: { holdId: 'h', at: now } }],
    })
    expect(judged(story.hold('h'), lift(collector))).toMatchObject({ ok: false, code: 'NO_AUTHORITY' })
  })

  test.each<HoldReason>(['deceased', 'legal', 'regulator'])('%s takes two different people', (reason) => {
    const held = story.hold('h', { reason })
    const first = judged(held, lift(manager))
    expect(first).toMatchObject({ ok: true, facts: [{ kind: 'holdLiftAsked' }] })
    const asked = held.append(first.ok ? first.facts : [])
    expect(judged(asked, lift(manager), 'c-2')).toMatchObject({ ok: false, code: 'SAME_PERSON' })
    expect(judged(asked, lift('manager:sun'), 'c-2')).toMatchObject({
      ok: true,
      facts: [{ kind: 'holdLifted' }],
    })
    expect(judged(asked, lift(manager))).toEqual({ ok: true, facts: [] })
  })

  test.each([
    ['2026-03-24 09:59', 'holdLifted'],
    ['2026-03-24 10:00', 'holdLiftAsked'],
  ])('the word of the first counts for fourteen days: who agrees at %s leaves %s', (moment, kind) => {
    const asked = after(story.hold('h', { reason: 'legal' }), lift(teamLead))
    const second = judged(asked, lift(manager), 'c-2', local(moment))
    expect(second).toMatchObject({ ok: true, facts: [{ kind }] })
    // The first one may ask anew, and then it takes another person again.
    const anew = judged(asked, lift(teamLead), 'c-3', local('2026-03-24 10:00'))
    expect(anew).toMatchObject({ ok: true, facts: [{ kind: 'holdLiftAsked' }] })
  })

  test('what was lifted twice was lifted when the first did', () => {
    const held = story.hold('h')
    const first = judged(held, lift(teamLead))
    const once = appended(held.facts, first.ok ? first.facts : [])
    const second = judged(held.append(first.ok ? first.facts : []), lift(manager), 'c-2')
    expect(appended(once, second.ok ? second.facts : [])).toHaveLength(once.length)
  })
})
