// The words an engineer reads in the Temporal Web UI: summaries of steps and waits, and the current details of a
// case. Ids, dates and rule texts only, never personal data.
import type { Next } from '../domain/ladder/decide'
import type { Instruction } from '../domain/ladder/instruction'

/** One line for the activity of a step: `firstReminder (1/2026-03-01/firstReminder/1)`. */
export function stepSummary(next: Extract<Next, { kind: 'step' }>): string {
  return next.rung === next.step ? next.key : `${next.rung}: ${next.step} (${next.key})`
}

/** One line for the timer before a step or while something is awaited. */
export function waitSummary(next: Exclude<Next, { kind: 'closed' }>): string {
  return next.kind === 'step' ? `until ${next.rung}: ${next.step}` : `waiting for ${next.for}`
}

/** What is next, when, why and under which strategy version; shown at the top of the workflow's page. */
export function currentDetails({ next, why, strategy, stage, standstill, decidedAt }: Instruction): string {
  const lines = [
    `**Next**: ${nextLine(next)}`,
    `**Why**: ${why}`,
    `**Strategy**: ${strategy}, stage ${stage}${standstill ? `, standing still (${standstill})` : ''}`,
    `**Decided**: ${isoMinute(decidedAt)}`,
  ]
  return lines.join('\n\n')
}

function nextLine(next: Next): string {
  switch (next.kind) {
    case 'step':
      return `${next.step} (${next.rung}) at ${isoMinute(next.at)}`
    case 'wait':
      return next.at === null ? `waits for ${next.for}` : `waits for ${next.for} until ${isoMinute(next.at)}`
    case 'closed':
      return `closed: ${next.reason}`
  }
}

function isoMinute(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`
}
