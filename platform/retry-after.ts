// For how long does a server want to be left alone? The header Retry-After (RFC 9110, 10.2.3): seconds, or a date, which
// is counted from the server's own Date, so that no two clocks are compared.

/** Milliseconds; null when the header is not there or says nothing that can be understood. */
export function waitAskedFor(headers: unknown): number | null {
  const asked = headerOf(headers, 'retry-after')
  if (asked === null) return null
  if (/^\d+$/.test(asked)) return Number(asked) * 1_000
  const [until, now] = [Date.parse(asked), Date.parse(headerOf(headers, 'date') ?? '')]
  return Number.isNaN(until) || Number.isNaN(now) ? null : Math.max(0, until - now)
}

function headerOf(headers: unknown, name: string): string | null {
  if (typeof headers !== 'object' || headers === null) return null
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return value === undefined ? null : String(value).trim()
}
