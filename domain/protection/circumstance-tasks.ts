// What people have to do about a circumstance: find out whether it holds, look after whoever is there for the customer. When
// its day passes undone a supervisor has the task, again and again, as long as the circumstance lasts.
import { type Instant, addDays, dateAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { NewFact } from '../facts'
import type { AgendaItem } from '../ladder/agenda-item'
import { type Awaited, awaitedAgenda, awaitedTask, wasDone } from '../ladder/awaited'
import type { CaseView, Rules } from '../ladder/case-view'
import { tasksOfMatter } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'
import { type Circumstance, circumstancesOf, endOf } from './circumstance'

export const circumstanceMatter = {
  /** Whether it holds, for a person to find out. */
  check: (circumstanceId: string): string => `circumstance/${circumstanceId}/check`,
  /** Who is looked after meanwhile. */
  care: (circumstanceId: string): string => `circumstance/${circumstanceId}/care`,
}

interface About extends Pick<Circumstance, 'circumstanceId' | 'kind'> {
  since: Instant
}

const operator = 'operator'

/** The task to find out whether a circumstance holds. */
export function checkTask(about: About, rules: Rules, envelope: Envelope): NewFact {
  return firstTask(check(about, rules), about, rules, envelope)
}

/** The task to look after the executor, the guardian: whoever is there for the customer. Empty: nobody has to be. */
export function careTask(about: About, rules: Rules, envelope: Envelope): NewFact[] {
  return care(about, rules).map((awaited) => firstTask(awaited, about, rules, envelope))
}

/** What time will bring to circumstances that nobody has proven, and to people whom nobody looks after. */
export function circumstanceAgenda(view: CaseView): AgendaItem[] {
  const { facts, rules, asOf } = view
  return circumstancesOf(facts)
    .filter((circumstance) => circumstance.withdrawnAt === null && asOf < endOf(circumstance))
    .flatMap((circumstance) => {
      const about = { ...circumstance, since: circumstance.from }
      return [...(circumstance.proven ? [] : [check(about, rules)]), ...care(about, rules)]
    })
    .filter(({ matter }) => tasksOfMatter(facts, matter).length > 0 && !wasDone(facts, matter))
    .flatMap((awaited) => awaitedAgenda(view, awaited))
}

function check(about: About, rules: Rules): Awaited {
  const { circumstanceId, kind } = about
  return {
    ...{ matter: circumstanceMatter.check(circumstanceId), kind: 'circumstanceCheck' },
    ...{ defaultOutcome: 'notDecided', detail: { circumstance: kind }, ...terms(about, rules) },
  }
}

function care(about: About, rules: Rules): Awaited[] {
  const { circumstanceId, kind } = about
  const { careOf } = rules.terms.circumstances.kinds[kind]
  if (careOf === undefined) return []
  const detail = { circumstance: kind, careOf }
  return [
    {
      ...{ matter: circumstanceMatter.care(circumstanceId), kind: 'personalCare' },
      ...{ defaultOutcome: 'notDone', detail, ...terms(about, rules) },
    },
  ]
}

function terms({ kind, since }: About, rules: Rules) {
  const days = rules.terms.circumstances.kinds[kind].verifyWithinDays
  return { since, levels: [{ level: 'supervisor', days }], warnDaysBefore: 0, outlivesCase: true }
}

function firstTask(awaited: Awaited, { kind, since }: About, rules: Rules, envelope: Envelope): NewFact {
  const { zone } = rules.strategy
  const { verifyWithinDays } = rules.terms.circumstances.kinds[kind]
  const dueAt = closingOn(addDays(dateAt(since, zone), verifyWithinDays), zone)
  return awaitedTask(awaited, { n: 1, level: operator, dueAt }, envelope)
}
