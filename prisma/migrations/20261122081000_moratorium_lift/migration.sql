-- Who wants a moratorium lifted, and how: where it takes several people, the first only asks.
create table moratorium_lift (
  moratorium_id text not null references moratorium (id),
  by text not null,
  "from" timestamptz(3) not null,
  per_day integer not null check (per_day > 0),
  asked_at timestamptz(3) not null,
  primary key (moratorium_id, by)
);
