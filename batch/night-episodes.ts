// Which cases open, open again and close tonight? Days past due beyond grace open one; a reversal of what cured it
// opens the closed one again; a cure or an exit closes it (A5).
import { type ClientBase, escapeLiteral } from 'pg'
import type { Night } from './night'
import { notWithdrawn } from './night-facts'

export interface EpisodeCounts {
  opened: number
  reopened: number
  cured: number
  exited: number
}

/** Makes night_episode: one row per episode that opens, reopens or closes. Needs night_plan and night_posted. */
export async function planEpisodes(client: ClientBase, night: Night): Promise<EpisodeCounts> {
  await client.query(`drop table if exists night_episode;
    create temp table night_episode on commit drop as
    select e.*, ${strategy(night, 'id')} as strategy_id, ${strategy(night, 'version')} as strategy_version
    from (${newOpenings} union all ${openings(night)} union all ${closings()}) e;
    analyze night_episode (account_id)`)
  const { rows } = await client.query<EpisodeCounts>(`
    select count(*) filter (where action = 'open')::int as opened,
      count(*) filter (where action = 'reopen')::int as reopened,
      count(*) filter (where action = 'close' and because = 'cured')::int as cured,
      count(*) filter (where action = 'close' and because <> 'cured')::int as exited
    from night_episode`)
  return rows[0] as EpisodeCounts
}

function strategy({ strategies }: Night, part: 'id' | 'version'): string {
  const card = escapeLiteral(strategies.card[part])
  return `case product when 'card' then ${card} else ${escapeLiteral(strategies.personalLoan[part])} end`
}

const newOpenings = `
    select account_id, product, 1 as number, 'open' as action, 'newDelinquency' as because
    from night_plan where is_new and is_delinquent and overdue_cents > tolerance_cents`

/**
 * The last episode counts, unless a correction withdrew it. Payments posted after the books of this drop closed may
 * have met what the drop still shows as unpaid: then nothing opens.
 */
function openings({ sql }: Night): string {
  return `
    select p.account_id, p.product, case when r.reopens then l.number else coalesce(l.number, 0) + 1 end as number,
      case when r.reopens then 'reopen' else 'open' end as action,
      case when l.number is null then 'newDelinquency' else 'reDelinquency' end as because
    from night_plan p
    left join lateral (
      select * from episode e where e.account_id = p.account_id and e.number > 0
        and e.close_reason is distinct from 'withdrawn'
      order by e.number desc limit 1
    ) l on true
    left join lateral (
      select sum(case kind when 'payment' then amount_cents else -amount_cents end) as cents
      from payment m where m.account_id = p.account_id and m.voided_by is null and m.posted_on > ${sql.date}
    ) since on true
    left join lateral (${reopening(sql.zone)}) r on l.close_reason = 'cured'
    where not p.is_new and p.is_delinquent and p.open_episode is null
      and p.overdue_cents - coalesce(since.cents, 0) > p.tolerance_cents`
}

/** Did a payment that counted when the case was cured come back since, tonight or by another way? */
function reopening(zone: string): string {
  const closedOn = `(l.closed_at at time zone ${zone})::date`
  return `
    select exists (
      select from night_posted back
      join (select id, value_on from payment union all select id, value_on from night_posted) paid
        on paid.id = back.reverses_id
      where back.account_id = p.account_id and back.kind = 'reversal' and paid.value_on <= ${closedOn}
    ) or exists (
      select from fact f join payment back on back.id = f.payload ->> 'paymentId' and back.voided_by is null
      join payment paid on paid.id = back.reverses_id
      where f.account_id = p.account_id and f.kind = 'paymentReversed' and paid.value_on <= ${closedOn}
        and f.seq > (
          select max(c.seq) from fact c where c.account_id = p.account_id and c.kind = 'episodeClosed'
            and (c.payload ->> 'episode')::int = l.number
            and ${notWithdrawn('c')})
    ) as reopens`
}

function closings(): string {
  return `
    select account_id, product, open_episode, 'close',
      case when exit_reason is null or exit_reason = 'paid' then 'cured' else 'exited:' || exit_reason end
    from night_plan
    where open_episode is not null and (is_reported and not is_delinquent or exit_reason is not null)`
}
