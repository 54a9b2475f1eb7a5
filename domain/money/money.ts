// Amounts are whole cents of the account's currency; this writes them for people.

/** `123456` -> `1,234.56`, with the currency before it when given. */
export function formatCents(amountCents: number, currency?: string): string {
  const whole = Math.trunc(Math.abs(amountCents) / 100).toLocaleString('en-US')
  const cents = String(Math.abs(amountCents) % 100).padStart(2, '0')
  return `${currency === undefined ? '' : `${currency} `}${amountCents < 0 ? '-' : ''}${whole}.${cents}`
}
