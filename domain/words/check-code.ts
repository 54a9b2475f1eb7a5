// What does a code look like that a customer reads out to the hotline? Twelve digits in three groups: said in any
// language, typed on any telephone; the last one is a check digit, so that one misheard digit is noticed.

/** How many digits of a code are drawn by lot. */
export const drawnDigits = 11

/** Completes eleven digits drawn by lot to a code, e.g. `4821-0937-1153`. */
export function checkCodeOf(drawn: string): string {
  if (!/^\d{11}$/.test(drawn)) throw new RangeError('a check code is made of eleven digits')
  const digits = `${drawn}${(10 - (luhnSum(`${drawn}0`) % 10)) % 10}`
  return grouped(digits)
}

/**
 * A code as somebody wrote or typed it down, in the form in which it is kept: spaces, hyphens and full-width digits do
 * not matter. null: it cannot be a code, so a digit was misheard, left out or doubled.
 */
export function readCheckCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s\p{Pd}.]/gu, '')
  return /^\d{12}$/.test(digits) && luhnSum(digits) % 10 === 0 ? grouped(digits) : null
}

function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1-')
}

/** Luhn's sum (ISO/IEC 7812), as on payment cards: changes with every single digit and nearly every swap of two. */
function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
}
