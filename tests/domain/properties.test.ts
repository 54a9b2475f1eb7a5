// What must be true of every case, whatever happens to it. Each property is checked on the same few hundred lives; a
// failure names its seed and shrinks to the shortest life that shows it.
import fc from 'fast-check'
import { dateAt, instantAt } from '../../domain/calendar-date'
import { decide, due, episodeOf, liveFacts } from '../../domain/ladder/decide'
import { type Fact, factsOf } from '../../domain/facts'
import { forecast } from '../../domain/ladder/forecast'
import { planStates } from '../../domain/arrangements/plan'
import { positionAt } from '../../domain/money/position'
import type { Rung } from '../../domain/ladder/strategy'
import { type Life, anyLife, beginning, rulesOf, scriptOf, spanOf } from './arbitrary-case'
import { type Taken, type Walk, walk } from './journey'
import { settled, shown } from './log'
import { applies, renumbered, restraints } from './oracles'
import { reaching } from './reaching'
import { zone } from './test-strategy'

const runs = { seed: 20261121, numRuns: 500 }

/** Walks are the dear part: the same life is walked once for all properties. */
const walks = new Map<string, Walk>()
function lived(life: Life): Walk {
  const key = JSON.stringify(life)
  const walked = walks.get(key) ?? walk(beginning(life).facts, spanOf(life), scriptOf(life), rulesOf(life))
  walks.set(key, walked)
  return walked
}

function always(check: (life: Life, walked: Walk) => void): void {
  fc.assert(
    fc.property(anyLife, (life) => check(life, lived(life))),
    runs,
  )
}

const harsh: readonly string[] = ['visit', 'secondVisit', 'outsourcing', 'legalReferral']
const escalates = (life: Life, rungId: string) =>
  rulesOf(life).strategy.ladder.some(({ id, step }) => id === rungId && harsh.includes(step))

const isContact = ({ step }: Taken) => step.step !== 'approval' && step.step !== 'assessment'

test('a case always comes to rest, and no step is decided for twice', () => {
  always((_life, { taken, facts }) => {
    // walk() throws when one of the two fails.
    expect(new Set(taken.map(({ step }) => step.key)).size).toBe(taken.length)
    expect(new Set(facts.map(({ key }) => key)).size).toBe(facts.length)
  })
})

test('no step is taken after a cure, until the case is open again', () => {
  always((_life, { taken }) => {
    for (const { at, known } of taken) {
      const facts = liveFacts(known)
      expect(episodeOf(facts)?.closed).toBeNull()
      expect(positionAt(facts, dateAt(at, zone))?.delinquent).toBe(true)
    }
  })
})

test('no step is taken during a hold, a kept plan, a hardship agreement or an absence from the drop', () => {
  always((life, { taken }) => {
    for (const { at, known, step } of taken)
      expect([...restraints(liveFacts(known), at, escalates(life, step.rung))]).toEqual([])
  })
})

test('contact is made in lawful hours and in the hours of the rung, asking a colleague at any hour', () => {
  always((life, { taken }) => {
    const rungs = new Map(rulesOf(life).strategy.ladder.map((rung) => [rung.id, rung]))
    for (const { at, step } of taken.filter(isContact)) {
      const day = dateAt(at, zone)
      const hours = rungs.get(step.rung)?.between ?? { from: '', to: '' }
      expect(at).toBeGreaterThanOrEqual(instantAt(day, zone, hours.from))
      expect(at).toBeLessThan(instantAt(day, zone, hours.to))
      expect(at).toBeLessThan(step.notAfter)
      expect(hours.from >= '08:00' && hours.to <= '22:00').toBe(true)
    }
  })
})

test('under one oldest bill the ladder never goes back to a lower rung, letters that others need apart', () => {
  always((life, { taken }) => {
    const { ladder } = rulesOf(life).strategy
    const place = (id: string) => ladder.findIndex((rung) => rung.id === id)
    const needed = new Set(
      ladder.flatMap(({ needs }) => needs.flatMap((need) => ('rung' in need ? [need.rung] : []))),
    )
    const highest = new Map<string, number>()
    for (const { step } of taken.filter(isContact)) {
      const anchor = step.key.split('/').slice(0, 2).join('/')
      if (!needed.has(step.rung)) expect(place(step.rung)).toBeGreaterThanOrEqual(highest.get(anchor) ?? 0)
      highest.set(anchor, Math.max(highest.get(anchor) ?? 0, place(step.rung)))
    }
  })
})

