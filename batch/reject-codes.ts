// Why can a row be rejected? The closed list of reasons found in the bytes of one row, each with a sentence for the
// bank's batch team. Sentences never repeat the value: it may be personal data.
import type { Column } from './drop-format'

/** Faults of a row that its own bytes show; rules between rows are in night-rules.ts. */
export type RowFault =
  | 'lineTooLong'
  | 'nulByte'
  | 'controlCharacter'
  | 'notUtf8'
  | 'unclosedQuote'
  | 'strayQuote'
  | 'fieldCount'
  | FieldFault

export type FieldFault =
  | 'empty'
  | 'badId'
  | 'tooLong'
  | 'badCode'
  | 'badLetters'
  | 'badZone'
  | 'badDate'
  | 'badAmount'
  | 'notPositive'
  | 'badRate'
  | 'badInteger'
  | 'badYesNo'

/** A row that had no effect, and why. */
export interface Reject {
  file: string
  /** 1 is the header. */
  line: number
  column: string | null
  code: string
  reason: string
  accountId: string | null
  /** false: the row's fields are not where they should be, so that `accountId` is a guess or absent. */
  accountCertain: boolean
}

/** A sentence for the bank: what is wrong and what is expected. */
export function reasonOf(fault: RowFault, column: Column | null): string {
  const name = column?.name ?? 'the row'
  const kind = column?.kind
  switch (fault) {
    case 'lineTooLong':
      return 'the line is longer than 32 KiB; a lost line break or quote joins lines'
    case 'nulByte':
      return 'the line has a NUL byte'
    case 'controlCharacter':
      return 'the line has a control character'
    case 'notUtf8':
      return 'the line is not UTF-8'
    case 'unclosedQuote':
      return 'a quoted field does not end on its line; a field holds no line break'
    case 'strayQuote':
      return 'a quote stands inside a field: quote the whole field and double the quotes in it'
    case 'fieldCount':
      return 'the number of fields differs from the header'
    case 'empty':
      return `${name} must not be empty`
    case 'badId':
      return `${name} must be 1 to 64 of A-Z a-z 0-9 _ . -`
    case 'tooLong':
      return `${name} has more than ${kind?.type === 'text' ? kind.maxLength : 64} characters`
    case 'badCode':
      return `${name} must be one of ${kind?.type === 'code' ? Object.keys(kind.codes).join(', ') : ''}`
    case 'badLetters':
      return `${name} must be ${kind?.type === 'letters' ? kind.length : ''} capital letters`
    case 'badZone':
      return `${name} must be an IANA time zone such as Asia/Shanghai`
    case 'badDate':
      return `${name} must be a date of the calendar such as 2026-01-31`
    case 'badAmount':
      return `${name} must be an amount with two places and no sign, such as 1234.50`
    case 'notPositive':
      return `${name} must be above zero`
    case 'badRate':
      return `${name} must be a decimal with at most 4 digits before and 8 after the point`
    case 'badInteger':
      return `${name} must be a whole number from ${kind?.type === 'integer' ? `${kind.min} to ${kind.max}` : ''}`
    case 'badYesNo':
      return `${name} must be yes or no`
  }
}
