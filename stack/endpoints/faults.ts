/**
 * What goes wrong next, on purpose? Tests and drills order faults of the local providers by POST /faults: each fault
 * hits the next `times` messages of its channel (to one receiver, or to any).
 */
import { z } from 'zod'

const target = {
  /** Only messages to this receiver; absent = to any. */
  to: z.string().optional(),
  times: z.int().positive(),
}

/**
 * hang-after-accept, drop-after-accept: the message counts, its answer never arrives.
 * error-500, too-many-requests: refused for now. reject: refused for good.
 */
const everywhere = [
  'hang-after-accept',
  'drop-after-accept',
  'error-500',
  'too-many-requests',
  'reject',
] as const

/** Before anybody knows whom a message is for: 421 instead of the greeting, or something that is no SMTP. */
export const connectionFaults = ['refuse-connection', 'garbage-greeting'] as const
/** At RCPT TO: not yet (451), never (550). */
export const recipientFaults = ['greylist', 'reject-recipient'] as const
/**
 * After the message. drop-before-accept: it is lost. late-answer: it counts, and the answer takes three seconds.
 * garbage-answer: it counts, and the answer is no SMTP.
 */
export const mailFaults = [...everywhere, 'drop-before-accept', 'late-answer', 'garbage-answer'] as const

/**
 * Of the providers that are asked over HTTP. drop-before-accept: it is lost. accept-twice: it counts twice, and its
 * answer never arrives. cut-answer: it counts, the line breaks in the middle of the answer. garbage-answer: it counts,
 * and the answer is no JSON. Twilio's too-many-requests comes with Retry-After: 45.
 */
export const twilioFaults = [
  ...everywhere,
  'drop-before-accept',
  'accept-twice',
  'cut-answer',
  'garbage-answer',
] as const

/** system-error: Alibaba says that something of its own went wrong, and not whether the message counts (it does not). */
const smsFaults = [...twilioFaults, 'system-error'] as const

export const faultSchema = z.discriminatedUnion('channel', [
  z.strictObject({ channel: z.literal('sms'), kind: z.enum(smsFaults), ...target }),
  z.strictObject({ channel: z.literal('voice'), kind: z.enum(twilioFaults), ...target }),
  z.strictObject({
    channel: z.literal('email'),
    kind: z.enum([...connectionFaults, ...recipientFaults, ...mailFaults]),
    ...target,
  }),
])
export type Fault = z.infer<typeof faultSchema>
export type FaultKind<C extends Fault['channel']> = Extract<Fault, { channel: C }>['kind']

export class Faults {
  private readonly ordered: Fault[] = []

  order(fault: Fault): void {
    this.ordered.push({ ...fault })
  }

  /**
   * The fault for a message now, used up by one. `only`: those that can happen at this moment; `to` is null while
   * nobody knows the receiver.
   */
  take<C extends Fault['channel'], K extends FaultKind<C> = FaultKind<C>>(
    channel: C,
    to: string | null,
    only?: readonly K[],
  ): K | null {
    const fault = this.ordered.find(
      (one) =>
        one.channel === channel &&
        one.times > 0 &&
        (one.to === undefined || one.to === to) &&
        (only === undefined || only.some((kind) => kind === one.kind)),
    )
    if (!fault) return null
    fault.times -= 1
    return fault.kind as K
  }

  list(): readonly Fault[] {
    return this.ordered.filter((fault) => fault.times > 0)
  }
}
