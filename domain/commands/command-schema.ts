// What may be asked of a case, and in which form? The shape of every command, for people, files, signals and updates.
import { z } from 'zod'
import { callOutcomes, returnReasons } from '../facts'
import { actors, channels } from '../policy/vocabulary'

/** What an id given from outside may look like. */
export const idPattern = /^[A-Za-z0-9_.:/-]{1,120}$/
const id = z.string().regex(idPattern, 'an id has 1 to 120 of the characters A-Z a-z 0-9 _ . : / -')
/** Part of the ids of steps and contacts. */
const shortId = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,40}$/, 'this id has 1 to 40 of the characters A-Z a-z 0-9 _ . -')
const date = z.iso.date()
const cents = z.int().positive().max(1_000_000_000_00)
const instant = z.int().nonnegative()
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00')
const statedHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, 'leaves no time within a day')
const note = z.string().max(500).optional()
const base = {
  /** Chosen by the sender: the same command sent twice is one command. */
  commandId: id,
  /** Who asks, e.g. `operator:lin`. */
  by: id,
}

export const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('recordPayment'),
    paymentId: id,
    amountCents: cents,
    valueOn: date,
    postedOn: date,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('recordReversal'),
    paymentId: id,
    reversesPaymentId: id,
    amountCents: cents,
    valueOn: date,
    postedOn: date,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('agreePlan'),
    planId: id,
    instalments: z
      .array(z.strictObject({ dueOn: date, amountCents: cents }))
      .min(1)
      .max(60),
    toleranceCents: z.int().nonnegative().default(0),
    graceDays: z.int().min(0).max(30).default(3),
    evidence: id,
  }),
  z.strictObject({ ...base, kind: z.literal('cancelPlan'), planId: id, note }),
  z.strictObject({
    ...base,
    kind: z.literal('agreeHardship'),
    agreementId: id,
    from: date,
    until: date,
    evidence: id,
  }),
  z.strictObject({ ...base, kind: z.literal('endHardship'), agreementId: id, note }),
  z.strictObject({
    ...base,
    kind: z.literal('placeHold'),
    holdId: id,
    reason: z.enum([
      'dispute',
      'complaint',
      'bankruptcy',
      'deceased',
      'vulnerable',
      'legal',
      'regulator',
      'moratorium',
    ]),
    /** Absent: from now. In the past: a hold learnt late. */
    from: instant.optional(),
    /** Absent: until lifted. */
    until: instant.optional(),
    note,
  }),
  z.strictObject({ ...base, kind: z.literal('liftHold'), holdId: id, note }),
  z.strictObject({
    ...base,
    kind: z.literal('stateWish'),
    wishId: id,
    topic: z.enum(['consentToHours', 'consentToFrequency', 'inconvenientHours']),
    channels: z.union([z.literal('all'), z.array(z.enum(channels)).min(1)]).default('all'),
    /** Empty: about all accounts of the person. */
    accounts: z.array(id).default([]),
    hours: z.array(statedHours).default([]),
    from: instant.optional(),
    until: instant.optional(),
    evidence: id.optional(),
    givenTo: z.enum(actors).default('bank'),
  }),
  z.strictObject({ ...base, kind: z.literal('withdrawWish'), wishId: id }),
  /**
   * `taskId` absent: the one open call of the case. `pointId` absent: nobody can say which number it was,
   * so it counts at each of them. `recording`: where the call can be heard.
   */
  z.strictObject({
    ...base,
    kind: z.literal('completeCall'),
    taskId: id.optional(),
    outcome: z.string(),
    pointId: id.optional(),
    recording: id.optional(),
    note,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('reportVisit'),
    taskId: id.optional(),
    outcome: z.string(),
    note,
  }),
  /** Approves or refuses an escalation, or gives the result of its assessment. */
  z.strictObject({
    ...base,
    kind: z.literal('decideEscalation'),
    taskId: id.optional(),
    outcome: z.string(),
    note,
  }),
  /** Any other task: a placement that came back, a matter, a review. */
  z.strictObject({ ...base, kind: z.literal('completeTask'), taskId: id, outcome: z.string(), note }),
  z.strictObject({
    ...base,
    kind: z.literal('reportDelivery'),
    contactKey: id,
    outcome: z.enum(['delivered', 'failed', 'returned', 'refused']),
    reason: z.enum(returnReasons).optional(),
  }),
  /** What a call that a machine made came to. */
  z.strictObject({ ...base, kind: z.literal('reportCall'), contactKey: id, outcome: z.enum(callOutcomes) }),
  /** What the person answered to a message; `messageId` is the answer's own, by the provider. */
  z.strictObject({
    ...base,
    kind: z.literal('recordReply'),
    messageId: id,
    contactPointId: id,
    channel: z.enum(['sms', 'email', 'letter', 'voice']),
    meaning: z.enum(['stop', 'help', 'wrongPerson', 'other']),
  }),
  /** Somebody else is to be asked to pass on that the bank wishes to be called (CN-3P-02). */
  z.strictObject({ ...base, kind: z.literal('askRelay'), relayId: shortId, partyId: id }),
  z.strictObject({ ...base, kind: z.literal('approveRelay'), relayId: shortId }),
  /** The party does not want to be contacted for the customer, ever (CN-3P-04). */
  z.strictObject({ ...base, kind: z.literal('refuseRelays'), partyId: id }),
])

export type Command = z.infer<typeof commandSchema>
export type CommandKind = Command['kind']
