-- What tasks and runs wait for: conditions of other runs, named events, variables and assets.

-- Named facts with a business date; they persist until somebody deletes them.
create table trunkline.event (
  project_id int not null references trunkline.project,
  name       text not null,
  date       text collate "C" not null check (date = 'static' or date ~ '^\d{4}-\d{2}-\d{2}$'),
  at         timestamptz not null default now(),   -- since when it is there
  actor      text,                                 -- null: a task emitted it
  run_id     bigint,
  idx        int,
  reason     text,
  primary key (project_id, name, date)
);

create table trunkline.variable (
  project_id int not null references trunkline.project,
  name       text not null,
  value      text not null,
  at         timestamptz not null default now(),
  actor      text,                                 -- null: a task set it
  run_id     bigint,
  idx        int,
  reason     text,
  primary key (project_id, name)
);

-- Every update of a named data product; its state is the newest.
create table trunkline.asset_update (
  id         bigint primary key generated always as identity,
  name       text not null,
  date       date not null,                        -- business date of what wrote it
  at         timestamptz not null default now(),
  project_id int not null,
  actor      text,
  run_id     bigint,
  idx        int
);
create index asset_newest on trunkline.asset_update (name, id desc);
create index asset_of_date on trunkline.asset_update (name, date);

-- A run (idx -1) or a task whose needs have ended and which gates hold back.
create table trunkline.wait (
  run_id    bigint not null,
  idx       int not null,
  since     timestamptz not null default now(),
  keyed_at  xid8,                                  -- transaction that wrote its keys; null: not yet
  next_at   timestamptz,                           -- when time alone may change the verdict
  gates     jsonb not null default '[]',           -- the last verdict: [{kind, text, holds, found, until, since}]
  primary key (run_id, idx)
) with (fillfactor = 80);
create index wait_next on trunkline.wait (next_at) where next_at is not null;

-- What a wait waits for: a change finds the waits that it may end by its key, and no others.
create table trunkline.wait_key (
  key    text collate "C" not null,
  run_id bigint not null,
  idx    int not null,
  primary key (key, run_id, idx)
);
create index wait_key_of on trunkline.wait_key (run_id, idx);

-- Waits to be judged (again). A row comes with the transaction of the change and goes with that of the judgement.
create table trunkline.wait_check (
  run_id bigint not null,
  idx    int not null,
  primary key (run_id, idx)
);

alter table trunkline.run add column gated boolean not null default false;       -- its pipeline's `awaits` does not hold yet
alter table trunkline.task_run add column gated boolean not null default false;  -- has gates of its own
alter table trunkline.spec_task add column gated boolean not null default false;
alter table trunkline.pipeline_revision add column gated boolean not null default false;

drop function if exists trunkline.after_needs(trunkline.task_state, int, int, boolean, boolean);

-- Conditions read the newest run of a pipeline for a date.
create index run_of_date on trunkline.run (pipeline_id, business_date);
