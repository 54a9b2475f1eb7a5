// Which cases open, open again and close tonight? Days past due beyond grace open one; a reversal of what cured it
// opens the closed one again; a cure or an exit closes it (A5).
import { type ClientBase, escapeLiteral as literal } from 'pg'
import type { Night } from './night'

/** What night_episode holds: one row per episode that changes. */
export interface EpisodeCounts {
  opened: number
  reopened: number
  cured: number
  exited: number
}

/** Makes night_episode and writes `episode`. Payments of the night must be in `payment` already. */
export async function writeEpisodes(client: ClientBase, night: Night): Promise<EpisodeCounts> {
  await client.query(`drop table if exists night_episode;
    create temp table night_episode on commit drop as
    ${openings(night)} union all ${closings()}`)
  await client.query(`insert into ${night.tables.episodes}
    select n.account_id, n.number, n.action, e.closed_at, e.close_reason
    from night_episode n left join episode e on e.account_id = n.account_id and e.number = n.number`)
  await client.query(insertOpened(night))
  await client.query(`
    update episode e set status = 'open', closed_at = null, close_reason = null
      from night_episode n where n.action = 'reopen' and e.account_id = n.account_id and e.number = n.number;
    update episode e set status = 'closed', closed_at = ${night.sql.effectiveAt}, close_reason = n.because
      from night_episode n where n.action = 'close' and e.account_id = n.account_id and e.number = n.number`)
  const { rows } = await client.query<EpisodeCounts>(`
    select count(*) filter (where action = 'open')::int as opened,
      count(*) filter (where action = 'reopen')::int as reopened,
      count(*) filter (where action = 'close' and because = 'cured')::int as cured,
      count(*) filter (where action = 'close' and because <> 'cured')::int as exited
    from night_episode`)
  return rows[0] as EpisodeCounts
}

/**
 * The last episode counts, unless a correction withdrew it. Payments posted after the books of this drop closed may
 * have met what the drop still shows as unpaid: then nothing opens.
 */
function openings({ sql }: Night): string {
  return `
    select p.account_id, case when r.reopens then l.number else coalesce(l.number, 0) + 1 end as number,
      case when r.reopens then 'reopen' else 'open' end as action,
      case when l.number is null then 'newDelinquency' else 'reDelinquency' end as because
    from night_plan p
    join account a on a.id = p.account_id
    left join lateral (
      select * from episode e where e.account_id = p.account_id and e.close_reason is distinct from 'withdrawn'
      order by e.number desc limit 1
    ) l on true
    left join lateral (
      select coalesce(sum(case kind when 'payment' then amount_cents else -amount_cents end), 0) as cents
      from payment m where m.account_id = p.account_id and m.voided_by is null and m.posted_on > ${sql.date}
    ) since on true
    left join lateral (
      select l.close_reason = 'cured' and exists (
        select from payment back join payment paid on paid.id = back.reverses_id
        where back.account_id = p.account_id and back.kind = 'reversal' and back.voided_by is null
          and paid.value_on <= (l.closed_at at time zone ${sql.zone})::date
          and (back.id in (select id from night_posted) or exists (
            select from fact f where f.account_id = p.account_id and f.kind = 'paymentReversed'
              and f.payload ->> 'paymentId' = back.id and f.recorded_at >= l.closed_at))
      ) as reopens
    ) r on true
    where p.is_delinquent and p.open_episode is null and a.overdue_cents - since.cents > a.tolerance_cents`
}

function closings(): string {
  return `
    select account_id, open_episode, 'close',
      case when exit_reason is null or exit_reason = 'paid' then 'cured' else 'exited:' || exit_reason end
    from night_plan
    where open_episode is not null and (is_reported and not is_delinquent or exit_reason is not null)`
}

function insertOpened({ sql, strategies, clockOffsetMs }: Night): string {
  const strategy = (part: 'id' | 'version') =>
    `case a.product when 'card' then ${literal(strategies.card[part])} else ${literal(strategies.personalLoan[part])} end`
  return `
    insert into episode as known (account_id, number, opened_at, opened_because, strategy_id, strategy_version,
      clock_offset_ms, status)
    select n.account_id, n.number, ${sql.effectiveAt}, n.because, ${strategy('id')}, ${strategy('version')},
      ${Math.trunc(clockOffsetMs)}, 'open'
    from night_episode n join account a on a.id = n.account_id where n.action = 'open'
    on conflict (account_id, number) do update set opened_at = excluded.opened_at,
      opened_because = excluded.opened_because, strategy_id = excluded.strategy_id,
      strategy_version = excluded.strategy_version, clock_offset_ms = excluded.clock_offset_ms, status = 'open',
      closed_at = null, close_reason = null
    where known.close_reason = 'withdrawn'`
}
