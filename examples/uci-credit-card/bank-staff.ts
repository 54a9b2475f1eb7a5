// The people around the portfolio: operators who call, a supervisor who approves, field agents, an agency, the print
// house, and customers who agree plans. They act only through the public updates and signals, at their own times, are
// named in the timeline, and leave some things undone. Deterministic: the same seed, the same people.
import { createHash } from 'node:crypto'
import type { Client } from '@temporalio/client'
import type { Agenda } from '../../cases/advance'
import type { CallRules } from '../../cases/call-rules'
import type { AccountRules } from '../../cases/account-rules'
import { sendCommand } from '../../cases/send-command'
import type { Timekeeper } from '../../cases/timekeeper'
import { type Instant, addDays, dateAt, instantAt } from '../../domain/calendar-date'
import type { Command } from '../../domain/commands/commands'
import type { Database } from '../../platform/database'
import { caseWorkflowId } from '../../workflows/messages'
import { agreeable } from './agreeable-plan'
import { complaint, dispute } from './inquiries'

export interface StaffDeps {
  db: Database
  client: Client
  timekeeper: Timekeeper
  zone: string
  callRules: CallRules
  rulesOf: AccountRules
  seed: number
}

interface Appointment {
  at: Instant
  accountId: string
  /** The public way: an update, or for reports from outside a signal. */
  by: 'update' | 'signal'
  command: Command
}

interface OpenTask {
  id: string
  kind: string
  dueAt: Instant
}

/** `weight` in percent; what remains to 100 is left undone. */
type Choice<T extends string = string> = readonly [outcome: T, weight: number]

const behaviour: Record<
  string,
  { who: readonly string[]; hours: readonly [number, number]; choices: readonly Choice[] }
> = {
  call: {
    who: ['operator:lin', 'operator:zhou', 'operator:he'],
    hours: [1, 9],
    choices: [
      ['rightParty', 34],
      ['noAnswer', 32],
      ['voicemail', 8],
      ['refused', 5],
      ['callBack', 4],
      ['wrongNumber', 3],
    ],
  },
  approval: {
    who: ['supervisor:qian'],
    hours: [2, 30],
    choices: [
      ['approved', 82],
      ['refused', 8],
    ],
  },
  assessment: {
    who: ['risk:sun'],
    hours: [4, 40],
    choices: [
      ['passed', 85],
      ['failed', 6],
    ],
  },
  visit: {
    who: ['agent:team-3', 'agent:team-5'],
    hours: [30, 100],
    choices: [
      ['met', 40],
      ['notHome', 40],
      ['refused', 6],
      ['moved', 8],
    ],
  },
  secondVisit: {
    who: ['agent:team-3', 'agent:team-5'],
    hours: [30, 100],
    choices: [
      ['met', 42],
      ['notHome', 40],
      ['refused', 6],
      ['moved', 6],
    ],
  },
  placement: { who: ['agency:north'], hours: [400, 1100], choices: [['returned', 30]] },
  matter: { who: ['counsel:wu'], hours: [48, 400], choices: [['filed', 70]] },
  review: {
    who: ['operator:lin'],
    hours: [2, 20],
    choices: [
      ['resolved', 60],
      ['retry', 30],
    ],
  },
}

const hourMs = 3_600_000

export class BankStaff implements Agenda {
  private readonly planned = new Map<string, Appointment[]>()
  private readonly seen = new Set<string>()
  /** Commands that the cases refused, by code: visible, because they should be few. */
  readonly refused = new Map<string, number>()

  constructor(private readonly deps: StaffDeps) {}

  accountsUntil(target: Instant): string[] {
    return [...this.planned]
      .filter(([, list]) => (list[0]?.at ?? Infinity) <= target)
      .map(([accountId]) => accountId)
  }

  nextAt(accountIds: readonly string[]): Instant | null {
    return this.next(accountIds)?.at ?? null
  }

