-- What every decision and every contact begins with, in one round trip each: lock, then read. A volatile function takes
-- a new snapshot for each of its statements, so what is read is what the lock protects.

-- Locks an account and answers its whole log, and when its current episode was last decided on before a given turn.
create function open_account(wanted text, before_turn int)
returns table (facts json, decided_at timestamptz) language plpgsql volatile as $$
begin
  perform 1 from account where id = wanted for no key update;
  return query select
    (select json_agg(json_build_object('accountId', f.account_id, 'seq', f.seq, 'key', f.key, 'kind', f.kind,
        'effectiveAt', (extract(epoch from f.effective_at) * 1000)::bigint,
        'recordedAt', (extract(epoch from f.recorded_at) * 1000)::bigint,
        'actor', f.actor, 'source', f.source, 'payload', f.payload) order by f.seq)
      from fact f where f.account_id = wanted),
    (select max(d.as_of) from decision d
      where d.account_id = wanted and d.turn < before_turn
        and d.episode = (select max(e.number) from episode e where e.account_id = wanted));
end $$;

-- Locks a person and answers what a contact with them depends on: contact points, all contacts on every account of
-- theirs, and the figures of the account that it is about. An account is locked before its person, never after.
create function open_person(wanted text, about_account text)
returns table (person json) language plpgsql volatile as $$
begin
  perform 1 from customer where id = wanted for no key update;
  return query select json_build_object(
    'id', c.id, 'fullName', c.full_name, 'language', c.language, 'country', c.country, 'zone', c.zone,
    'bornOn', c.born_on,
    'points', coalesce((select json_agg(json_build_object('id', p.id, 'channel', p.channel, 'value', p.value,
        'status', p.status, 'source', p.source) order by p.rank, p.id) from contact_point p where p.customer_id = c.id), '[]'),
    'contacts', coalesce((select json_agg(json_build_object('key', t.key, 'accountId', t.account_id,
        'stepKey', t.step_key, 'channel', t.channel, 'status', t.status,
        'claimedAt', (extract(epoch from t.claimed_at) * 1000)::bigint) order by t.claimed_at, t.key)
      from contact t where t.customer_id = c.id), '[]'),
    'account', (select json_build_object('id', a.id, 'reportedOn', a.reported_on, 'balanceCents', a.balance_cents,
        'principalCents', a.principal_cents, 'interestCents', a.interest_cents,
        'penaltyFeeCents', a.penalty_fee_cents, 'otherFeeCents', a.other_fee_cents)
      from account a where a.id = about_account))
  from customer c where c.id = wanted;
end $$;
