// How is an amount divided into instalments so that no cent is lost or made? Whole cents only: what does not divide
// evenly is spread one cent each, the earliest instalments first.

/**
 * `totalCents` in `parts` parts that differ by at most one cent and sum up to it exactly; the larger ones come first.
 * @param totalCents whole cents, not negative
 * @param parts a whole number from 1
 * @throws RangeError for anything else
 */
export function splitEvenly(totalCents: number, parts: number): number[] {
  if (!Number.isSafeInteger(totalCents) || totalCents < 0)
    throw new RangeError(`an amount to divide is a whole number of cents from 0: not ${totalCents}`)
  if (!Number.isSafeInteger(parts) || parts < 1)
    throw new RangeError(`an amount is divided into a whole number of parts from 1: not ${parts}`)
  const extra = totalCents % parts
  const smallerCents = (totalCents - extra) / parts
  return Array.from({ length: parts }, (_, index) => smallerCents + (index < extra ? 1 : 0))
}
