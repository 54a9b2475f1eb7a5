-- One hold for many cases: what was ordered, and how far each account has come. Written once, so that a run that was killed
-- goes on with the same accounts and the same days.
create table moratorium (
  id text primary key,
  reason text not null,
  until timestamptz(3) not null,
  per_day integer not null check (per_day > 0),
  selection text not null,
  by text not null,
  lift_from timestamptz(3),
  lift_per_day integer check (lift_per_day > 0)
);
create table moratorium_account (
  moratorium_id text not null references moratorium (id),
  account_id text not null,
  rank integer,
  day integer not null,
  state text not null,
  code text,
  primary key (moratorium_id, account_id)
);
