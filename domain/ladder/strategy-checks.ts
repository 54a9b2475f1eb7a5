// Does a ladder make sense? What no schema can say: which rung may need which, what a step must have before it, and
// that every rung can be reached. The strategy's own law is stated here once: no visit without a delivered letter, no
// escalation without approval, no court without letter, assessment and approval (B6).
import { stepOutcomes, taskKindOf, taskOutcomes } from './outcomes'
import { type LadderStep, type Stage, reminderChannels, stageOf } from './strategy'
import type { RungEntry, StrategyFile } from './strategy-shape'
import { didYouMean } from '../yaml-source'

interface Problem {
  path: (string | number)[]
  message: string
}

type Need = RungEntry['needs'][number]

/** Every mistake in a file whose shape is right, with the path of the setting to change. */
export function strategyProblems(file: StrategyFile): Problem[] {
  return file.ladder.flatMap((rung, index) => {
    const below = file.ladder.slice(0, index)
    const found = [
      ...orderProblems(rung, below),
      ...entryProblems(rung, file),
      ...needProblems(rung, below),
      ...mustNeedProblems(rung, below),
      ...performanceProblems(rung),
      ...catchUpProblems(rung, file.ladder),
    ]
    return found.map(({ path, message }) => ({ path: ['ladder', index, ...path], message }))
  })
}

function orderProblems(rung: RungEntry, below: readonly RungEntry[]): Problem[] {
  const problems: Problem[] = []
  if (below.some(({ id }) => id === rung.id)) {
    problems.push({ path: ['id'], message: `there is a rung "${rung.id}" below this one already` })
  }
  const before = below.at(-1)
  if (!before) return problems
  if (rung.enter.daysPastDue.min < before.enter.daysPastDue.min) {
    const message = `must not be below ${before.enter.daysPastDue.min}, where the rung before ("${before.id}") begins`
    problems.push({ path: ['enter', 'daysPastDue', 'min'], message })
  }
  if (stageRank[stageOf(rung.step)] < stageRank[stageOf(before.step)]) {
    const message = `a ladder does not go back from ${before.step} to ${rung.step}`
    problems.push({ path: ['step'], message })
  }
  return problems
}

const stageRank: Record<Stage, number> = { early: 0, field: 1, external: 2 }

/** A rung that no account of the strategy can ever meet. */
function entryProblems({ enter }: RungEntry, file: StrategyFile): Problem[] {
  const problems: Problem[] = []
  const { daysPastDue, overdueAmount, products } = enter
  if (daysPastDue.max !== undefined && daysPastDue.max < daysPastDue.min) {
    problems.push({ path: ['enter', 'daysPastDue', 'max'], message: 'is below min: no debt can meet both' })
  }
  if (overdueAmount?.max !== undefined && overdueAmount.max < (overdueAmount.min ?? 0)) {
    problems.push({ path: ['enter', 'overdueAmount', 'max'], message: 'is below min: no debt can meet both' })
  }
  if (products && !products.some((product) => file.products.includes(product))) {
    const message = `the strategy is for ${file.products.join(', ')} only: this rung can never be reached`
    problems.push({ path: ['enter', 'products'], message })
  }
  return problems
}

function needProblems(rung: RungEntry, below: readonly RungEntry[]): Problem[] {
  return rung.needs.flatMap((need, index): Problem[] => {
    if (need.kind === 'approval' || need.kind === 'assessment') return []
    const needed = below.find(({ id }) => id === need.rung)
    if (!needed) {
      const hint = didYouMean(
        need.rung,
        below.map(({ id }) => id),
      )
      const message = `there is no rung "${need.rung}" below this one${hint}`
      return [{ path: ['needs', index, 'rung'], message }]
    }
    if (need.kind === 'delivered') {
      const message = `"${need.rung}" is ${aStep(needed.step)}: only a letter is delivered`
      return needed.step === 'letter' ? [] : [{ path: ['needs', index, 'rung'], message }]
    }
    const known = outcomesOf(needed.step)
    return (need.outcomes ?? []).flatMap((outcome, at) =>
      known.includes(outcome)
        ? []
        : [{ path: ['needs', index, 'outcomes', at], message: unknownOutcome(needed.step, outcome, known) }],
    )
  })
}