  async act(accountIds: readonly string[]): Promise<string> {
    const appointment = this.next(accountIds)
    if (!appointment) throw new Error('nobody plans to act')
    const { accountId, at } = appointment
    this.planned.get(accountId)?.shift()
    await this.deps.timekeeper.bringTo(accountId, at)
    const command = await this.withNumber(accountId, appointment.command)
    if (appointment.by === 'signal') {
      const { kind: _, ...message } = command
      const handle = this.deps.client.workflow.getHandle(caseWorkflowId(accountId))
      // A case that has closed in the meantime hears nothing any more.
      await handle.signal('deliveryReported', message).catch(() => undefined)
      return accountId
    }
    const answer = await sendCommand({ ...this.deps, now: () => at }, accountId, command)
    if (!answer.ok) this.refused.set(answer.code, (this.refused.get(answer.code) ?? 0) + 1)
    else await this.followUp(accountId, at, command)
    return accountId
  }

  /** Looks at the worklist and at the print house's reports for the case that has just moved. */
  async notice(accountId: string, at: Instant): Promise<void> {
    const [news] = await this.deps.db.prisma.$queryRaw<{ tasks: OpenTask[]; letters: string[] }[]>`
      select
        coalesce((select json_agg(json_build_object('id', id, 'kind', kind,
            'dueAt', (extract(epoch from due_at) * 1000)::bigint))
          from task where account_id = ${accountId} and status = 'open'
            -- Nobody can be called who has no number left.
            and (kind <> 'call' or exists (select 1 from account a
              join contact_point p on p.customer_id = a.customer_id
              where a.id = ${accountId} and p.channel in ('mobile', 'landline') and p.status = 'usable'))), '[]') as tasks,
        coalesce((select json_agg(key) from contact
          where account_id = ${accountId} and channel = 'letter' and status = 'sent'), '[]') as letters`
    for (const task of news?.tasks ?? []) if (this.isNew(task.id)) this.plan(this.workOn(task, accountId, at))
    for (const key of news?.letters ?? []) if (this.isNew(key)) this.plan(this.deliver(key, accountId, at))
  }

  private isNew(id: string): boolean {
    const fresh = !this.seen.has(id)
    this.seen.add(id)
    return fresh
  }

  private next(accountIds: readonly string[]): Appointment | null {
    const first = accountIds.flatMap((accountId) => this.planned.get(accountId)?.slice(0, 1) ?? [])
    return first.sort((a, b) => a.at - b.at)[0] ?? null
  }

  private workOn(task: OpenTask, accountId: string, at: Instant): Appointment | null {
    const how = behaviour[task.kind]
    const outcome = how && this.choose(task.id, how.choices)
    if (!how || outcome === null || outcome === undefined) return null
    const [from, to] = how.hours
    const when = this.atWork(at + (from + this.draw(`${task.id} when`) * (to - from)) * hourMs)
    if (when >= task.dueAt) return null
    const kind =
      task.kind === 'call' ? 'completeCall' : task.kind.endsWith('isit') ? 'reportVisit' : judged(task.kind)
    const recorded = task.kind === 'call' ? { recording: `recordings/${this.id(task.id)}` } : {}
    const by = how.who[Math.floor(this.draw(`${task.id} who`) * how.who.length)] ?? 'operator:lin'
    return {
      at: when,
      accountId,
      by: 'update',
      command: { kind, taskId: task.id, outcome, by, ...recorded, commandId: this.id(task.id) } as Command,
    }
  }

  private deliver(contactKey: string, accountId: string, at: Instant): Appointment | null {
    const outcome = this.choose(contactKey, [
      ['delivered', 82],
      ['returned', 10],
      ['refused', 3],
    ])
    if (outcome === null) return null
    const when = this.atWork(at + (48 + this.draw(`${contactKey} when`) * 72) * hourMs)
    const command = {
      kind: 'reportDelivery',
      contactKey,
      outcome,
      by: 'print-house:returns',
      commandId: this.id(contactKey),
    } as Command
    return { at: when, accountId, by: 'signal', command }
  }

  /** Whoever reports a call says which number it was: the best that is left. */
  private async withNumber(accountId: string, command: Command): Promise<Command> {
    if (command.kind !== 'completeCall') return command
    const where = {
      customer: { accounts: { some: { id: accountId } } },
      channel: { in: ['mobile', 'landline'] },
      status: 'usable',
    }
    const point = await this.deps.db.prisma.contactPoint.findFirst({
      where,
      orderBy: [{ rank: 'asc' }, { id: 'asc' }],
    })
    return point ? { ...command, pointId: point.id } : command
  }

