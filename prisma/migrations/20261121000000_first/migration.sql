-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "zone" TEXT,
    "born_on" DATE,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_point" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "reserved" BOOLEAN NOT NULL,
    "rank" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'usable',
    "status_reason" TEXT,

    CONSTRAINT "contact_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "balance_cents" BIGINT NOT NULL,
    "principal_cents" BIGINT NOT NULL,
    "interest_cents" BIGINT NOT NULL,
    "penalty_fee_cents" BIGINT NOT NULL,
    "other_fee_cents" BIGINT NOT NULL,
    "daily_rate" DECIMAL(12,8) NOT NULL,
    "contract_on" DATE NOT NULL,
    "grace_days" INTEGER NOT NULL,
    "tolerance_cents" BIGINT NOT NULL,
    "risk_segment" TEXT NOT NULL,
    "autopay_failed" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "reported_on" DATE NOT NULL,
    "oldest_unpaid_due_on" DATE,
    "overdue_cents" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "head_hash" BYTEA,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bill" (
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "statement_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "principal_cents" BIGINT NOT NULL,
    "interest_cents" BIGINT NOT NULL,
    "penalty_fee_cents" BIGINT NOT NULL,
    "other_fee_cents" BIGINT NOT NULL,
    "minimum_due_cents" BIGINT NOT NULL,
    "paid_cents" BIGINT NOT NULL,

    CONSTRAINT "bill_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "value_on" DATE NOT NULL,
    "posted_on" DATE NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "reverses_id" TEXT,
    "source" TEXT NOT NULL,
    "voided_by" TEXT,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party" (
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "channel" TEXT,
    "value" TEXT,

    CONSTRAINT "party_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "collateral" (
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "appraised_cents" BIGINT NOT NULL,

    CONSTRAINT "collateral_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "episode" (
    "account_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_because" TEXT NOT NULL,
    "strategy_id" TEXT NOT NULL,
    "strategy_version" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "close_reason" TEXT,
    "turn" INTEGER NOT NULL DEFAULT 0,
    "decided_seq" INTEGER NOT NULL DEFAULT 0,
    "stage" TEXT NOT NULL DEFAULT 'early',
    "standstill" TEXT,
    "next_kind" TEXT,
    "next_step" TEXT,
    "next_at" TIMESTAMPTZ(3),

    CONSTRAINT "episode_pkey" PRIMARY KEY ("account_id","number")
);

-- CreateTable
CREATE TABLE "fact" (
    "account_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("account_id","seq")
);

