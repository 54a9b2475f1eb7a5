// G8: what does a case cost while nothing happens to it? Its next step lies months ahead; on each of thirty nights the
// drop reports it with another day's interest. No event may come into its history.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { addDays } from '../domain/calendar-date'
import { type Bank, openBank } from './bank'
import { type EventCounts, aboveMinimum, caseEvents, totalOf } from './case-events'
import type { Finding, Site } from './goal'
import { firstNight, morningAfter, reportLoan } from './one-loan'

const days = 30
const accountId = 'g8-loan'
const interestPerDayCents = 25

export async function idleCost(site: Site): Promise<Finding> {
  const strategiesDir = join(__dirname, 'strategies')
  const bank = await openBank(site, { name: 'bench_idle', simulation: true, strategiesDir })
  try {
    await reportNight(bank, site, 0)
    const before = await oncePlanned(bank)
    for (let day = 1; day <= days; day += 1) await reportNight(bank, site, day)
    const after = await caseEvents(bank.relay.client, accountId)
    return finding(before, after)
  } finally {
    await bank.close()
  }
}

/** One night and its morning: the books with `day` days' interest, then the case's own clock moves there. */
async function reportNight(bank: Bank, site: Site, day: number): Promise<void> {
  const on = addDays(firstNight, day)
  const bill = { id: 'first', dueOn: addDays(firstNight, -4), interestCents: day * interestPerDayCents }
  await reportLoan(bank, join(site.home, 'idle'), { accountId, on, unpaid: [bill] })
  const { timekeeper } = bank.relay
  await timekeeper.bringTo(accountId, morningAfter(on))
  const present = await timekeeper.presentOf(accountId)
  if (present === null || present < morningAfter(on)) throw new Error(`the case did not live until ${on}`)
}

/** The history once the case has armed its timer: its first decision came with its start. */
async function oncePlanned({ relay }: Bank): Promise<EventCounts> {
  for (;;) {
    const counts = await caseEvents(relay.client, accountId)
    if (counts['TIMER_STARTED']) return counts
    await delay(20)
  }
}

function finding(before: EventCounts, after: EventCounts): Finding {
  const events = totalOf(after) - totalOf(before)
  return {
    json: { events, days, above: aboveMinimum(after, before) },
    table: [
      {
        what: `history of ${days} quiet days`,
        figure: String(events),
        target: '0',
        made: `${totalOf(before)} events before, ${totalOf(after)} after`,
      },
    ],
    notes: [],
  }
}
