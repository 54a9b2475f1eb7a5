-- The nightly drop's own schema: batch/staging.ts makes a set of tables in it for each drop, from batch/drop-format.ts,
-- and removes them when the drop is older than the nights that are kept. Unknown to Prisma.
create schema staging;

-- One link of an account's chain: `state` is the hash of the fact before it in the same statement, `head` that of the
-- newest fact in the log.
create function extend_fact_chain(state bytea, head bytea, account_id text, seq int, key text, kind text,
                                  effective_at timestamptz, recorded_at timestamptz, actor text, source text, payload jsonb)
returns bytea language plpgsql immutable parallel safe as $$
begin
  return fact_hash(coalesce(state, head), account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload);
end $$;

create aggregate fact_chain(head bytea, account_id text, seq int, key text, kind text, effective_at timestamptz,
                            recorded_at timestamptz, actor text, source text, payload jsonb)
  (sfunc = extend_fact_chain, stype = bytea);

-- Appends the facts of a night: `new_fact` is a temporary table of the caller's (account_id, ord, key, kind,
-- effective_at, recorded_at, actor, source, payload), keys not in the log yet, accounts locked by the caller. The chain
-- of each account is computed in one pass, so the cost follows the facts, not the book. Writes no outbox row. Returns
-- the number of facts written.
create or replace function append_staged_facts() returns bigint language plpgsql as $$
declare
  written bigint;
begin
  insert into fact (account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash)
    select n.account_id, n.seq, n.key, n.kind, n.effective_at, n.recorded_at, n.actor, n.source, n.payload,
      fact_chain(n.head_hash, n.account_id, n.seq, n.key, n.kind, n.effective_at, n.recorded_at, n.actor, n.source,
        n.payload) over (partition by n.account_id order by n.seq rows unbounded preceding)
    from (
      select f.*, a.head_hash, (a.seq + row_number() over (partition by f.account_id order by f.ord, f.key))::int as seq
      from new_fact f join account a on a.id = f.account_id
    ) n;
  get diagnostics written = row_count;
  update account a set seq = last.seq, head_hash = last.hash
    from (
      select distinct on (f.account_id) f.account_id, f.seq, f.hash
      from fact f join account head on head.id = f.account_id
      where f.account_id in (select account_id from new_fact) and f.seq > head.seq
      order by f.account_id, f.seq desc
    ) last
    where a.id = last.account_id;
  return written;
end $$;