function mustNeedProblems(rung: RungEntry, below: readonly RungEntry[]): Problem[] {
  const stepOf = (id: string) => below.find((other) => other.id === id)?.step
  return demandsOf(rung.step)
    .filter((demand) => !rung.needs.some((need) => demand.met(need, stepOf)))
    .map(({ text }) => ({ path: ['needs'], message: `${aStep(rung.step)} needs ${text}` }))
}

interface Demand {
  text: string
  met(need: Need, stepOf: (rungId: string) => LadderStep | undefined): boolean
}

const approval: Demand = { text: 'an approval', met: ({ kind }) => kind === 'approval' }
const assessment: Demand = { text: 'an assessment', met: ({ kind }) => kind === 'assessment' }
const letter: Demand = { text: 'a delivered letter', met: ({ kind }) => kind === 'delivered' }
const firstVisit: Demand = {
  text: 'the rung of a first visit',
  met: (need, stepOf) => need.kind === 'rung' && stepOf(need.rung) === 'visit',
}

function demandsOf(step: LadderStep): Demand[] {
  switch (step) {
    case 'reminder':
    case 'call':
    case 'letter':
      return []
    case 'visit':
    case 'outsourcing':
      return [letter, approval]
    case 'secondVisit':
      return [firstVisit, approval]
    case 'legalReferral':
      return [letter, assessment, approval]
  }
}

/** Task, repetition, channels and template must fit the kind of step. */
function performanceProblems(rung: RungEntry): Problem[] {
  const problems: Problem[] = []
  const task = taskKindOf(rung.step)
  if (task && !rung.task) {
    const message = `${aStep(rung.step)} is carried out by a person: say deadlineDays and defaultOutcome`
    problems.push({ path: ['task'], message })
  }
  if (!task && rung.task) {
    problems.push({ path: ['task'], message: `${aStep(rung.step)} is carried out without a person's task` })
  }
  const known = outcomesOf(rung.step)
  if (rung.task && task && !known.includes(rung.task.defaultOutcome)) {
    const message = unknownOutcome(rung.step, rung.task.defaultOutcome, known)
    problems.push({ path: ['task', 'defaultOutcome'], message })
  }
  rung.repeat.until.forEach((outcome, index) => {
    if (known.includes(outcome)) return
    problems.push({ path: ['repeat', 'until', index], message: unknownOutcome(rung.step, outcome, known) })
  })
  return [...problems, ...wordingProblems(rung)]
}

function wordingProblems(rung: RungEntry): Problem[] {
  const written = rung.step === 'reminder' || rung.step === 'letter'
  if (written && !rung.template) {
    return [{ path: ['template'], message: `${aStep(rung.step)} needs the name of its template` }]
  }
  if (!written && rung.template)
    return [{ path: ['template'], message: `${aStep(rung.step)} has no template` }]
  if (rung.step === 'reminder' && !rung.channels) {
    return [
      { path: ['channels'], message: `a reminder needs its channels, of ${reminderChannels.join(', ')}` },
    ]
  }
  if (rung.step !== 'reminder' && rung.channels) {
    return [{ path: ['channels'], message: `${aStep(rung.step)} has no choice of channels` }]
  }
  return []
}

function catchUpProblems(rung: RungEntry, ladder: readonly RungEntry[]): Problem[] {
  if (rung.catchUp.rule !== 'skip') return []
  const needing = ladder.find(({ needs }) =>
    needs.some((need) => (need.kind === 'rung' || need.kind === 'delivered') && need.rung === rung.id),
  )
  if (!needing) return []
  const message = `"${needing.id}" needs this rung: it may be sent late or planned anew, not skipped`
  return [{ path: ['catchUp', 'rule'], message }]
}

function outcomesOf(step: LadderStep): readonly string[] {
  const task = taskKindOf(step)
  return task ? taskOutcomes[task] : stepOutcomes
}

function unknownOutcome(step: LadderStep, outcome: string, known: readonly string[]): string {
  return `${aStep(step)} cannot end with "${outcome}", only with ${known.join(', ')}${didYouMean(outcome, known)}`
}

function aStep(step: LadderStep): string {
  return step === 'outsourcing' ? 'an outsourcing' : `a ${step}`
}
