/**
 * What goes wrong next, on purpose? Tests and drills order faults of the local provider by POST /faults:
 * each fault hits the next `times` messages of its channel (to one receiver, or to any).
 */
import { z } from 'zod'

export const faultSchema = z.strictObject({
  channel: z.enum(['sms', 'email']),
  /** Only messages to this receiver; absent = to any. */
  to: z.string().optional(),
  /**
   * hang-after-accept, drop-after-accept: the message counts, its answer never arrives.
   * error-500, too-many-requests: refused for now. reject: refused for good.
   */
  kind: z.enum(['hang-after-accept', 'drop-after-accept', 'error-500', 'too-many-requests', 'reject']),
  times: z.int().positive(),
})
export type Fault = z.infer<typeof faultSchema>

export class Faults {
  private readonly ordered: Fault[] = []

  order(fault: Fault): void {
    this.ordered.push({ ...fault })
  }

  /** The fault for a message now, used up by one. */
  take(channel: Fault['channel'], to: string): Fault['kind'] | null {
    const fault = this.ordered.find(
      (one) => one.channel === channel && one.times > 0 && (one.to === undefined || one.to === to),
    )
    if (!fault) return null
    fault.times -= 1
    return fault.kind
  }

  list(): readonly Fault[] {
    return this.ordered.filter((fault) => fault.times > 0)
  }
}