-- CreateTable
CREATE TABLE "decision" (
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "turn" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL,
    "strategy_id" TEXT NOT NULL,
    "strategy_version" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step_kind" TEXT,
    "step_key" TEXT,
    "at" TIMESTAMPTZ(3),
    "answer" JSONB NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("account_id","episode","turn")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "account_id" TEXT NOT NULL,
    "signal" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "key" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "step_key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "contact_point_id" TEXT,
    "status" TEXT NOT NULL,
    "attempt_token" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "provider_id" TEXT,
    "detail" TEXT,
    "template" TEXT,
    "body_sha256" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "step_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "default_outcome" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "outcome" TEXT,
    "completed_by" TEXT,
    "completed_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "step_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "registered_no" TEXT,
    "status" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "placement" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "agency_id" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "matter" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "checklist" JSONB NOT NULL,

    CONSTRAINT "matter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nightly_drop" (
    "id" TEXT NOT NULL,
    "business_date" DATE NOT NULL,
    "sequence" INTEGER NOT NULL,
    "folder" TEXT NOT NULL,
    "manifest_sha" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "held_because" JSONB,
    "released_by" TEXT,
    "release_reason" TEXT,
    "report" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "nightly_drop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drop_reject" (
    "id" BIGSERIAL NOT NULL,
    "drop_id" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column_name" TEXT,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "account_id" TEXT,

    CONSTRAINT "drop_reject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategy_version" (
    "id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "strategy_version_pkey" PRIMARY KEY ("id","version")
);

-- CreateIndex
CREATE INDEX "contact_point_customer_id_idx" ON "contact_point"("customer_id");

-- CreateIndex
CREATE INDEX "account_customer_id_idx" ON "account"("customer_id");

-- CreateIndex
CREATE INDEX "payment_account_id_idx" ON "payment"("account_id");

-- CreateIndex
CREATE INDEX "episode_status_next_at_idx" ON "episode"("status", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "fact_account_id_key_key" ON "fact"("account_id", "key");

-- CreateIndex
CREATE INDEX "outbox_account_id_idx" ON "outbox"("account_id");

-- CreateIndex
CREATE INDEX "contact_customer_id_claimed_at_idx" ON "contact"("customer_id", "claimed_at");

-- CreateIndex
CREATE INDEX "contact_account_id_idx" ON "contact"("account_id");

-- CreateIndex
CREATE INDEX "task_account_id_idx" ON "task"("account_id");

-- CreateIndex
CREATE INDEX "task_status_due_at_idx" ON "task"("status", "due_at");

-- CreateIndex
CREATE INDEX "document_account_id_idx" ON "document"("account_id");

-- CreateIndex
CREATE INDEX "placement_account_id_idx" ON "placement"("account_id");

-- CreateIndex
CREATE INDEX "matter_account_id_idx" ON "matter"("account_id");

-- CreateIndex
CREATE INDEX "nightly_drop_business_date_idx" ON "nightly_drop"("business_date");

-- CreateIndex
CREATE UNIQUE INDEX "nightly_drop_manifest_sha_key" ON "nightly_drop"("manifest_sha");

-- CreateIndex
CREATE INDEX "drop_reject_drop_id_idx" ON "drop_reject"("drop_id");

-- AddForeignKey
ALTER TABLE "contact_point" ADD CONSTRAINT "contact_point_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bill" ADD CONSTRAINT "bill_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "episode" ADD CONSTRAINT "episode_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fact" ADD CONSTRAINT "fact_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_account_id_episode_fkey" FOREIGN KEY ("account_id", "episode") REFERENCES "episode"("account_id", "number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drop_reject" ADD CONSTRAINT "drop_reject_drop_id_fkey" FOREIGN KEY ("drop_id") REFERENCES "nightly_drop"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------
-- The fact log: append-only, numbered and hash-chained per account (architecture, decisions 5 and 12).

create function fact_hash(prev bytea, account_id text, seq int, key text, kind text, effective_at timestamptz,
                          recorded_at timestamptz, actor text, source text, payload jsonb)
returns bytea language sql immutable parallel safe as $$
  select sha256(convert_to(
    concat_ws(E'\x1f', encode(coalesce(prev, ''::bytea), 'hex'), account_id, seq, key, kind,
      (extract(epoch from effective_at) * 1000)::bigint, (extract(epoch from recorded_at) * 1000)::bigint,
      actor, source, payload::text), 'UTF8'))
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'FACTS_ARE_APPEND_ONLY: table % is append-only', tg_table_name;
end $$;
create trigger fact_append_only before update or delete on fact for each row execute function refuse_change();
create trigger fact_no_truncate before truncate on fact for each statement execute function refuse_change();

-- Appends a few facts (a command, a step). Locks their accounts in ascending id. A fact whose key is already there
-- is not written again; the same key with another payload is refused. `signal`, when given, tells the case to look again.
create function append_facts(new_facts jsonb)
returns table (account_id text, seq int, key text, inserted boolean) language plpgsql as $$
#variable_conflict use_column
declare
  f record;
  head record;
  old record;
begin
  perform 1 from account a
    where a.id in (select x ->> 'accountId' from jsonb_array_elements(new_facts) x)
    order by a.id for no key update;
  for f in
    select x ->> 'accountId' as account_id, x ->> 'key' as key, x ->> 'kind' as kind,
           to_timestamp((x ->> 'effectiveAt')::numeric / 1000) as effective_at,
           to_timestamp((x ->> 'recordedAt')::numeric / 1000) as recorded_at,
           x ->> 'actor' as actor, x ->> 'source' as source, x -> 'payload' as payload, x ->> 'signal' as signal
    from jsonb_array_elements(new_facts) with ordinality as e(x, n) order by n
  loop
    select o.seq, o.payload, o.kind into old from fact o where o.account_id = f.account_id and o.key = f.key;
    if found then
      if old.kind <> f.kind or old.payload <> f.payload then
        raise exception 'FACT_KEY_REUSED: fact % of account % exists with another content', f.key, f.account_id;
      end if;
      account_id := f.account_id; seq := old.seq; key := f.key; inserted := false;
      return next;
      continue;
    end if;
    select a.seq + 1 as seq, a.head_hash into head from account a where a.id = f.account_id;
    if not found then
      raise exception 'UNKNOWN_ACCOUNT: there is no account %', f.account_id;
    end if;
    insert into fact (account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash)
      values (f.account_id, head.seq, f.key, f.kind, f.effective_at, f.recorded_at, f.actor, f.source, f.payload,
        fact_hash(head.head_hash, f.account_id, head.seq, f.key, f.kind, f.effective_at, f.recorded_at, f.actor, f.source, f.payload))
      returning fact.hash into head.head_hash;
    update account a set seq = head.seq, head_hash = head.head_hash where a.id = f.account_id;
    if f.signal is not null then
      insert into outbox (account_id, signal, as_of, seq) values (f.account_id, f.signal, f.recorded_at, head.seq);
    end if;
    account_id := f.account_id; seq := head.seq; key := f.key; inserted := true;
    return next;
  end loop;
end $$;

-- The same for a night: `new_fact` is a temporary table of the caller's (account_id, ord, key, kind, effective_at,
-- recorded_at, actor, source, payload), keys not in the log yet, accounts locked by the caller. One pass per fact an
-- account gets that night, so the cost follows the facts, not the book. Writes no outbox row. Returns facts written.
create function append_staged_facts() returns bigint language plpgsql as $$
declare
  pass int := 1;
  written bigint;
  total bigint := 0;
begin
  create temp table numbered_fact on commit drop as
    select f.*, row_number() over (partition by f.account_id order by f.ord, f.key) as pass from new_fact f;
  loop
    with head as (
      select n.*, a.seq + 1 as seq,
        fact_hash(a.head_hash, n.account_id, a.seq + 1, n.key, n.kind, n.effective_at, n.recorded_at, n.actor, n.source, n.payload) as hash
      from numbered_fact n join account a on a.id = n.account_id where n.pass = append_staged_facts.pass
    ), written_facts as (
      insert into fact (account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash)
      select account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash from head
      returning account_id, seq, hash
    )
    update account a set seq = w.seq, head_hash = w.hash from written_facts w where a.id = w.account_id;
    get diagnostics written = row_count;
    exit when written = 0;
    total := total + written;
    pass := pass + 1;
  end loop;
  drop table numbered_fact;
  return total;
end $$;

-- Names the first broken fact of each account whose chain does not verify: an edited, removed or forged row.
create function broken_fact_chains() returns table (account_id text, seq int) language sql stable as $$
  with linked as (
    select f.*, lag(f.hash) over w as prev, row_number() over w as expected_seq
    from fact f window w as (partition by f.account_id order by f.seq)
  ), broken as (
    select l.account_id, l.seq from linked l
    where l.seq <> l.expected_seq
       or l.hash <> fact_hash(l.prev, l.account_id, l.seq, l.key, l.kind, l.effective_at, l.recorded_at, l.actor, l.source, l.payload)
    union all
    select a.id, a.seq from account a
      left join lateral (select f.seq, f.hash from fact f where f.account_id = a.id order by f.seq desc limit 1) f on true
      where a.seq <> coalesce(f.seq, 0) or a.head_hash is distinct from f.hash
  )
  select b.account_id, min(b.seq) from broken b group by b.account_id
$$;

create index outbox_unsent on outbox (id) where sent_at is null;

-- A committed fact wakes the relay at once.
create function outbox_notify() returns trigger language plpgsql as $$
begin
  notify outbox;
  return null;
end $$;
create trigger outbox_notify after insert on outbox for each statement execute function outbox_notify();
