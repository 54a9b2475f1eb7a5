// G7: how much history does a case write beyond what it must? A loan goes through eight steps of the ladder that
// ships; a payment moves its oldest unpaid instalment after four of them, another cures it in the end. Its events are
// counted against the least that eight timers with one effect each and two signals can cost.
import { join } from 'node:path'
import { advanceTo } from '../cases/advance'
import { type CalendarDate, addDays, instantAt } from '../domain/calendar-date'
import { caseWorkflowId } from '../workflows/messages'
import { type Bank, openBank } from './bank'
import { type EventCounts, aboveMinimum, caseEvents, totalOf } from './case-events'
import type { Finding, Site } from './goal'
import { rounded } from './measure'
import { firstNight, reportLoan, zone } from './one-loan'

const target = 1.1
const accountId = 'g7-loan'
/** The steps up to the first call, under each of two instalments. */
const steps = 8
const payments = 2

export async function journeyEvents(site: Site): Promise<Finding> {
  const bank = await openBank(site, { name: 'bench_journey', simulation: true })
  try {
    await liveThrough(bank, join(site.home, 'journey'))
    return finding(await caseEvents(bank.relay.client, accountId))
  } finally {
    await bank.close()
  }
}

async function liveThrough(bank: Bank, drops: string): Promise<void> {
  const first = { id: 'first', dueOn: addDays(firstNight, -4), interestCents: 0 }
  const second = { id: 'second', dueOn: addDays(firstNight, 10), interestCents: 0 }
  await reportLoan(bank, drops, { accountId, on: firstNight, unpaid: [first, second] })
  const firstCall = await untilCallIsOpen(bank, firstNight)
  await reportLoan(bank, drops, { accountId, on: firstCall, unpaid: [second], paid: 'first' })
  const secondCall = await untilCallIsOpen(bank, firstCall)
  await reportLoan(bank, drops, { accountId, on: secondCall, unpaid: [], paid: 'second' })
  await bank.relay.client.workflow.getHandle(caseWorkflowId(accountId)).result()
}

/** Lets the case live until a person has a call to make, which nobody makes; returns the date. */
async function untilCallIsOpen({ db, relay }: Bank, from: CalendarDate): Promise<CalendarDate> {
  for (let date = addDays(from, 1); date < addDays(from, 60); date = addDays(date, 1)) {
    await advanceTo(relay, instantAt(date, zone, '22:00'))
    if (await db.prisma.task.findFirst({ where: { kind: 'call', status: 'open' } })) return date
  }
  throw new Error(`no call was due within 60 days of ${from}: did the ladder change?`)
}

/** 5 + 11 * steps + 4 * payments events, by type. */
function minimum(): EventCounts {
  const wakeUps = 1 + 2 * steps + payments
  return {
    WORKFLOW_EXECUTION_STARTED: 1,
    WORKFLOW_EXECUTION_SIGNALED: payments,
    WORKFLOW_TASK_SCHEDULED: wakeUps,
    WORKFLOW_TASK_STARTED: wakeUps,
    WORKFLOW_TASK_COMPLETED: wakeUps,
    TIMER_STARTED: steps,
    TIMER_FIRED: steps,
    ACTIVITY_TASK_SCHEDULED: steps,
    ACTIVITY_TASK_STARTED: steps,
    ACTIVITY_TASK_COMPLETED: steps,
    WORKFLOW_EXECUTION_COMPLETED: 1,
  }
}

function finding(counts: EventCounts): Finding {
  const taken = counts['ACTIVITY_TASK_SCHEDULED'] ?? 0
  if (taken !== steps)
    throw new Error(`${taken} steps were taken instead of ${steps}: did the ladder change?`)
  const events = totalOf(counts)
  const least = totalOf(minimum())
  const above = aboveMinimum(counts, minimum())
  return {
    json: { ratio: rounded(events / least), events, minimum: least, steps, payments, above },
    table: [
      {
        what: `history of ${steps} steps and ${payments} payments`,
        figure: String(rounded(events / least)),
        target: `<= ${target.toFixed(2)}`,
        made: `${events} events; the least possible are ${least}`,
      },
    ],
    notes: [`beyond the least: ${above.join(', ') || 'nothing'}`],
  }
}
