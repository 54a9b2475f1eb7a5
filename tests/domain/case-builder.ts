// Facts of an account, written as a story: aCase({ openedOn: '2026-03-05' }).at('2026-03-09 10:00').paid(100_00). Each
// call gives a new case, so that rows of a table can share a beginning.
import { type CalendarDate, type Instant, addDays, dateAt } from '../../domain/calendar-date'
import type {
  CloseReason,
  DeliveryOutcome,
  ExitReason,
  Fact,
  FactKind,
  FactPayloads,
  NewFact,
  UnpaidBill,
} from '../../domain/facts'
import { factsOf } from '../../domain/facts'
import type { HoldReason } from '../../domain/protection/hold-facts'
import { positionAt } from '../../domain/money/position'
import { stepKey } from '../../domain/ladder/rungs'
import { type StepAt, stepTaken, taskOpened } from '../../domain/ladder/step-facts'
import { accountId, appended, local, settled } from './log'
import { testRules, zone } from './test-strategy'

/** A bill of 500.00 with the whole of it as minimum due, unless said otherwise. */
export function bill(dueOn: CalendarDate, change: Partial<UnpaidBill> = {}): UnpaidBill {
  const minimumDueCents = change.minimumDueCents ?? 500_00
  return {
    billId: `bill-${dueOn}`,
    statementOn: addDays(dueOn, -20),
    dueOn,
    minimumDueCents,
    totalCents: minimumDueCents,
    paidCents: 0,
    ...change,
  }
}

type Report = FactPayloads['positionReported']

interface Opening extends Partial<Omit<Report, 'businessDate'>> {
  /** The day on whose morning the drop of the day before opened the case. */
  openedOn?: CalendarDate
}

/** A case opened on 5 March 2026 for a bill of 500.00 due on 1 March, unless said otherwise. */
export function aCase({ openedOn = '2026-03-05', ...report }: Opening = {}): CaseBuilder {
  return anAccount(addDays(openedOn, -1), report).at(`${openedOn} 03:00`).opened()
}

/** An account reported by the drop of `businessDate`, without a case. */
export function anAccount(
  businessDate: CalendarDate,
  report: Partial<Omit<Report, 'businessDate'>> = {},
): CaseBuilder {
  const bills = report.bills ?? [bill('2026-03-01')]
  const payload: Report = {
    businessDate,
    customerId: 'person-1',
    product: 'card',
    currency: 'CNY',
    riskSegment: 'medium',
    graceDays: 0,
    toleranceCents: 0,
    balanceCents: bills.reduce((sum, one) => sum + one.totalCents - one.paidCents, 0),
    ...report,
    bills,
  }
  const recordedAt = local(`${addDays(businessDate, 1)} 03:00`)
  return new CaseBuilder([], recordedAt).add('positionReported', payload)
}

export class CaseBuilder {
  constructor(
    readonly facts: readonly Fact[],
    private readonly now: Instant,
  ) {}

  /** What follows becomes known at this moment. */
  at(moment: string | Instant): CaseBuilder {
    return new CaseBuilder(this.facts, typeof moment === 'string' ? local(moment) : moment)
  }

  add<K extends FactKind>(
    kind: K,
    payload: FactPayloads[K],
    envelope: { key?: string; effectiveAt?: Instant; source?: string } = {},
  ): CaseBuilder {
    const seq = this.facts.reduce((max, fact) => Math.max(max, fact.seq), 0) + 1
    const fact = {
      accountId,
      seq,
      key: `${kind}/${seq}`,
      kind,
      effectiveAt: this.now,
      recordedAt: this.now,
      actor: 'test',
      source: 'test',
      payload,
      ...envelope,
    }
    return new CaseBuilder([...this.facts, fact as Fact], this.now)
  }

  /** The case looks at itself now: what is due is recorded. */
  settle(rules = testRules): CaseBuilder {
    return new CaseBuilder(settled(this.facts, rules, this.now), this.now)
  }

  /** Facts as decide(), due() and commands answer them. */
  append(news: readonly NewFact[]): CaseBuilder {
    return new CaseBuilder(appended(this.facts, news), this.now)
  }

