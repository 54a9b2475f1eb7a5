-- Personal data: who acts for a customer, remarks of people, who saw what of whom and to whom it was given, and the two
-- stages of retention. What the log says of a circumstance, a representative or a restriction is about the person.

alter table customer add column restricted_at timestamptz(3), add column purged_at timestamptz(3);

create table related_person (
  customer_id text not null references customer (id),
  id text not null,
  role text not null,
  full_name text not null,
  channel text,
  value text,
  primary key (customer_id, id)
);

-- Beside the log of facts, which cannot forget.
create table note (
  account_id text not null references account (id),
  key text not null,
  text text not null,
  primary key (account_id, key)
);

create table access_log (
  customer_id text not null references customer (id),
  seq int not null,
  at timestamptz(3) not null,
  actor text not null,
  kind text not null,
  purpose text not null,
  receiver text,
  fields text[] not null,
  reference text not null,
  hash bytea not null,
  primary key (customer_id, seq)
);
create trigger access_log_append_only before update or delete on access_log for each row execute function refuse_change();
create trigger access_log_no_truncate before truncate on access_log for each statement execute function refuse_change();

create function access_hash(prev bytea, entry access_log) returns bytea language sql stable parallel safe as $$
  select sha256(convert_to(concat_ws(E'\x1f', encode(coalesce(prev, ''), 'hex'), entry.customer_id, entry.seq,
    (extract(epoch from entry.at) * 1000)::bigint, entry.actor, entry.kind, entry.purpose,
    coalesce(entry.receiver, '-'), array_to_string(entry.fields, ','), entry.reference), 'UTF8'))
$$;

-- Appends entries, each to the chain of its customer. Locks the customers in ascending id; lock accounts first. The same
-- disclosure (receiver and reference) that is repeated by a step that runs again is one entry.
create function log_access(entries jsonb) returns int language plpgsql as $$
declare
  e record;
  entry access_log;
  prev bytea;
  written int := 0;
begin
  perform 1 from customer c
    where c.id in (select x ->> 'customerId' from jsonb_array_elements(entries) x) order by c.id for no key update;
  for e in
    select x ->> 'customerId' as customer_id, to_timestamp((x ->> 'at')::numeric / 1000) as at, x ->> 'actor' as actor,
      x ->> 'kind' as kind, x ->> 'purpose' as purpose, x ->> 'receiver' as receiver, x ->> 'reference' as reference,
      array(select jsonb_array_elements_text(x -> 'fields')) as fields
    from jsonb_array_elements(entries) with ordinality as t(x, n) order by n
  loop
    continue when e.kind = 'disclosed' and exists (
      select from access_log l where l.customer_id = e.customer_id and l.kind = e.kind
        and l.receiver = e.receiver and l.reference = e.reference);
    select l.hash, l.seq into prev, entry.seq from access_log l
      where l.customer_id = e.customer_id order by l.seq desc limit 1;
    entry := (e.customer_id, coalesce(entry.seq, 0) + 1, e.at, e.actor, e.kind, e.purpose, e.receiver, e.fields,
      e.reference, null)::access_log;
    entry.hash := access_hash(prev, entry);
    insert into access_log select entry.*;
    written := written + 1;
    entry := null;
    prev := null;
  end loop;
  return written;
end $$;

-- Names the first entry of each customer whose chain does not verify.
create function broken_access_chains() returns table (customer_id text, seq int) language sql stable as $$
  with linked as (
    select l as entry, lag(l.hash) over w as prev, row_number() over w as expected
    from access_log l window w as (partition by l.customer_id order by l.seq)
  )
  select (entry).customer_id, min((entry).seq) from linked
  where (entry).seq <> expected or (entry).hash <> access_hash(prev, entry)
  group by (entry).customer_id
$$;

insert into person_fact_kind values
  ('circumstanceRecorded'), ('circumstanceConfirmed'), ('circumstanceWithdrawn'),
  ('representationClaimed'), ('representationVerified'), ('representationEnded'),
  ('dataRestricted'), ('dataRestrictionLifted');
