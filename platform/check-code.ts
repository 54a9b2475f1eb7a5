// Which code does a new message get? One drawn by lot: nobody can work it out from an account or from another code, and
// there is no secret to keep or to lose.
import { randomInt } from 'node:crypto'
import { checkCodeOf, drawnDigits } from '../domain/words/check-code'

export function newCheckCode(): string {
  return checkCodeOf(String(randomInt(10 ** drawnDigits)).padStart(drawnDigits, '0'))
}
