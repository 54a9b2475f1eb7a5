-- One ledger for every contact with a person, whoever makes it: messages, calls by people and machines, visits, the bank
-- and its agencies, the customer's own calls. Each carries what the rules were asked and what they answered.

alter table contact
  add column direction text not null default 'outbound',
  add column caller text not null default 'human',
  add column actor text not null default 'bank',
  add column role text not null default 'debtor',
  add column outcome text,
  add column recording text,
  add column covers text[] not null default '{}',
  add column judgement jsonb;

comment on column contact.outcome is 'What a call or visit came to, in the words of the rule packs; null: see status';
comment on column contact.covers is 'Further accounts of the person that the same contact is about';

-- What a contact with a person depends on: contact points, all contacts on every account of theirs, what the log says
-- about the person on any account, and the figures of the account that it is about.
create function person_of(wanted text, about_account text)
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
        and f.kind in ('holdPlaced', 'holdLifted', 'wishStated', 'wishWithdrawn')), '[]'),
    'account', (select json_build_object('id', a.id, 'reportedOn', a.reported_on, 'balanceCents', a.balance_cents,
        'principalCents', a.principal_cents, 'interestCents', a.interest_cents,
        'penaltyFeeCents', a.penalty_fee_cents, 'otherFeeCents', a.other_fee_cents)
      from account a where a.id = about_account))
  from customer c where c.id = wanted
$$;

create or replace function open_person(wanted text, about_account text)
returns table (person json) language plpgsql volatile as $$
begin
  perform 1 from customer where id = wanted for no key update;
  return query select p.person from person_of(wanted, about_account) p;
end $$;