  reported(businessDate: CalendarDate, bills: UnpaidBill[], change: Partial<Report> = {}): CaseBuilder {
    const last = factsOf(this.facts, 'positionReported').at(-1)
    if (!last) throw new Error('begin with anAccount() or aCase()')
    return this.add('positionReported', { ...last.payload, ...change, businessDate, bills })
  }

  /** Value and posting date are the day on which it became known, unless said otherwise. */
  paid(
    amountCents: number,
    change: { id?: string; valueOn?: CalendarDate; postedOn?: CalendarDate } = {},
  ): CaseBuilder {
    const today = dateAt(this.now, zone)
    const { id = `pay-${factsOf(this.facts, 'paymentPosted').length + 1}` } = change
    const { valueOn = change.postedOn ?? today, postedOn = today } = change
    return this.add('paymentPosted', { paymentId: id, amountCents, valueOn, postedOn })
  }

  reversed(reversesPaymentId: string, amountCents: number, postedOn = dateAt(this.now, zone)): CaseBuilder {
    const paymentId = `back-${factsOf(this.facts, 'paymentReversed').length + 1}`
    const dates = { valueOn: postedOn, postedOn }
    return this.add('paymentReversed', { paymentId, reversesPaymentId, amountCents, ...dates })
  }

  voided(paymentId: string): CaseBuilder {
    return this.add('paymentVoided', { paymentId }, { key: `void/${paymentId}` })
  }

  missing(businessDate = dateAt(this.now, zone)): CaseBuilder {
    return this.add('accountMissing', { businessDate })
  }

  found(businessDate = dateAt(this.now, zone)): CaseBuilder {
    return this.add('accountFound', { businessDate })
  }

  exited(reason: ExitReason): CaseBuilder {
    return this.add('accountExited', { businessDate: dateAt(this.now, zone), reason })
  }

  /** A drop is corrected: the facts that it brought at `broughtAt` no longer count. */
  withdrawn(dropId: string, broughtAt: string): CaseBuilder {
    const seqs = this.facts.filter((fact) => fact.recordedAt === local(broughtAt)).map((fact) => fact.seq)
    return this.add('dropWithdrawn', { dropId, seqs })
  }

  opened(episode = 1): CaseBuilder {
    const because = episode === 1 ? ('newDelinquency' as const) : ('reDelinquency' as const)
    return this.add('episodeOpened', {
      episode,
      because,
      strategyId: testRules.strategy.id,
      strategyVersion: testRules.strategy.version,
    })
  }

  closed(reason: CloseReason = 'cured', episode = 1): CaseBuilder {
    return this.add('episodeClosed', { episode, reason })
  }

  reopened(episode = 1): CaseBuilder {
    return this.add('episodeReopened', { episode })
  }

  hold(holdId: string, span: { from?: string; until?: string; reason?: HoldReason } = {}): CaseBuilder {
    const from = span.from === undefined ? this.now : local(span.from)
    const until = span.until === undefined ? {} : { until: local(span.until) }
    const payload = { holdId, reason: span.reason ?? ('dispute' as const), from, ...until }
    return this.add('holdPlaced', payload, { effectiveAt: from })
  }

  /** The hold ends at another time; until it is lifted when none is given. */
  extended(holdId: string, until?: string): CaseBuilder {
    return this.add('holdExtended', { holdId, ...(until === undefined ? {} : { until: local(until) }) })
  }

  lifted(holdId: string): CaseBuilder {
    return this.add('holdLifted', { holdId, at: this.now }, { key: `hold/${holdId}/lifted` })
  }

  promise(
    promiseId: string,
    amountCents: number,
    dueOn: CalendarDate,
    terms: Partial<FactPayloads['promiseMade']> = {},
  ): CaseBuilder {
    const rest = { toleranceCents: 0, graceDays: 0, standsStill: true, ...terms }
    return this.add('promiseMade', { promiseId, amountCents, dueOn, ...rest })
  }

  promiseCancelled(promiseId: string): CaseBuilder {
    const payload = { promiseId, outcome: 'cancelled' as const, on: dateAt(this.now, zone) }
    return this.add('promiseEnded', payload, { key: `promise/${promiseId}/cancelled` })
  }

