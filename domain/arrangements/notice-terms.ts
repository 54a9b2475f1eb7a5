// By which channel and in which hours service notices go out.
import { z } from 'zod'
import { dayHours } from '../day-hours'

/** When the customer has no contact point for any of the channels, SMS and e-mail are tried. */
export const noticeTerms = z.strictObject({
  channels: z
    .array(z.enum(['sms', 'email']))
    .min(1)
    .default(['sms']),
  between: dayHours.default({ from: '09:00', to: '20:00' }),
})