  /** What a conversation leads to: a plan, a hardship agreement, a dispute or complaint that is answered later; mostly nothing. */
  private async followUp(accountId: string, at: Instant, command: Command): Promise<void> {
    if (!('outcome' in command) || (command.outcome !== 'rightParty' && command.outcome !== 'met')) return
    const result = this.choose(`${command.commandId} leads to`, [
      ['plan', 14],
      ['hardship', 4],
      ['dispute', 4],
      ['complaint', 2],
    ])
    const from = dateAt(at, this.deps.zone)
    const soon = at + hourMs / 2
    const base = { by: command.by, commandId: this.id(`${command.commandId} follow-up`) }
    const id = `${accountId}-${base.commandId.slice(-6)}`
    if (result === 'plan') {
      const account = await this.deps.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })
      const { by, instalments } = agreeable(Number(account.overdueCents), from)
      const plan = {
        ...base,
        by,
        kind: 'agreePlan' as const,
        planId: `plan-${id}`,
        instalments,
        toleranceCents: 0,
        graceDays: 3,
        evidence: `call-${id}`,
      }
      this.plan({ at: soon, accountId, by: 'update', command: plan })
    }
    if (result === 'hardship') {
      const until = addDays(from, 60)
      const agreement = {
        ...base,
        kind: 'agreeHardship' as const,
        agreementId: `hardship-${id}`,
        from,
        until,
        evidence: `file-${id}`,
      }
      this.plan({ at: soon, accountId, by: 'update', command: agreement })
    }
    if (result === 'dispute' || result === 'complaint') {
      const commandIds = [base.commandId, this.id(`${command.commandId} answer`)] as const
      const begun = { by: command.by, commandIds, id: base.commandId.slice(-6) }
      const [asked, answered] =
        result === 'dispute'
          ? dispute(begun, await this.oldestBill(accountId))
          : complaint(begun, this.draw(`${id} is right`) < 0.3)
      const answeredAt = this.atWork(soon + (5 + this.draw(`${id} days`) * 15) * 24 * hourMs)
      this.plan({ at: soon, accountId, by: 'update', command: asked })
      this.plan({ at: answeredAt, accountId, by: 'update', command: answered })
    }
  }

  private async oldestBill(accountId: string): Promise<string | null> {
    const bill = await this.deps.db.prisma.bill.findFirst({ where: { accountId }, orderBy: { dueOn: 'asc' } })
    return bill?.id ?? null
  }

  /** Nobody calls, visits or delivers at night, nor before ten on a holiday: the same minute of the next working hour. */
  private atWork(instant: Instant): Instant {
    const { zone } = this.deps
    const date = dateAt(instant, zone)
    const [opens, closes] = [instantAt(date, zone, '10:00'), instantAt(date, zone, '18:00')]
    if (instant >= opens && instant < closes) return instant
    const day = instant < opens ? opens : instantAt(addDays(date, 1), zone, '10:00')
    return day + (instant % hourMs)
  }

  private plan(appointment: Appointment | null): void {
    if (!appointment) return
    const list = this.planned.get(appointment.accountId) ?? []
    list.push({ ...appointment, at: Math.round(appointment.at) })
    this.planned.set(
      appointment.accountId,
      list.sort((a, b) => a.at - b.at),
    )
  }

  /** The chosen outcome, or null: it is left undone. */
  private choose<T extends string>(words: string, choices: readonly Choice<T>[]): T | null {
    let rest = this.draw(words) * 100
    for (const [outcome, weight] of choices) {
      rest -= weight
      if (rest < 0) return outcome
    }
    return null
  }

  /** A number from 0 to 1 that depends on the words and the seed alone. */
  private draw(words: string): number {
    return createHash('sha256').update(`${this.deps.seed} ${words}`).digest().readUInt32BE(0) / 2 ** 32
  }

  /** The same cause, the same command: ids that need no counting. */
  private id(cause: string): string {
    return `staff-${createHash('sha256').update(`${this.deps.seed} ${cause}`).digest('hex').slice(0, 12)}`
  }
}

function judged(kind: string): 'decideEscalation' | 'completeTask' {
  return kind === 'approval' || kind === 'assessment' ? 'decideEscalation' : 'completeTask'
}
