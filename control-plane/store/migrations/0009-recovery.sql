-- Recovery: marks, limits of what is made up for, backfills.

-- Of an unfinished run the task got the state; of a finished one the next generation goes by it. The newest counts.
create table trunkline.mark (
  id     bigint primary key generated always as identity,
  run_id bigint not null,
  idx    int not null,
  state  trunkline.task_state not null check (state in ('succeeded', 'failed', 'skipped')),
  was    trunkline.task_state not null,
  actor  text not null,
  reason text not null,
  at     timestamptz not null default now()
);
create index mark_of_run on trunkline.mark (run_id, idx, id desc);

-- Of `missed: all`: most due times that are made up for at once; null is no limit.
alter table trunkline.trigger add column missed_limit int check (missed_limit > 0);

-- Runs for due times of the past, made a few at a time.
create table trunkline.backfill (
  id           int primary key generated always as identity,
  pipeline_id  int not null,
  key          text not null,                      -- the same key again is the same backfill
  asked        jsonb not null,                     -- {from, to, missing, params}: what the key stands for
  runs         int not null check (runs > 0),      -- at a time
  newest_first boolean not null,
  params       jsonb not null,
  state        text not null check (state in ('running', 'paused', 'cancelled', 'finished')),
  note         text,                               -- why it is paused or was cancelled
  total        int not null check (total > 0),
  made         int not null default 0,             -- slots that have their run, in their order
  actor        text not null,
  reason       text,
  created_at   timestamptz not null default now(),
  finished_at  timestamptz,
  constraint backfill_once unique (pipeline_id, key),
  check (made between 0 and total),
  check ((finished_at is not null) = (state in ('cancelled', 'finished')))
);
create index backfill_running on trunkline.backfill (id) where state = 'running';

create table trunkline.backfill_slot (
  backfill_id   int not null,
  ordinal       int not null,                      -- from 1, in the order in which they run
  slot          text not null,
  business_date date not null,
  due_at        timestamptz not null,
  run_id        bigint,                            -- null: not yet
  primary key (backfill_id, ordinal)
);

alter table trunkline.run add column backfill_id int;
create index run_of_backfill on trunkline.run (backfill_id) where backfill_id is not null and finished_at is null;

-- As graphile-worker has it: 0 is everybody's, higher comes later.
alter table trunkline.task_run add column priority smallint not null default 0;
