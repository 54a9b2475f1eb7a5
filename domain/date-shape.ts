// Which dates and instants does Arrears take from people, files and other systems? Those that calendars, sums of days and
// the database can hold with room to spare: nobody's bill is due in the year 9999, and nothing is held back until then.
import { z } from 'zod'
import { type CalendarDate, dayMs } from './calendar-date'

export const firstDate: CalendarDate = '1900-01-01'
export const lastDate: CalendarDate = '2199-12-31'

/** A date from 1900-01-01 to 2199-12-31. */
export const date = z.iso
  .date('must be a date such as 2026-03-05')
  .refine((text) => firstDate <= text && text <= lastDate, `must be a date from ${firstDate} to ${lastDate}`)

const firstInstant = Date.parse(firstDate)
const lastInstant = Date.parse(lastDate) + dayMs - 1

/** An instant of the same span, in milliseconds since 1970. */
export const instant = z
  .int()
  .refine(
    (given) => firstInstant <= given && given <= lastInstant,
    `must be an instant from ${firstDate} to ${lastDate}`,
  )

/** The same as text with its offset: `2026-03-05T09:30:00+08:00`; a date alone, or 30 February, is none. */
export const instantText = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .pipe(instant)
