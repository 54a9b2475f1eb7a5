// Which accounts can anything have happened to? In an ordinary night few, and only they are looked at closely: those
// whose rows differ, those of which a bill fell due since the last night, those whose days past due crossed the grace.
import type { JudgedNight, Night } from './night'
import { accountColumns, differs } from './night-columns'

/** SQL that makes night_candidate. Must hold every account that night_plan would keep; more do no harm. */
export function candidates(night: JudgedNight): string {
  const { previous, sql } = night
  const made = 'drop table if exists night_candidate, differing_account, turned_account'
  if (previous === null) return `${made}; ${candidateTable(everyAccount(night))}`
  // Apart from what follows and without temporary tables in them, so that PostgreSQL may use two cores.
  return `${made};
    create temp table differing_account on commit drop as ${differing(night)};
    create temp table turned_account on commit drop as ${turned(sql.date)};
    ${candidateTable(changed(night, previous))}`
}

const candidateTable = (accounts: readonly string[]) => `
  create temp table night_candidate on commit drop as ${accounts.join(' union ')};
  analyze night_candidate`

const everyAccount = ({ rows, known }: JudgedNight) => [
  `select account_id from ${rows.accounts} s`,
  `select id from ${known.account} a`,
]

const differing = ({ rows }: JudgedNight) => `
  select coalesce(s.account_id, a.id) as account_id
  from ${rows.accounts} s full join account a on a.id = s.account_id
  where a.id is null or a.status <> 'overdue' and s.account_id is not null
    or a.status = 'overdue' and s.account_id is null
    or s.account_id is not null and ${differs(accountColumns, 's', 'a')}`

const turned = (date: string) => `
  select a.id as account_id from account a left join episode e on e.account_id = a.id and e.status = 'open'
  where coalesce(${date} - a.oldest_unpaid_due_on > a.grace_days, false) <> (e.number is not null)`

function changed({ rows, sql }: JudgedNight, previous: NonNullable<Night['previous']>): string[] {
  return [
    'select account_id from differing_account',
    'select account_id from turned_account',
    'select account_id from changed_bill',
    `select account_id from ${rows.bills} s where due_on >= ${previous.date} and due_on < ${sql.date}`,
    `select account_id from ${rows.payments} s`,
    `select account_id from ${rows.exits} s`,
    // An account that was set aside then still shows the night before.
    `select account_id from drop_reject where drop_id = ${previous.dropId} and account_id is not null`,
  ]
}