test('no rung that applies is skipped: below the first step under a bill, and between two steps, none does', () => {
  always((life, { taken }) => {
    const { ladder } = rulesOf(life).strategy
    for (const { at, step, known } of taken.filter(isContact)) {
      const facts = liveFacts(known)
      const anchor = step.key.split('/').slice(0, 2).join('/')
      const begun = (rung: Rung) =>
        factsOf(facts, 'stepTaken').some(({ payload }) => payload.stepKey.startsWith(`${anchor}/${rung.id}/`))
      const index = ladder.findIndex(({ id }) => id === step.rung)
      const from = ladder.findLastIndex(begun) + 1
      const position = positionAt(facts, dateAt(at, zone))
      const passed = ladder.slice(from, index).filter((rung) => position && applies(rung, position))
      expect(passed.map(({ id }) => `${id} before ${step.key} at ${shown(at)}`)).toEqual([])
    }
  })
})

test('what a rung needs was there when it was taken: a delivered letter, an approval', () => {
  always((life, { taken }) => {
    const rungs = new Map(rulesOf(life).strategy.ladder.map((rung) => [rung.id, rung]))
    for (const { step, known } of taken.filter(isContact)) {
      const facts = liveFacts(known)
      const anchor = step.key.split('/').slice(0, 2).join('/')
      for (const need of rungs.get(step.rung)?.needs ?? []) {
        if (need.kind === 'delivered') {
          expect(
            factsOf(facts, 'deliveryReported').some(
              ({ payload }) =>
                payload.outcome === 'delivered' && payload.contactKey.includes(`/${anchor}/${need.rung}/`),
            ),
          ).toBe(true)
        }
        if (need.kind === 'approval') {
          expect(
            factsOf(facts, 'taskEnded').some(
              ({ payload }) =>
                payload.outcome === 'approved' &&
                payload.taskId.includes(`/${anchor}/${step.rung}.approval/`),
            ),
          ).toBe(true)
        }
      }
    }
  })
})

/** Moments in a life at which a question may be asked: after each step, and at its end. */
function moments({ taken, facts, last }: Walk): { at: number; facts: readonly Fact[] }[] {
  return [...taken.slice(-4).map(({ at, known }) => ({ at, facts: known })), { at: last.asOf, facts }]
}

test('after what is due has been recorded nothing is, and a wait ends after the moment of asking', () => {
  always((life, walked) => {
    const rules = rulesOf(life)
    for (const { at, facts } of moments(walked)) {
      const rested = settled(facts, rules, at + 1)
      expect(due(rested, rules, at + 1)).toEqual([])
      const { next } = decide(rested, rules, at + 1)
      if (next.kind === 'wait' && next.at !== null) expect(next.at).toBeGreaterThan(at + 1)
      if (next.kind === 'step') expect(rested.map(({ key }) => key)).not.toContain(`step/${next.key}`)
    }
  })
})

test('the answer stays the same until its time has come, when nothing happens', () => {
  always((life, walked) => {
    const rules = rulesOf(life)
    const facts = settled(walked.facts, rules, walked.last.asOf)
    const { next } = walked.last
    if (next.kind === 'closed') return
    const until = next.at ?? walked.last.asOf + 400 * 86_400_000
    for (const part of [0.01, 0.5, 0.99]) {
      const later = Math.floor(walked.last.asOf + (until - walked.last.asOf) * part)
      // A hold that was known beforehand may begin on the way: then that is what the case waits for.
      if (
        factsOf(facts, 'holdPlaced').some(({ payload: { from } }) => walked.last.asOf < from && from <= later)
      )
        return
      expect(due(facts, rules, later)).toEqual([])
      expect(decide(facts, rules, later).next).toEqual(next)
    }
  })
})

test('a step that was announced is taken when its time has come, when nothing happens', () => {
  always((life, walked) => {
    const rules = rulesOf(life)
    for (const { at, facts } of moments(walked)) {
      const rested = settled(facts, rules, at + 1)
      const { next } = decide(rested, rules, at + 1)
      const isHeld =
        next.kind === 'step' &&
        [...restraints(liveFacts(rested), next.at, escalates(life, next.rung))].length > 0
      if (next.kind !== 'step' || next.at <= at || isHeld) continue
      expect(due(rested, rules, next.at)).toEqual([])
      expect(decide(rested, rules, next.at).next).toEqual(next)
    }
  })
})

test('the same facts in any order of arrival give the same decision', () => {
  const shuffled = fc.tuple(anyLife, fc.infiniteStream(fc.nat()))
  fc.assert(
    fc.property(shuffled, ([life, numbers]) => {
      const { facts, last } = lived(life)
      const rules = rulesOf(life)
      const order = facts.map((fact) => ({ fact, place: Number(numbers.next().value) }))
      order.sort((a, b) => a.place - b.place)
      const seqs = new Map(order.map(({ fact }, index) => [fact.seq, index + 1]))
      const arrived = order.map(({ fact }) => renumbered(fact, seqs))
      const ask = (log: readonly Fact[]) => ({ ...decide(log, rules, last.asOf), seq: 0 })
      expect(ask(arrived)).toEqual(ask(facts))
      expect(due(arrived, rules, last.asOf + 1)).toEqual(due(facts, rules, last.asOf + 1))
    }),
    runs,
  )
})

