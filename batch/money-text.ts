// How is an amount written in the drop and in reports? Two places, no sign, no grouping:
// domain/money/money.ts writes amounts for people.

/** `123456n` is `1234.56`. */
export function formatDropAmount(cents: bigint): string {
  const digits = cents.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
