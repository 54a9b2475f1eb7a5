// A telephone number that may be shown in a list: enough to recognise it, too little to dial it.

/** `+8610012345678` -> `+86******678`. */
export function maskedNumber(number: string): string {
  return `${number.slice(0, 3)}${'*'.repeat(Math.max(0, number.length - 6))}${number.slice(-3)}`
}
