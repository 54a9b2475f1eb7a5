// Which task first? Points for everything that makes one more pressing, added up; what is equal is settled by deadline
// and id, so that everybody sees the same order. docs/calls.md has the table.
import type { Instant } from '../calendar-date'

export interface Work {
  taskId: string
  dueAt: Instant
  daysPastDue: number
  overdueCents: number
  /** Marked as vulnerable on any account: they wait for nobody. */
  isVulnerable: boolean
  /** A plan or promise of the account was broken. */
  hasBrokenPlan: boolean
}

const hourMs = 3_600_000

/** 0 to 100; more is more pressing. */
export function priorityOf(work: Work, at: Instant): number {
  const hoursLeft = (work.dueAt - at) / hourMs
  const deadline = hoursLeft <= 4 ? 30 : hoursLeft <= 24 ? 20 : hoursLeft <= 72 ? 10 : 0
  const person = work.isVulnerable ? 20 : 0
  const promise = work.hasBrokenPlan ? 20 : 0
  // Ten times the amount is five points more: 5 from 100.00 on, 15 from 10,000.00 on.
  const amount = Math.min(15, 5 * Math.max(0, Math.floor(Math.log10(Math.max(1, work.overdueCents))) - 3))
  const age = Math.min(15, Math.floor(Math.max(0, work.daysPastDue) / 12))
  return deadline + person + promise + amount + age
}

/** The most pressing first. */
export function byPriority<T extends Work & { priority: number }>(a: T, b: T): number {
  return b.priority - a.priority || a.dueAt - b.dueAt || (a.taskId < b.taskId ? -1 : 1)
}
