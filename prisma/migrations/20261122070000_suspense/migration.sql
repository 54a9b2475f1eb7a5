-- Money that belongs to no account yet: what came in, and what became of it. Append-only; what is left of an item is the
-- sum of its entries. `id` is the command's: the same command twice is one entry.
create table suspense_entry (
  id text primary key,
  item_id text not null,
  kind text not null check (kind in ('placed', 'allocated', 'refunded')),
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null,
  value_on date not null,
  from_account_id text,
  account_id text,
  payment_id text,
  actor text not null,
  recorded_at timestamptz(3) not null,
  evidence text not null
);
create index suspense_entry_item_id_idx on suspense_entry (item_id);
create unique index suspense_item_placed_once on suspense_entry (item_id) where kind = 'placed';
create trigger suspense_append_only before update or delete on suspense_entry
  for each row execute function refuse_change();
create trigger suspense_no_truncate before truncate on suspense_entry
  for each statement execute function refuse_change();
