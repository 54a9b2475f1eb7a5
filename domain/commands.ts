// What a person or another system may ask of a case, and whether it is allowed: each command judged against the facts
// alone, answering with new facts or with a refusal that has a stable code. Nothing is changed here.
import { type CalendarDate, type Instant, dateAt, instantAt } from './calendar-date'
import type { Command, CommandKind } from './command-schema'
import { episodeOf, liveFacts } from './decide'
import { type Fact, type NewFact, type TaskKind, factsOf } from './facts'
import { formatCents } from './money'
import { isOutcomeOf, taskOutcomes } from './outcomes'
import { openTasks } from './rungs'

export { type Command, type CommandKind, commandSchema } from './command-schema'

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

/** Judges a command against the account's facts. A command that was carried out already is accepted with no new fact. */
export function judgeCommand(log: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const facts = liveFacts(log)
  const envelope = {
    accountId: moment.accountId,
    effectiveAt: moment.asOf,
    recordedAt: moment.asOf,
    actor: command.by,
    source: `command/${command.commandId}`,
  }
  const earlier = facts.filter((fact) => fact.source === envelope.source)
  if (earlier.length === 0) return judged(facts, command, moment, envelope)
  const others = facts.filter((fact) => fact.source !== envelope.source)
  const again = judged(others, command, moment, envelope)
  const isOther = again.ok && again.facts.some(({ key }) => earlier.every((fact) => fact.key !== key))
  return isOther
    ? refusal('COMMAND_ID_USED', `the id ${command.commandId} belongs to another command; choose a new one`)
    : { ok: true, facts: [] }
}

function judged(
  facts: readonly Fact[],
  command: Command,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  switch (command.kind) {
    case 'recordPayment':
      return recordPayment(facts, command, moment, envelope)
    case 'recordReversal':
      return recordReversal(facts, command, moment, envelope)
    case 'agreePlan':
      return agreePlan(facts, command, moment, envelope)
    case 'cancelPlan':
      return cancelPlan(facts, command, moment, envelope)
    case 'agreeHardship':
      return agreeHardship(facts, command, envelope)
    case 'endHardship':
      return endHardship(facts, command, moment, envelope)
    case 'placeHold':
      return placeHold(facts, command, moment, envelope)
    case 'liftHold':
      return liftHold(facts, command, moment, envelope)
    case 'completeCall':
      return endTask(facts, command, ['call'], envelope)
    case 'reportVisit':
      return endTask(facts, command, ['visit', 'secondVisit'], envelope)
    case 'decideEscalation':
      return endTask(facts, command, ['approval', 'assessment'], envelope)
    case 'completeTask':
      return endTask(facts, command, ['placement', 'matter', 'review'], envelope)
    case 'reportDelivery':
      return reportDelivery(facts, command, envelope)
    case 'recordReply':
      return recordReply(command, envelope)
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
  const wrong = wrongDates(command, moment)
  if (wrong) return wrong
  const known = factsOf(facts, 'paymentPosted').find(({ payload }) => payload.paymentId === paymentId)
  if (known) {
    // Senders may differ on the value date: the one that came first counts, until the bank's books say otherwise.
    if (known.payload.amountCents === amountCents) return { ok: true, facts: [] }
    const text = `payment ${paymentId} is known with the amount ${formatCents(known.payload.amountCents)}`
    return refusal('PAYMENT_KNOWN', text)
  }
  if (factsOf(facts, 'paymentReversed').some(({ payload }) => payload.paymentId === paymentId)) {
    return refusal('PAYMENT_KNOWN', `${paymentId} is the id of a reversal; a payment has an id of its own`)
  }
  const payload = { paymentId, amountCents, valueOn, postedOn }
  const effectiveAt = instantAt(valueOn, moment.zone)
  return accepted({ ...envelope, effectiveAt, key: `payment/${paymentId}`, kind: 'paymentPosted', payload })
}

/** Money is recorded when it has been posted, and never counts from a day after that. */
function wrongDates(
  { valueOn, postedOn }: { valueOn: CalendarDate; postedOn: CalendarDate },
  { asOf, zone }: CommandMoment,
): Judgement | null {
  if (valueOn > postedOn)
    return refusal('DATES_REVERSED', `the value date ${valueOn} is after the posting date ${postedOn}`)
  const today = dateAt(asOf, zone)
  return postedOn > today
    ? refusal('POSTED_IN_FUTURE', `the posting date ${postedOn} has not come: today is ${today}`)
    : null
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
  if (factsOf(facts, 'paymentPosted').some((known) => known.payload.paymentId === paymentId)) {
    return refusal('PAYMENT_KNOWN', `${paymentId} is the id of a payment; a reversal has an id of its own`)
  }
  const wrong = wrongDates(command, moment)
  if (wrong) return wrong
  if (postedOn < original.payload.postedOn) {
    const text = `payment ${reversesPaymentId} was posted on ${original.payload.postedOn} and cannot come back before`
    return refusal('DATES_REVERSED', text)
  }
  const reversals = factsOf(facts, 'paymentReversed').map(({ payload }) => payload)
  if (reversals.some((known) => known.paymentId === paymentId)) return { ok: true, facts: [] }
  const reversedCents = reversals
    .filter((known) => known.reversesPaymentId === reversesPaymentId)
    .reduce((sum, known) => sum + known.amountCents, 0)
  if (amountCents + reversedCents > original.payload.amountCents) {
    return refusal(
      'REVERSAL_TOO_LARGE',
      `payment ${reversesPaymentId} was ${formatCents(original.payload.amountCents)}, of which ${formatCents(reversedCents)} came back already`,
    )
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
  if (factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === command.planId)) {
    return refusal('PLAN_KNOWN', `plan ${command.planId} exists; choose another id for a further plan`)
  }
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

function cancelPlan(
  facts: readonly Fact[],
  { planId }: CommandOf<'cancelPlan'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const known = factsOf(facts, 'planAgreed').some(({ payload }) => payload.planId === planId)
  if (!known) return refusal('UNKNOWN_PLAN', `there is no plan ${planId}`)
  const ended = factsOf(facts, 'planEnded').find(({ payload }) => payload.planId === planId)
  if (ended) {
    return refusal('PLAN_ENDED', `plan ${planId} was ${ended.payload.outcome} on ${ended.payload.on}`)
  }
  const payload = { planId, outcome: 'cancelled' as const, on: dateAt(moment.asOf, moment.zone) }
  return accepted({ ...envelope, key: `plan/${planId}/cancelled`, kind: 'planEnded', payload })
}

function agreeHardship(
  facts: readonly Fact[],
  { agreementId, from, until, evidence }: CommandOf<'agreeHardship'>,
  envelope: Envelope,
): Judgement {
  if (factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)) {
    return refusal('AGREEMENT_KNOWN', `agreement ${agreementId} exists; choose another id for a further one`)
  }
  if (until < from) return refusal('DATES_REVERSED', 'the agreement ends before it begins')
  const payload = { agreementId, from, until, evidence }
  return accepted({ ...envelope, key: `hardship/${agreementId}`, kind: 'hardshipAgreed', payload })
}

function endHardship(
  facts: readonly Fact[],
  { agreementId, note }: CommandOf<'endHardship'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const known = factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)
  if (!known) return refusal('UNKNOWN_AGREEMENT', `there is no hardship agreement ${agreementId}`)
  const ended = factsOf(facts, 'hardshipEnded').find(({ payload }) => payload.agreementId === agreementId)
  if (ended) return refusal('AGREEMENT_ENDED', `agreement ${agreementId} ended on ${ended.payload.on}`)
  const payload = { agreementId, on: dateAt(moment.asOf, moment.zone), reason: note ?? 'ended' }
  return accepted({ ...envelope, key: `hardship/${agreementId}/ended`, kind: 'hardshipEnded', payload })
}

