// The people around the cases of a test, by script: operators, supervisors, field agents, the print house. They act
// through the public updates alone, each at their own time while the world lives on.
import type { Agenda } from '../../cases/advance'
import type { CommandAnswer } from '../../cases/run-command'
import type { Instant } from '../../domain/calendar-date'
import type { DeliveryOutcome, TaskKind } from '../../domain/facts'
import type { Database } from '../../platform/database'
import type { Request } from './world'

export interface Answer<Outcome extends string = string> {
  outcome: Outcome
  /** Hours since the task was given, or since the letter was handed over. */
  afterHours: number
}

/** What is reported on a step, told by its name and number (`visit.approval/1`). Nothing: it is left undone. */
export interface Script {
  task?(step: string, kind: TaskKind): Answer | undefined
  letter?(step: string): Answer<DeliveryOutcome> | undefined
}

export interface PeopleDeps {
  db: Database
  /** Moves a case to the moment at which somebody acts. */
  bringTo(accountId: string, at: Instant): Promise<void>
  send(accountId: string, request: Request): Promise<CommandAnswer>
}

interface Plan {
  accountId: string
  at: Instant
  act(): Promise<unknown>
}

const hourMs = 3_600_000

/** Nobody opens the door or picks up the phone; everybody at the bank does their part. */
export const customerNeverAnswers: Script = {
  task(_, kind) {
    switch (kind) {
      case 'call':
        return { outcome: 'noAnswer', afterHours: 2 }
      case 'visit':
      case 'secondVisit':
        return { outcome: 'notHome', afterHours: 30 }
      case 'approval':
        return { outcome: 'approved', afterHours: 3 }
      case 'assessment':
        return { outcome: 'passed', afterHours: 20 }
      case 'matter':
        return { outcome: 'filed', afterHours: 200 }
      default:
        return undefined
    }
  },
  letter: () => ({ outcome: 'delivered', afterHours: 72 }),
}

export class People implements Agenda {
  /** Reports that the cases refused, `<account>: <code>`: mostly they came too late. */
  readonly refused: string[] = []
  private readonly scripts = new Map<string, Script>()
  private readonly plans: Plan[] = []
  private readonly seen = new Set<string>()

  constructor(private readonly deps: PeopleDeps) {}

  /** Who works on this account's case from now on, and how. */
  follow(accountId: string, script: Script): void {
    this.scripts.set(accountId, script)
  }

  /** Somebody will do this at `at`, on the case's clock. */
  plan(accountId: string, at: Instant, act: () => Promise<unknown>): void {
    this.plans.push({ accountId, at, act })
    this.plans.sort((a, b) => a.at - b.at)
  }

  accountsUntil(target: Instant): string[] {
    return this.plans.filter(({ at }) => at <= target).map(({ accountId }) => accountId)
  }

  nextAt(accountIds: readonly string[]): Instant | null {
    return this.plans.find(({ accountId }) => accountIds.includes(accountId))?.at ?? null
  }

  async act(accountIds: readonly string[]): Promise<string> {
    const index = this.plans.findIndex(({ accountId }) => accountIds.includes(accountId))
    const [plan] = this.plans.splice(index, 1)
    if (!plan) throw new Error('nobody plans to act')
    await this.deps.bringTo(plan.accountId, plan.at)
    await plan.act()
    return plan.accountId
  }

  /** Looks at every case that somebody follows, as at the beginning of a working day. */
  async lookAround(at: Instant): Promise<void> {
    for (const accountId of this.scripts.keys()) await this.notice(accountId, at)
  }

  /** Looks at the worklist of the case that has just moved, and at the letters that left. */
  async notice(accountId: string, at: Instant): Promise<void> {
    const script = this.scripts.get(accountId)
    if (!script) return
    const { prisma } = this.deps.db
    const tasks = await prisma.task.findMany({ where: { accountId, status: 'open' } })
    for (const { id, stepKey, kind } of tasks.filter((task) => this.isNew(task.id))) {
      const answer = script.task?.(stepNameOf(stepKey), kind as TaskKind)
      if (answer) this.promise(accountId, at, answer, { ...reportOn(kind as TaskKind), taskId: id })
    }
    const letters = await prisma.contact.findMany({ where: { accountId, channel: 'letter', status: 'sent' } })
    for (const { key, stepKey } of letters.filter((letter) => this.isNew(letter.key))) {
      const answer = script.letter?.(stepNameOf(stepKey))
      const report = { kind: 'reportDelivery', by: 'print-house:returns', contactKey: key } as const
      if (answer) this.promise(accountId, at, answer, report)
    }
  }

  private promise(accountId: string, at: Instant, { outcome, afterHours }: Answer, report: object): void {
    this.plan(accountId, at + afterHours * hourMs, async () => {
      const answer = await this.deps.send(accountId, { ...report, outcome } as Request)
      if (!answer.ok) this.refused.push(`${accountId}: ${answer.code}`)
    })
  }

  private isNew(id: string): boolean {
    const fresh = !this.seen.has(id)
    this.seen.add(id)
    return fresh
  }
}

/** `1/2026-03-01/visit.approval/2` -> `visit.approval/2`. */
export function stepNameOf(stepKey: string): string {
  return stepKey.split('/').slice(2).join('/')
}

function reportOn(kind: TaskKind): { kind: Request['kind']; by: string; recording?: string } {
  switch (kind) {
    case 'call':
      return { kind: 'completeCall', by: 'operator:lin', recording: 'recordings/call' }
    case 'visit':
    case 'secondVisit':
      return { kind: 'reportVisit', by: 'agent:team-3' }
    case 'approval':
      return { kind: 'decideEscalation', by: 'supervisor:qian' }
    case 'assessment':
      return { kind: 'decideEscalation', by: 'risk:sun' }
    case 'placement':
      return { kind: 'completeTask', by: 'agency:north' }
    case 'matter':
      return { kind: 'completeTask', by: 'counsel:wu' }
    default:
      return { kind: 'completeTask', by: 'operator:lin' }
  }
}
