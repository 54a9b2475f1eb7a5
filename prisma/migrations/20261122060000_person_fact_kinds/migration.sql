-- Kinds of facts that say something about the person, on whichever account they were recorded (domain/contact/person-standing.ts).
-- A table, so that a migration that adds a kind adds a row and repeats no function.
create table person_fact_kind (kind text primary key);
insert into person_fact_kind values ('holdPlaced'), ('holdLifted'), ('wishStated'), ('wishWithdrawn');

create or replace function person_of(wanted text)
returns table (person json) language sql stable as $$
  select json_build_object(
    'id', c.id, 'fullName', c.full_name, 'language', c.language, 'country', c.country, 'zone', c.zone,
    'bornOn', c.born_on,
    'points', coalesce((select json_agg(json_build_object('id', p.id, 'channel', p.channel, 'value', p.value,
        'status', p.status, 'statusReason', p.status_reason, 'source', p.source) order by p.rank, p.id)
      from contact_point p where p.customer_id = c.id), '[]'),
    'contacts', coalesce((select json_agg(json_build_object('key', t.key, 'accountId', t.account_id,
        'covers', t.covers, 'stepKey', t.step_key, 'channel', t.channel, 'contactPointId', t.contact_point_id,
        'status', t.status, 'outcome', t.outcome, 'direction', t.direction, 'caller', t.caller, 'actor', t.actor,
        'role', t.role, 'claimedAt', (extract(epoch from t.claimed_at) * 1000)::bigint) order by t.claimed_at, t.key)
      from contact t where t.customer_id = c.id), '[]'),
    'wishes', coalesce((select json_agg(json_build_object('accountId', f.account_id, 'kind', f.kind,
        'payload', f.payload) order by f.account_id, f.seq)
      from account a join fact f on f.account_id = a.id
      where a.customer_id = c.id
        and f.kind in (select kind from person_fact_kind)), '[]'),
    'accounts', coalesce((select json_agg(json_build_object('id', a.id, 'reportedOn', a.reported_on,
        'balanceCents', a.balance_cents, 'principalCents', a.principal_cents, 'interestCents', a.interest_cents,
        'penaltyFeeCents', a.penalty_fee_cents, 'otherFeeCents', a.other_fee_cents,
        'nextStepAt', (select (extract(epoch from e.next_at) * 1000)::bigint from episode e
          where e.account_id = a.id and e.status = 'open' and e.next_kind = 'step')) order by a.id)
      from account a where a.customer_id = c.id), '[]'))
  from customer c where c.id = wanted
$$;

