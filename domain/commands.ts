// What a person or another system may ask of a case, and whether it is allowed: each command judged against the facts
// alone, answering with new facts or with a refusal that has a stable code. Nothing is changed here.
import { z } from 'zod'
import { type CalendarDate, type Instant, dateAt, instantAt } from './calendar-date'
import { episodeOf, liveFacts } from './decide'
import { type Fact, type NewFact, type TaskKind, factsOf } from './facts'
import { isOutcomeOf, taskOutcomes } from './outcomes'
import { openTasks } from './rungs'

const id = z
  .string()
  .regex(/^[A-Za-z0-9_.:/-]{1,120}$/, 'an id has 1 to 120 of the characters A-Z a-z 0-9 _ . : / -')
const date = z.iso.date()
const cents = z.int().positive().max(1_000_000_000_00)
const instant = z.int().nonnegative()
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
  /** `taskId` absent: the one open call of the case. */
  z.strictObject({
    ...base,
    kind: z.literal('completeCall'),
    taskId: id.optional(),
    outcome: z.string(),
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
  }),
])

export type Command = z.infer<typeof commandSchema>
export type CommandKind = Command['kind']

export type Judgement =
  | { ok: true; facts: NewFact[] }
  /** Nothing is recorded. `code` is stable; `message` says what is wrong and what would be right. */
  | { ok: false; code: string; message: string }

/** Facts about the moment of a command: the case's clock and the zone in which its dates are counted. */
export interface CommandMoment {
  accountId: string
  asOf: Instant
  zone: string
}

/** Judges a command against the account's facts. */
export function judgeCommand(log: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const facts = liveFacts(log)
  const envelope = {
    accountId: moment.accountId,
    effectiveAt: moment.asOf,
    recordedAt: moment.asOf,
    actor: command.by,
    source: `command/${command.commandId}`,
  }
  switch (command.kind) {
    case 'recordPayment':
      return recordPayment(facts, command, moment, envelope)
    case 'recordReversal':
      return recordReversal(facts, command, moment, envelope)
    case 'agreePlan':
      return agreePlan(facts, command, moment, envelope)
    case 'cancelPlan': {
      const known = factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === command.planId)
      if (!known) return refusal('UNKNOWN_PLAN', `there is no plan ${command.planId}`)
      const payload = {
        planId: command.planId,
        outcome: 'cancelled' as const,
        on: dateAt(moment.asOf, moment.zone),
      }
      return accepted({ ...envelope, key: `plan/${command.planId}/cancelled`, kind: 'planEnded', payload })
    }
    case 'agreeHardship': {
      if (command.until < command.from)
        return refusal('DATES_REVERSED', 'the agreement ends before it begins')
      const { agreementId, from, until, evidence } = command
      const payload = { agreementId, from, until, evidence }
      return accepted({ ...envelope, key: `hardship/${agreementId}`, kind: 'hardshipAgreed', payload })
    }
    case 'endHardship': {
      const known = factsOf(facts, 'hardshipAgreed').some(
        ({ payload }) => payload.agreementId === command.agreementId,
      )
      if (!known) return refusal('UNKNOWN_AGREEMENT', `there is no hardship agreement ${command.agreementId}`)
      const on = dateAt(moment.asOf, moment.zone)
      const payload = { agreementId: command.agreementId, on, reason: command.note ?? 'ended' }
      return accepted({
        ...envelope,
        key: `hardship/${command.agreementId}/ended`,
        kind: 'hardshipEnded',
        payload,
      })
    }
    case 'placeHold':
      return placeHold(facts, command, moment, envelope)
    case 'liftHold': {
      const placed = factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === command.holdId)
      if (!placed) return refusal('UNKNOWN_HOLD', `there is no hold ${command.holdId}`)
      const payload = { holdId: command.holdId, at: moment.asOf, ...optionalNote(command.note) }
      return accepted({ ...envelope, key: `hold/${command.holdId}/lifted`, kind: 'holdLifted', payload })
    }
    case 'completeCall':
      return endTask(facts, command, ['call'], envelope)
    case 'reportVisit':
      return endTask(facts, command, ['visit', 'secondVisit'], envelope)
    case 'decideEscalation':
      return endTask(facts, command, ['approval', 'assessment'], envelope)
    case 'completeTask':
      return endTask(facts, command, ['placement', 'matter', 'review'], envelope)
    case 'reportDelivery': {
      const known = factsOf(facts, 'contactMade').some(
        ({ payload }) => payload.contactKey === command.contactKey,
      )
      if (!known) return refusal('UNKNOWN_CONTACT', `there is no contact ${command.contactKey} in this case`)
      const payload = { contactKey: command.contactKey, outcome: command.outcome }
      const key = `delivery/${command.contactKey}/${command.outcome}`
      return accepted({ ...envelope, key, kind: 'deliveryReported', payload })
    }
  }
}

type Envelope = Pick<NewFact, 'accountId' | 'effectiveAt' | 'recordedAt' | 'actor' | 'source'>
type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>

function accepted(fact: NewFact): Judgement {
  return { ok: true, facts: [fact] }
}

function refusal(code: string, message: string): Judgement {
  return { ok: false, code, message }
}

function optionalNote(text: string | undefined): { note?: string } {
  return text === undefined ? {} : { note: text }
}