  plan(
    planId: string,
    instalments: [dueOn: CalendarDate, amountCents: number][],
    terms: { toleranceCents?: number; graceDays?: number } = {},
  ): CaseBuilder {
    const due = instalments.map(([dueOn, amountCents]) => ({ dueOn, amountCents }))
    const rest = { toleranceCents: 0, graceDays: 0, evidence: 'rec-1', ...terms }
    return this.add('planAgreed', { planId, instalments: due, ...rest })
  }

  planCancelled(planId: string): CaseBuilder {
    const payload = { planId, outcome: 'cancelled' as const, on: dateAt(this.now, zone) }
    return this.add('planEnded', payload, { key: `plan/${planId}/cancelled` })
  }

  hardship(agreementId: string, from: CalendarDate, until: CalendarDate): CaseBuilder {
    return this.add('hardshipAgreed', { agreementId, from, until, evidence: 'doc-1' })
  }

  hardshipEnded(agreementId: string): CaseBuilder {
    const payload = { agreementId, on: dateAt(this.now, zone), reason: 'ended' }
    return this.add('hardshipEnded', payload, { key: `hardship/${agreementId}/ended` })
  }

  /** A step as its performer leaves it: `visit`, `visit.approval`, with its task and, for messages, its contact. */
  took(name: string, { n = 1, outcome = 'done' as const, ruleId = '' }: TookOptions = {}): CaseBuilder {
    const at = this.stepAt(name, n)
    if (outcome !== 'done') {
      const payload = { stepKey: at.key, rung: at.rung.id, outcome, ...(ruleId === '' ? {} : { ruleId }) }
      return this.add('stepTaken', payload, { key: `step/${at.key}` })
    }
    const task = taskOpened(at)
    const contact = at.step === 'reminder' ? 'sms' : at.step === 'letter' ? 'letter' : null
    const taken = this.append([stepTaken(at), ...(task ? [task] : [])])
    if (contact === null) return taken
    const contactKey = `${accountId}/${at.key}/${contact}`
    return taken.add('contactMade', { contactKey, stepKey: at.key, channel: contact, outcome: 'sent' })
  }

  /** A person reports the result of a step's task. */
  ended(name: string, outcome: string, n = 1): CaseBuilder {
    const taskId = `${accountId}/${this.keyOf(name, n)}`
    return this.add('taskEnded', { taskId, outcome, expired: false }, { key: `task/${taskId}/ended` })
  }

  /** A person is asked to look at a step that failed, or at a message of unknown fate. */
  review(name: string, defaultOutcome: 'retry' | 'resolved', n = 1): CaseBuilder {
    const key = this.keyOf(name, n)
    const dueAt = this.now + 86_400_000
    return this.add('taskOpened', {
      taskId: `${accountId}/${key}/review`,
      kind: 'review',
      stepKey: key,
      dueAt,
      defaultOutcome,
    })
  }

  reviewed(name: string, outcome: 'retry' | 'skip' | 'resolved', n = 1): CaseBuilder {
    const taskId = `${accountId}/${this.keyOf(name, n)}/review`
    return this.add('taskEnded', { taskId, outcome, expired: false }, { key: `task/${taskId}/ended` })
  }

  delivery(name: string, outcome: DeliveryOutcome, n = 1): CaseBuilder {
    return this.add('deliveryReported', { contactKey: `${accountId}/${this.keyOf(name, n)}/letter`, outcome })
  }

  /** The key of a step under the bill that is the oldest unpaid one when it is named. */
  keyOf(name: string, n = 1): string {
    const dueOn = positionAt(this.facts, dateAt(this.now, zone))?.oldestUnpaidDueOn ?? 'none'
    const episode = factsOf(this.facts, 'episodeOpened').at(-1)?.payload.episode ?? 0
    return stepKey({ episode, dueOn }, name, n)
  }

  private stepAt(name: string, n: number): StepAt {
    const [rungId, judgement] = name.split('.')
    const rung = testRules.strategy.ladder.find((candidate) => candidate.id === rungId)
    if (!rung) throw new Error(`the test ladder has no rung ${name}`)
    const step = judgement === 'approval' || judgement === 'assessment' ? judgement : rung.step
    return { accountId, key: this.keyOf(name, n), step, rung, rules: testRules, moment: this.now }
  }
}

interface TookOptions {
  n?: number
  outcome?: 'done' | 'withheld' | 'skipped' | 'failed'
  ruleId?: string
}
