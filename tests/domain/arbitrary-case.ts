// Any life of a case, for the properties: payments that come late, back or never were, holds that overlap, plans,
// absences, corrected drops, outages; people who answer, refuse or leave things undone.
import fc from 'fast-check'
import { type Instant, addDays, dateAt } from '../../domain/calendar-date'
import { type Rules, liveFacts } from '../../domain/ladder/decide'
import { type Fact, type NewFact, type TaskKind, factsOf } from '../../domain/facts'
import { taskOutcomes } from '../../domain/ladder/outcomes'
import { positionAt } from '../../domain/money/position'
import { type LadderShape, anyLadder, rungsOf } from './arbitrary-ladder'
import { CaseBuilder, aCase, bill } from './case-builder'
import type { News, Script } from './journey'
import { local } from './log'
import { rulesWith, testRules, zone } from './test-strategy'

export interface Life {
  openedOn: string
  minimumsCents: number[]
  graceDays: number
  toleranceCents: number
  happenings: Happening[]
  outages: { day: number; days: number }[]
  /** What people report, by the turn of their task: an index into the outcomes of its kind; null: nothing. */
  answers: (number | null)[]
  deliveries: ('delivered' | 'returned' | null)[]
  ladder: LadderShape | null
  spreadMinutes: number
}

type Happening = { day: number; minute: number } & Act

type Act =
  | { act: 'pay'; cents: number; valueDaysAgo: number }
  | { act: 'payOldest' | 'payAll' | 'missing' | 'found' | 'newBill' | 'reportClean' | 'withdraw' }
  | { act: 'reverse' | 'void' | 'lift' | 'cancelPlan' | 'endHardship'; which: number }
  | { act: 'hold'; reason: 'dispute' | 'complaint'; beganDaysAgo: number; days: number | null }
  | { act: 'extend'; which: number; days: number | null }
  | { act: 'plan'; instalments: number[]; amountCents: number; graceDays: number }
  | { act: 'hardship'; days: number }

const which = fc.nat(3)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('pay'),
      cents: fc.constantFrom(1, 50_00, 200_00, 500_00, 800_00),
      valueDaysAgo: fc.nat(4),
    }),
  },
  { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('payOldest', 'payOldest', 'payAll') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('missing', 'found', 'newBill', 'reportClean', 'withdraw'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('reverse', 'reverse', 'void', 'lift', 'lift', 'cancelPlan', 'endHardship'),
      which,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('hold'),
      // A complaint keeps visits and courts waiting, and reminders go on.
      reason: fc.constantFrom('dispute', 'dispute', 'complaint'),
      beganDaysAgo: fc.integer({ min: -5, max: 10 }),
      days: fc.option(fc.integer({ min: 11, max: 40 }), { freq: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('extend'),
      which,
      days: fc.option(fc.integer({ min: -5, max: 30 }), { freq: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('plan'),
      instalments: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
      amountCents: fc.constantFrom(1, 200_00),
      graceDays: fc.nat(3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('hardship'), days: fc.integer({ min: 1, max: 40 }) }),
  },
)

const happening: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 35 }), fc.integer({ min: 1, max: 150 })),
    fc.constantFrom(180, 600, 839, 1320),
    act,
  )
  .map(([day, minute, what]) => ({ day, minute, ...what }))

export const anyLife: fc.Arbitrary<Life> = fc.record({
  openedOn: fc.constantFrom('2026-03-02', '2026-03-20', '2026-06-01', '2026-10-20'),
  minimumsCents: fc.array(fc.constantFrom(250_00, 500_00, 2000_00, 100_00), {
    minLength: 1,
    maxLength: 3,
    size: 'max',
  }),
  graceDays: fc.constantFrom(0, 0, 3),
  toleranceCents: fc.constantFrom(0, 0, 10_00),
  happenings: fc.array(happening, { maxLength: 8, size: 'max' }),
  outages: fc.array(fc.record({ day: fc.nat(60), days: fc.integer({ min: 1, max: 12 }) }), {
    maxLength: 3,
    size: 'max',
  }),
  answers: fc.array(fc.option(fc.nat(6), { freq: 2 }), { minLength: 1, maxLength: 5 }),
  deliveries: fc.array(fc.constantFrom('delivered', 'returned', null), { minLength: 1, maxLength: 3 }),
  ladder: fc.option(anyLadder),
  spreadMinutes: fc.constantFrom(0, 120, 720),
})

/** The log with which a life begins, on the night on which its case is opened. */
export function beginning({ openedOn, minimumsCents, graceDays, toleranceCents }: Life): CaseBuilder {
  const dueDates = ['2026-03-01', '2026-03-16', '2026-04-20']
  const bills = minimumsCents.map((minimumDueCents, index) =>
    bill(dueDates[index] ?? '', { minimumDueCents }),
  )
  return aCase({ openedOn, bills, graceDays, toleranceCents, customerId: `person-${openedOn}` })
}

export function rulesOf({ ladder, spreadMinutes }: Life): Rules {
  const rules = ladder === null ? testRules : rulesWith(rungsOf(ladder))
  return { ...rules, strategy: { ...rules.strategy, spreadMinutes } }
}

export function spanOf({ openedOn }: Life): { from: Instant; until: Instant } {
  return { from: local(`${openedOn} 03:00`), until: local(addDays(openedOn, 200)) }
}

