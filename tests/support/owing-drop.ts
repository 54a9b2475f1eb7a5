// A drop in which each account owes one long overdue bill of 100.00.
import type { HandMadeDrop } from './write-drop'

export function owingDrop(
  businessDate: string,
  accountIds: readonly string[],
  more: Partial<HandMadeDrop> = {},
): HandMadeDrop {
  return {
    businessDate,
    accounts: accountIds.map((accountId) => ({ accountId })),
    bills: accountIds.map((accountId) => ({
      accountId,
      billId: 'b1',
      dueOn: '2026-01-10',
      minimumDueCents: 10_000,
    })),
    ...more,
  }
}