test('money and agreements are judged by their own dates, whenever and in whatever order they became known', () => {
  const shuffled = fc.tuple(anyLife, fc.infiniteStream(fc.nat()))
  fc.assert(
    fc.property(shuffled, ([life, numbers]) => {
      const { facts, last } = lived(life)
      // Withdrawals point at what came before them: they alone need an order.
      const live = liveFacts(facts)
      const times = live.map(({ recordedAt }) => recordedAt)
      // Of what was paid until the day of an agreement it matters what was known when it was made.
      const agreedOn = factsOf(live, 'planAgreed').map(({ effectiveAt }) => dateAt(effectiveAt, zone))
      // When another one followed, also what had come back by then.
      // And of what was said about a hold, the last word counts.
      const keepsItsTime = (fact: Fact) =>
        fact.kind === 'planAgreed' ||
        fact.kind.startsWith('hold') ||
        (fact.kind === 'paymentReversed' && agreedOn.length > 1) ||
        (fact.kind === 'paymentPosted' && agreedOn.some((day) => fact.payload.valueOn <= day))
      const order = live.map((fact) => ({ fact, place: Number(numbers.next().value) }))
      order.sort((a, b) => a.place - b.place)
      const arrived = order.map(({ fact }, index): Fact => ({
        ...fact,
        seq: index + 1,
        recordedAt: keepsItsTime(fact) ? fact.recordedAt : (times[index] ?? 0),
      }))
      const sameDay = factsOf(live, 'positionReported').map(({ payload }) => payload.businessDate)
      fc.pre(new Set(sameDay).size === sameDay.length)
      const today = dateAt(last.asOf, zone)
      expect(positionAt(arrived, today)).toEqual(positionAt(live, today))
      const states = (log: readonly Fact[]) =>
        planStates(log, zone, last.asOf)
          .map(({ planId, status, nextDueOn }) => `${planId} ${status} ${nextDueOn}`)
          .sort()
      expect(states(arrived)).toEqual(states(live))
    }),
    runs,
  )
})

test('a forecast is what then happens when its assumptions hold', () => {
  always((life, { facts, last }) => {
    const rules = rulesOf(life)
    const until = last.asOf + 250 * 86_400_000
    for (const reachable of [['sms', 'email', 'letter'], []] as const) {
      const told = forecast(facts, rules, last.asOf, { mayContact: reaching(...reachable), until })
      const happened = walk(facts, { from: last.asOf, until }, { reachable }, rules)
      const steps = told.filter(({ what }) => what === 'step')
      const isMessage = ({ step }: Taken) => step.step === 'reminder' || step.step === 'letter'
      const performed = happened.taken.filter((one) => !isMessage(one) || one.contacts.length > 0)
      expect(steps.map(({ at, key, contacts }) => ({ at, key, contacts }))).toEqual(
        performed.map(({ at, step, contacts }) => ({ at, key: step.key, contacts })),
      )
      const passed = told.filter(({ what }) => what === 'passedOver').map(({ key }) => key)
      const later = factsOf(happened.facts.slice(facts.length), 'stepTaken')
      const notTaken = later.filter(({ payload }) => payload.outcome !== 'done')
      expect(passed).toEqual(notTaken.map(({ payload }) => payload.stepKey))
      expect(told.at(-1)?.what === 'closed').toBe(happened.last.next.kind === 'closed')
    }
  })
})

test('the lives lived are lively: steps of every kind, cures, cases opened again, skips and refusals', () => {
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  always((_life, { facts, taken }) => {
    for (const { step } of taken) count(step.step)
    for (const fact of facts) {
      count(fact.kind)
      if (fact.kind === 'stepTaken' && fact.payload.outcome !== 'done')
        count(fact.payload.ruleId ?? 'no rule')
      if (fact.kind === 'taskEnded') count(fact.payload.outcome)
      if (fact.kind === 'planEnded') count(fact.payload.outcome)
    }
  })
  const wanted = [
    ...['reminder', 'call', 'letter', 'visit', 'outsourcing', 'legalReferral', 'approval'],
    ...['episodeClosed', 'episodeReopened', 'stepReplanned', 'dropWithdrawn', 'holdLifted', 'accountFound'],
    ...['CATCH_UP', 'LETTER_UNDELIVERED', 'APPROVAL_REFUSED'],
    ...['superseded', 'caseClosed', 'approved', 'noAnswer', 'kept', 'broken', 'cancelled'],
  ]
  expect(wanted.filter((what) => !seen.has(what))).toEqual([])
})
