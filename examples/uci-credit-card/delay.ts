// What do the statuses of the data say about each bill? `status n` in month m: at its reading the oldest unpaid bill is
// the one of month m - n, n billing periods back. From that follows which bills are settled between two readings.
// The statement of month j is the bill of month j; its due date is the reference of the reading of month j + 1.
import type { Client } from './portfolio'

/** The months of the data (0 to 5) as an array to walk over. */
export const months: readonly number[] = [0, 1, 2, 3, 4, 5]

export function isLate(client: Client, month: number): boolean {
  return (client.statuses[month] ?? 0) >= 1
}

/** The month of the oldest bill that is unpaid at the reading of a month with delay. */
export function oldestUnpaid(client: Client, month: number): number {
  return month - (client.statuses[month] ?? 0)
}

/** The bill of the month before is not paid, though at the reading it still had its days of grace: next month shows. */
export function slipsNext(client: Client, month: number): boolean {
  return !isLate(client, month) && isLate(client, month + 1) && oldestUnpaid(client, month + 1) < month
}

/** The bills that were overdue at the reading of the month before and no longer are at this month's. */
export function settledIn(client: Client, month: number): number[] {
  if (!isLate(client, month - 1)) return []
  const first = oldestUnpaid(client, month - 1)
  const end = isLate(client, month) ? Math.min(oldestUnpaid(client, month), month - 1) : month - 1
  return Array.from({ length: end - first }, (_, index) => first + index)
}

/** The bill that must stay unpaid whatever is paid before the reading of `month`; none when the client is on time. */
export function mustStayUnpaid(client: Client, month: number): number | undefined {
  if (isLate(client, month)) return oldestUnpaid(client, month)
  return slipsNext(client, month) ? month - 1 : undefined
}

/** The bill of the month before is paid on time: it was never overdue. */
export function isPaidOnTime(client: Client, month: number): boolean {
  return !isLate(client, month) && !slipsNext(client, month)
}
