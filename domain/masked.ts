// Personal data as a list may show it: enough to recognise it, too little to use it. Whoever needs the whole of it says
// for which purpose and is written down (docs/privacy.md).

/** `+8610012345678` -> `+86********678`. */
export function maskedNumber(number: string): string {
  return `${number.slice(0, 3)}${'*'.repeat(Math.max(0, number.length - 6))}${number.slice(-3)}`
}

/** The first sign of each word: `Zhang Wei` -> `Z**** W**`, `张伟` -> `张*`. */
export function maskedName(name: string): string {
  return name
    .split(/(\s+)/)
    .map((part) => (part.trim() === '' ? part : hiddenAfter(part, 1)))
    .join('')
}

/** `lin.wei@example.com` -> `l******@example.com`: whose mail server it is tells little of the person. */
export function maskedEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? hiddenAfter(address, 0) : `${hiddenAfter(address.slice(0, at), 1)}${address.slice(at)}`
}

/** The beginning of a postal address, which in Chinese is the province or city: `北京市朝阳区...` -> `北京市***`. */
export function maskedAddress(address: string): string {
  return `${[...address].slice(0, 3).join('')}***`
}

/** A contact point of any channel (`mobile`, `landline`, `email`, `address`). */
export function maskedPoint(channel: string, value: string): string {
  if (channel === 'email') return maskedEmail(value)
  return channel === 'address' ? maskedAddress(value) : maskedNumber(value)
}

function hiddenAfter(text: string, shown: number): string {
  const signs = [...text]
  return `${signs.slice(0, shown).join('')}${'*'.repeat(Math.max(1, signs.length - shown))}`
}
