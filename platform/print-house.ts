// Registered letters for the print house: a PDF and, written after it, its manifest, in a folder per day. A letter counts
// as handed over once its manifest is there, so the print house leaves manifests where they are.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CalendarDate } from '../domain/calendar-date'
import { writeWhole } from './files'
import { sha256Of } from './sha256'

export interface PrintableLetter {
  contactKey: string
  registeredNo: string
  date: CalendarDate
  pdf: Buffer
}

export interface PrintHouse {
  /** Where the letter's PDF lies, relative to the print house's folder. */
  pathOf(letter: Pick<PrintableLetter, 'registeredNo' | 'date'>): string
  /** Hands a letter over; doing it twice leaves one letter. */
  spool(letter: PrintableLetter): Promise<void>
  isSpooled(pdfPath: string): boolean
}

export function createPrintHouse(dir: string): PrintHouse {
  const pathOf: PrintHouse['pathOf'] = ({ date, registeredNo }) => join(date, `${registeredNo}.pdf`)
  return {
    pathOf,
    async spool(letter) {
      const { contactKey, registeredNo, date, pdf } = letter
      const path = pathOf(letter)
      await writeWhole(join(dir, path), pdf)
      const manifest = {
        registeredNo,
        contactKey,
        date,
        file: path,
        bytes: pdf.length,
        sha256: sha256Of(pdf),
      }
      await writeWhole(join(dir, manifestOf(path)), `${JSON.stringify(manifest, null, 2)}\n`)
    },
    isSpooled: (pdfPath) => existsSync(join(dir, manifestOf(pdfPath))),
  }
}

/**
 * The registered-mail number of a letter, the same for the same contact: `XA`, nine digits of which the last is the
 * check digit of UPU standard S10, `CN`.
 */
export function registeredNoOf(contactKey: string): string {
  const serial = String(createHash('sha256').update(contactKey).digest().readUInt32BE(0) % 100_000_000)
  const digits = serial.padStart(8, '0')
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const rest = 11 - (sum % 11)
  return `XA${digits}${rest === 10 ? 0 : rest === 11 ? 5 : rest}CN`
}

function manifestOf(pdfPath: string): string {
  return pdfPath.replace(/\.pdf$/, '.json')
}
