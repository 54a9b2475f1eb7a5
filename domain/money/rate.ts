// What is a rate of an amount, to the cent? Rates are whole numbers of a small unit, so that no fraction is ever lost to
// binary arithmetic; the one place where a cent is rounded is here, half up.

/** A daily rate in units of a hundred-millionth: `0.0005` is 50,000 of them. The drop has at most eight places. */
export type DailyRate = number

const ratePattern = /^(\d{1,4})(?:\.(\d{1,8}))?$/
const rateUnit = 100_000_000
/** Percentages are kept in ten-thousandths of a percent: `4.5` is 45,000. */
const percentUnit = 10_000

/** `0.0005` -> 50,000. @throws RangeError for what is not a decimal of the drop */
export function dailyRateOf(text: string): DailyRate {
  const [, whole, places = ''] = ratePattern.exec(text) ?? []
  if (whole === undefined) throw new RangeError(`a daily rate is a decimal such as 0.0005: not ${text}`)
  return Number(whole) * rateUnit + Number(places.padEnd(8, '0'))
}

/** Whole cents of `amountCents` at a daily rate for `days` days, rounded once, half up. */
export function interestCents(amountCents: number, rate: DailyRate, days: number): number {
  return roundedQuotient(BigInt(amountCents) * BigInt(rate) * BigInt(days), BigInt(rateUnit))
}

/** Whole cents of a percentage with at most four places, rounded half up. */
export function percentOfCents(amountCents: number, percent: number): number {
  const scaled = BigInt(Math.round(percent * percentUnit))
  return roundedQuotient(BigInt(amountCents) * scaled, BigInt(percentUnit) * 100n)
}

/** `0.05`: the daily rate as a percentage, for people. */
export function dailyPercent(rate: DailyRate): string {
  return trimmed(rate, 6)
}

/** `18.25`: the yearly rate that belongs to a daily one, without compounding (CN-INT-01). */
export function annualPercent(rate: DailyRate, daysInYear: number): string {
  return trimmed(rate * daysInYear, 6)
}

/** A whole number of units with `places` decimal places, without zeros at the end. */
function trimmed(units: number, places: number): string {
  const digits = String(units).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`
}

/** Half up; both are not negative. */
function roundedQuotient(dividend: bigint, divisor: bigint): number {
  return Number((2n * dividend + divisor) / (2n * divisor))
}
