// Any sensible ladder, for the properties: in the order of the stages, with conditions, waits, repeats, prerequisites and
// catch-up rules of every kind.
import fc from 'fast-check'
import type { Requirement, Rung } from '../../domain/ladder/strategy'

interface RungShape {
  step: Rung['step']
  ages: [minMore: number, max: number | null]
  amounts: [min: number | null, max: number | null]
  waits: [waitDays: number, gapDays: number]
  repeat: [times: number, everyDays: number]
  catchUp: 'sendLate' | 'replan' | 'skip'
  needsApproval: boolean
  needsLetter: boolean
}
export type LadderShape = RungShape[]

const rungShape: fc.Arbitrary<RungShape> = fc.record({
  step: fc.constantFrom<Rung['step'][]>(
    'reminder',
    'call',
    'letter',
    'visit',
    'outsourcing',
    'legalReferral',
  ),
  ages: fc.tuple(fc.nat(15), fc.option(fc.integer({ min: 10, max: 60 }))),
  amounts: fc.tuple(
    fc.option(fc.constantFrom(100_00, 600_00), { freq: 3 }),
    fc.option(fc.constant(900_00), { freq: 2 }),
  ),
  waits: fc.tuple(fc.nat(5), fc.nat(8)),
  repeat: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 })),
  catchUp: fc.constantFrom('sendLate', 'replan', 'skip'),
  needsApproval: fc.boolean(),
  needsLetter: fc.boolean(),
})

export const anyLadder: fc.Arbitrary<LadderShape> = fc.array(rungShape, { minLength: 2, maxLength: 6 })

const order: Rung['step'][] = ['reminder', 'call', 'letter', 'visit', 'outsourcing', 'legalReferral']
const defaultOutcomes: Partial<Record<Rung['step'], string>> = {
  call: 'noAnswer',
  visit: 'notReported',
  outsourcing: 'expired',
  legalReferral: 'noted',
}

/** The rungs of a shape: in the order of their stages, each entered no earlier than the one before. */
export function rungsOf(shapes: LadderShape): Rung[] {
  const sorted = [...shapes].sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step))
  let age = 0
  return sorted.map((shape, index) => {
    const [more, maxMore] = shape.ages
    age += more
    const letters = sorted
      .slice(0, index)
      .flatMap(({ step }, at) => (step === 'letter' ? [`rung-${at}`] : []))
    return rungOf(
      shape,
      `rung-${index}`,
      { min: age + 1, ...(maxMore === null ? {} : { max: age + maxMore }) },
      letters,
    )
  })
}

function rungOf(
  shape: RungShape,
  id: string,
  daysPastDue: Rung['enter']['daysPastDue'],
  letters: readonly string[],
): Rung {
  const [min, max] = shape.amounts
  const overdueCents = { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }
  const letter = letters.at(-1)
  const needs: Requirement[] = [
    ...(shape.needsLetter && letter !== undefined
      ? [{ kind: 'delivered' as const, rung: letter, reportWithinDays: 6, attempts: 2 }]
      : []),
    ...(shape.needsApproval
      ? [{ kind: 'approval' as const, deadlineDays: 3, askAgainAfterDays: 5, attempts: 2 }]
      : []),
  ]
  const defaultOutcome = defaultOutcomes[shape.step]
  const task = defaultOutcome === undefined ? {} : { task: { deadlineDays: 2, defaultOutcome } }
  return {
    id,
    step: shape.step,
    enter: { daysPastDue, overdueCents },
    needs,
    waitDays: shape.waits[0],
    gapDays: shape.waits[1],
    between: { from: '09:00', to: '20:00' },
    repeat: { times: shape.repeat[0], everyDays: shape.repeat[1], until: ['rightParty', 'met'] },
    channels: ['sms', 'email'],
    catchUp: { afterHours: 24, rule: shape.catchUp, replanDays: 1 },
    ...task,
  }
}
