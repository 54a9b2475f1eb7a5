// How a letter looks: address window, registered-mail number, date, title and the eight parts of CN-LET-01, in Chinese
// and Latin type. The same letter gives the same bytes.
import { letterFont } from './letter-font'

export interface Letter {
  /** Lines in the address window, the receiver's name first. */
  addressee: string[]
  registeredNo: string
  date: string
  /** A rendered template: `# title`, `@part heading`, text. */
  text: string
}

const pointsPerMm = 72 / 25.4
const mm = (length: number) => length * pointsPerMm
const margin = { top: mm(20), bottom: mm(20), left: mm(25), right: mm(20) }
/**
 * What shows in the window of a DL envelope (ISO 269) when the sheet is folded in three: DIN 5008, form B. In points from
 * the upper left corner of the page.
 */
export const addressWindow = { x: mm(20), y: mm(45), width: mm(85), height: mm(45) }
/** An address that does not fit in the first size is set in the next one. */
const addressSizes = [10, 9, 8, 7]
/** Nothing lies closer to the edge of the window: the sheet moves in its envelope. */
const windowMargin = mm(2)

/** Sets a letter; resolves to the PDF's bytes. */
export async function letterPdf(letter: Letter): Promise<Buffer> {
  // Loaded when a letter is set: it takes a tenth of a second, which no other command should pay for.
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    margins: margin,
    info: { Title: letter.registeredNo, CreationDate: new Date(`${letter.date}T00:00:00Z`) },
  })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
    document.on('error', reject)
  })
  document.font(letterFont()).fontSize(10)
  head(document, letter)
  for (const line of letter.text.split('\n')) setLine(document, line)
  document.end()
  return whole
}

function head(document: PDFKit.PDFDocument, { registeredNo, date, addressee }: Letter): void {
  document.text(registeredNo, margin.left, margin.top, { align: 'right' })
  document.text(date, { align: 'right' })
  setAddress(document, addressee.join('\n'))
  document.x = margin.left
  document.y = mm(98)
}

/** The address does not fit in the window, not even in the smallest type: a person must shorten it. */
export class AddressTooLong extends Error {
  readonly code = 'ADDRESS_TOO_LONG'
  override readonly name = 'AddressTooLong'
}

function setAddress(document: PDFKit.PDFDocument, address: string): void {
  const { x, y, width, height } = addressWindow
  const room = { width: width - 2 * windowMargin }
  const size = addressSizes.find(
    (points) => document.fontSize(points).heightOfString(address, room) <= height - 2 * windowMargin,
  )
  if (size === undefined) throw new AddressTooLong('the address has more lines than the window: shorten it')
  document.fontSize(size).text(address, x + windowMargin, y + windowMargin, room)
  document.fontSize(10)
}

function setLine(document: PDFKit.PDFDocument, line: string): void {
  if (line.startsWith('# ')) {
    document.fontSize(15).text(line.slice(2), { align: 'center' }).moveDown(0.5).fontSize(10)
    return
  }
  const heading = /^@\w+ (.*)$/.exec(line)?.[1]
  if (heading !== undefined) {
    document.moveDown(0.6).fontSize(11).text(heading).fontSize(10)
    return
  }
  document.text(line, { lineGap: 2 })
}