function recordPayment(
  facts: readonly Fact[],
  command: CommandOf<'recordPayment'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const { paymentId, amountCents, valueOn, postedOn } = command
  if (valueOn > postedOn)
    return refusal('DATES_REVERSED', `the value date ${valueOn} is after the posting date ${postedOn}`)
  const known = factsOf(facts, 'paymentPosted').find(({ payload }) => payload.paymentId === paymentId)
  if (known && known.payload.amountCents !== amountCents) {
    return refusal(
      'PAYMENT_KNOWN',
      `payment ${paymentId} is known with the amount ${known.payload.amountCents}`,
    )
  }
  if (known) return { ok: true, facts: [] }
  const payload = { paymentId, amountCents, valueOn, postedOn }
  const effectiveAt = instantAt(valueOn, moment.zone)
  return accepted({ ...envelope, effectiveAt, key: `payment/${paymentId}`, kind: 'paymentPosted', payload })
}

function recordReversal(
  facts: readonly Fact[],
  command: CommandOf<'recordReversal'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const { paymentId, reversesPaymentId, amountCents, valueOn, postedOn } = command
  const original = factsOf(facts, 'paymentPosted').find(
    ({ payload }) => payload.paymentId === reversesPaymentId,
  )
  if (!original) return refusal('UNKNOWN_PAYMENT', `there is no payment ${reversesPaymentId} to reverse`)
  if (amountCents > original.payload.amountCents) {
    return refusal(
      'REVERSAL_TOO_LARGE',
      `payment ${reversesPaymentId} was ${original.payload.amountCents} cents`,
    )
  }
  if (factsOf(facts, 'paymentReversed').some(({ payload }) => payload.paymentId === paymentId)) {
    return { ok: true, facts: [] }
  }
  const payload = { paymentId, reversesPaymentId, amountCents, valueOn, postedOn }
  const effectiveAt = instantAt(valueOn, moment.zone)
  return accepted({ ...envelope, effectiveAt, key: `payment/${paymentId}`, kind: 'paymentReversed', payload })
}

function agreePlan(
  facts: readonly Fact[],
  command: CommandOf<'agreePlan'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const episode = episodeOf(facts)
  if (!episode || episode.closed !== null)
    return refusal('NO_OPEN_CASE', 'there is no open case to agree a plan for')
  const dates: CalendarDate[] = command.instalments.map((instalment) => instalment.dueOn)
  if (dates.some((dueOn, index) => index > 0 && dueOn <= (dates[index - 1] ?? ''))) {
    return refusal('INSTALMENTS_UNORDERED', 'instalments must have rising due dates')
  }
  if ((dates[0] ?? '') < dateAt(moment.asOf, moment.zone)) {
    return refusal('INSTALMENT_PAST', 'the first instalment is due in the past')
  }
  const { planId, instalments, toleranceCents, graceDays, evidence } = command
  const payload = { planId, instalments, toleranceCents, graceDays, evidence }
  return accepted({ ...envelope, key: `plan/${planId}`, kind: 'planAgreed', payload })
}

function placeHold(
  facts: readonly Fact[],
  command: CommandOf<'placeHold'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const from = command.from ?? moment.asOf
  if (command.until !== undefined && command.until <= from) {
    return refusal('DATES_REVERSED', 'the hold ends before it begins')
  }
  const known = factsOf(facts, 'holdPlaced').find(({ payload }) => payload.holdId === command.holdId)
  if (known && known.source !== envelope.source) {
    return refusal('HOLD_KNOWN', `hold ${command.holdId} exists; choose another id to place a further hold`)
  }
  if (known) return { ok: true, facts: [] }
  const until = command.until === undefined ? {} : { until: command.until }
  const payload = {
    holdId: command.holdId,
    reason: command.reason,
    from,
    ...until,
    ...optionalNote(command.note),
  }
  return accepted({
    ...envelope,
    effectiveAt: from,
    key: `hold/${command.holdId}`,
    kind: 'holdPlaced',
    payload,
  })
}

function endTask(
  facts: readonly Fact[],
  command: CommandOf<'completeCall' | 'reportVisit' | 'decideEscalation' | 'completeTask'>,
  kinds: readonly TaskKind[],
  envelope: Envelope,
): Judgement {
  const episode = episodeOf(facts)
  const open = episode ? openTasks(facts, episode.episode).filter((task) => kinds.includes(task.kind)) : []
  const task =
    command.taskId === undefined ? open[0] : open.find((candidate) => candidate.taskId === command.taskId)
  if (!task) {
    const repeated = facts.some((fact) => fact.kind === 'taskEnded' && fact.source === envelope.source)
    if (repeated) return { ok: true, facts: [] }
    return refusal('NO_OPEN_TASK', `the case has no open task of the kind ${kinds.join(' or ')}`)
  }
  if (!isOutcomeOf(task.kind, command.outcome)) {
    return refusal('UNKNOWN_OUTCOME', `a ${task.kind} ends with one of ${taskOutcomes[task.kind].join(', ')}`)
  }
  const payload = {
    taskId: task.taskId,
    outcome: command.outcome,
    expired: false,
    ...optionalNote(command.note),
  }
  return accepted({ ...envelope, key: `task/${task.taskId}/ended`, kind: 'taskEnded', payload })
}