function placeHold(
  facts: readonly Fact[],
  command: CommandOf<'placeHold'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  if (factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === command.holdId)) {
    return refusal('HOLD_KNOWN', `hold ${command.holdId} exists; choose another id to place a further hold`)
  }
  const from = command.from ?? moment.asOf
  if (command.until !== undefined && command.until <= from) {
    return refusal('DATES_REVERSED', 'the hold ends before it begins')
  }
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

function liftHold(
  facts: readonly Fact[],
  { holdId, note }: CommandOf<'liftHold'>,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const placed = factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === holdId)
  if (!placed) return refusal('UNKNOWN_HOLD', `there is no hold ${holdId}`)
  const payload = { holdId, at: moment.asOf, ...optionalNote(note) }
  return accepted({ ...envelope, key: `hold/${holdId}/lifted`, kind: 'holdLifted', payload })
}

function reportDelivery(
  facts: readonly Fact[],
  { contactKey, outcome }: CommandOf<'reportDelivery'>,
  envelope: Envelope,
): Judgement {
  const known = factsOf(facts, 'contactMade').some(({ payload }) => payload.contactKey === contactKey)
  if (!known) return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
  const payload = { contactKey, outcome }
  const key = `delivery/${contactKey}/${outcome}`
  return accepted({ ...envelope, key, kind: 'deliveryReported', payload })
}

/** A reply is always taken in, also between two episodes: a wish to hear no more needs no debt. */
function recordReply(
  { messageId, contactPointId, channel, meaning }: CommandOf<'recordReply'>,
  envelope: Envelope,
): Judgement {
  const payload = { messageId, contactPointId, channel, meaning }
  return accepted({ ...envelope, key: `reply/${messageId}`, kind: 'replyReceived', payload })
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
  if (!task) return refusal('NO_OPEN_TASK', `the case has no open task of the kind ${kinds.join(' or ')}`)
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
