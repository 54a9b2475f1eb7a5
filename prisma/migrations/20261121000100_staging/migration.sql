-- The nightly drop's own schema: batch/staging.ts makes a set of tables in it for each drop, from batch/drop-format.ts,
-- and removes them when the drop is older than the nights that are kept. Unknown to Prisma.
create schema staging;

-- As in the first migration, but quicker when called row by row: the plan is kept, the function is not entered anew.
create or replace function fact_hash(prev bytea, account_id text, seq int, key text, kind text,
                                     effective_at timestamptz, recorded_at timestamptz, actor text, source text,
                                     payload jsonb)
returns bytea language plpgsql immutable parallel safe as $$
begin
  return sha256(convert_to(
    concat_ws(E'\x1f', encode(coalesce(prev, ''::bytea), 'hex'), account_id, seq, key, kind,
      (extract(epoch from effective_at) * 1000)::bigint, (extract(epoch from recorded_at) * 1000)::bigint,
      actor, source, payload::text), 'UTF8'));
end $$;

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
  with numbered as (
    select f.*, a.head_hash, (a.seq + row_number() over (partition by f.account_id order by f.ord, f.key))::int as seq
    from new_fact f join account a on a.id = f.account_id
  ), added as (
    insert into fact (account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash)
    select n.account_id, n.seq, n.key, n.kind, n.effective_at, n.recorded_at, n.actor, n.source, n.payload,
      fact_chain(n.head_hash, n.account_id, n.seq, n.key, n.kind, n.effective_at, n.recorded_at, n.actor, n.source,
        n.payload) over (partition by n.account_id order by n.seq rows unbounded preceding)
    from numbered n
    returning account_id, seq, hash
  ), moved as (
    update account a set seq = newest.seq, head_hash = newest.hash
    from (select distinct on (account_id) account_id, seq, hash from added order by account_id, seq desc) newest
    where a.id = newest.account_id
  )
  select count(*) into written from added;
  return written;
end $$;