/** Who does what in a life, and when. The bank opens and re-opens cases as its import would. */
export function scriptOf(life: Life): Script {
  const turns = { answer: 0, delivery: 0 }
  return {
    answer: (_step, kind) => outcomeOf(kind, life.answers[turns.answer++ % life.answers.length] ?? null),
    delivery: () => life.deliveries[turns.delivery++ % life.deliveries.length] ?? undefined,
    outages: life.outages.map(({ day, days }) => ({
      from: local(addDays(life.openedOn, day)),
      until: local(addDays(life.openedOn, day + days)) + 5 * 3_600_000,
    })),
    news: life.happenings.map((one) => newsOf(one, life)),
  }
}

function outcomeOf(kind: TaskKind, answer: number | null): string | undefined {
  return answer === null ? undefined : taskOutcomes[kind][answer % taskOutcomes[kind].length]
}

function newsOf(one: Happening, { openedOn }: Life): News {
  const at = local(addDays(openedOn, one.day)) + one.minute * 60_000
  const happens = (log: readonly Fact[]): readonly NewFact[] => {
    const before = new CaseBuilder(log, at)
    const after = bankLooks(happened(before, one, at), at)
    return after.facts.slice(log.length)
  }
  return { at, happens }
}

function happened(story: CaseBuilder, one: Happening, at: Instant): CaseBuilder {
  const { facts } = story
  const today = dateAt(at, zone)
  const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)]
  const position = positionAt(liveFacts(facts), today)
  switch (one.act) {
    case 'pay':
      return story.paid(one.cents, { valueOn: addDays(today, -one.valueDaysAgo), postedOn: today })
    case 'payOldest': {
      const oldest = position?.bills.find(({ dueOn }) => dueOn === position.oldestUnpaidDueOn)
      return oldest ? story.paid(oldest.minimumDueCents - oldest.paidCents) : story
    }
    case 'payAll':
      return story.paid(Math.max(1, position?.overdueCents ?? 0))
    case 'reverse': {
      const paid = pick(factsOf(facts, 'paymentPosted'), one.which)
      return paid ? story.reversed(paid.payload.paymentId, paid.payload.amountCents) : story
    }
    case 'void': {
      const paid = pick(factsOf(facts, 'paymentPosted'), one.which)
      return paid ? story.voided(paid.payload.paymentId) : story
    }
    case 'missing':
      return story.missing(addDays(today, -1))
    case 'found':
      return story.found(addDays(today, -1))
    case 'newBill':
      return story.reported(addDays(today, -1), [...(position?.bills ?? []), bill(addDays(today, 12))])
    case 'reportClean':
      return story.reported(addDays(today, -1), (position?.bills ?? []).slice(1))
    case 'withdraw': {
      const drops = factsOf(facts, 'positionReported').slice(1)
      const seqs = drops.slice(-1).map(({ seq }) => seq)
      return story.add('dropWithdrawn', { dropId: `drop-${seqs.join()}`, seqs })
    }
    case 'hold': {
      const from = at - one.beganDaysAgo * 86_400_000
      const until = one.days === null ? {} : { until: from + one.days * 86_400_000 }
      const holdId = `hold-${factsOf(facts, 'holdPlaced').length}`
      return story.add('holdPlaced', { holdId, reason: one.reason, from, ...until }, { effectiveAt: from })
    }
    case 'extend': {
      const placed = pick(factsOf(facts, 'holdPlaced'), one.which)
      const until = one.days === null ? {} : { until: at + one.days * 86_400_000 }
      // Of two words in the same moment the order of arrival decides; there is no other to be found.
      const isSaid = factsOf(facts, 'holdExtended').some(({ recordedAt }) => recordedAt === at)
      return placed && !isSaid
        ? story.add('holdExtended', { holdId: placed.payload.holdId, ...until })
        : story
    }
    case 'lift': {
      const placed = pick(factsOf(facts, 'holdPlaced'), one.which)
      return placed ? story.lifted(placed.payload.holdId) : story
    }
    case 'plan': {
      const dueDates = one.instalments.map((_days, index) =>
        addDays(today, sum(one.instalments.slice(0, index + 1))),
      )
      const instalments = dueDates.map((dueOn): [string, number] => [dueOn, one.amountCents])
      return story.plan(`plan-${factsOf(facts, 'planAgreed').length}`, instalments, {
        graceDays: one.graceDays,
      })
    }
    case 'cancelPlan': {
      const agreed = pick(factsOf(facts, 'planAgreed'), one.which)
      return agreed ? story.planCancelled(agreed.payload.planId) : story
    }
    case 'hardship':
      return story.hardship(`agreement-${facts.length}`, today, addDays(today, one.days))
    case 'endHardship': {
      const agreed = pick(factsOf(facts, 'hardshipAgreed'), one.which)
      return agreed ? story.hardshipEnded(agreed.payload.agreementId) : story
    }
  }
}

/** A closed case that is in arrears again: a payment that came back re-opens it, anything else is a new case. */
function bankLooks(story: CaseBuilder, at: Instant): CaseBuilder {
  const facts = liveFacts(story.facts)
  const closed = factsOf(facts, 'episodeClosed').at(-1)
  const opened = factsOf(facts, 'episodeOpened').at(-1)
  const reopened = factsOf(facts, 'episodeReopened').at(-1)
  const isOpen = !closed || Math.max(opened?.seq ?? 0, reopened?.seq ?? 0) > closed.seq
  if (isOpen || !positionAt(facts, dateAt(at, zone))?.delinquent) return story
  const { episode } = closed.payload
  const last = facts.at(-1)
  return last?.kind === 'paymentReversed' ? story.reopened(episode) : story.opened(episode + 1)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
