-- What another scheduler runs, as its logs and its guards tell it, and what would have started here meanwhile.

-- Where runs are told from: the log of a scheduler, or its guards.
create table trunkline.legacy_source (
  id         int primary key generated always as identity,
  project_id int not null references trunkline.project,
  name       text not null,
  kind       text not null check (kind in ('cron', 'control-m', 'autosys', 'guard')),
  zone       text,                                      -- of local times in it; null: they have offsets
  host       text,                                      -- whose runs they are, where their lines don't say it
  -- What it logs: endsLogged, failuresLogged. Of what is not logged nobody can tell.
  settings   jsonb not null default '{}',
  observed   tstzmultirange not null default '{}',      -- what ran outside of it nobody was told
  watermark  timestamptz,                               -- the latest moment that it has told of
  version    bigint not null default 0,                 -- counts what was put: two that follow it can't both go on
  position   jsonb,                                     -- of who follows it: files, offsets, runs that are open; opaque here
  created_at timestamptz not null default now(),
  seen_at    timestamptz not null default now(),        -- when it was told last
  unique (project_id, name)
);

-- One run of a job there. What is not known yet is `absent`; what its source can't tell is `unobservable`, and is never equal.
create table trunkline.legacy_run (
  id            bigint primary key generated always as identity,
  project_id    int not null,
  source_id     int not null references trunkline.legacy_source on delete cascade,
  key           text not null,                          -- what tells it from other runs of its source, whenever it is told
  job           text not null,                          -- as the source names it; of cron the command
  login         text,                                   -- of cron: whose it is
  host          text,
  run           text,                                   -- an order, a run number, a process
  ordinal       int not null default 1 check (ordinal > 0), -- of Control-M: which run of the order
  business_date date,                                   -- null: the source has none
  started_at    timestamptz,                            -- null: ordered, and not started
  ended_at      timestamptz,
  end_known     text not null check (end_known in ('absent', 'value', 'unobservable')),
  exit          int,
  exit_known    text not null check (exit_known in ('absent', 'value', 'unobservable')),
  outcome       text check (outcome in ('succeeded', 'failed')), -- null: not known; also where there is no number of an exit
  status        text,                                   -- as written
  how           text check (how in ('forced', 'again')),
  digest        text,                                   -- of its output, where a guard says it
  lines         text[] not null default '{}',           -- as they were written
  told_at       timestamptz not null default now(),
  unique (source_id, key),
  check ((end_known = 'value') = (ended_at is not null)),
  check ((exit_known = 'value') = (exit is not null))
);
create index legacy_run_dated on trunkline.legacy_run (project_id, job, business_date);
create index legacy_run_started on trunkline.legacy_run (project_id, job, started_at);
create index legacy_run_newest on trunkline.legacy_run (project_id, started_at desc nulls last, id desc);

-- Which pipeline or task was which job, by the `legacy` of the specs.
create table trunkline.legacy_job (
  pipeline_id int not null references trunkline.pipeline,
  task        text not null,                            -- empty: the pipeline itself
  project_id  int not null,
  system      text not null,
  job         text not null,                            -- as the spec names it
  primary key (pipeline_id, task)
);
create index legacy_job_named on trunkline.legacy_job (project_id, job);

-- How far the starts of a pipeline that is observed are written.
create table trunkline.expected_until (
  pipeline_id          int primary key references trunkline.pipeline,
  pipeline_revision_id int not null,                    -- by which legacy_job is written
  since                timestamptz not null,
  until                timestamptz not null
);

-- What would have started here while another scheduler ran it.
create table trunkline.expected_start (
  id                   bigint primary key generated always as identity,
  pipeline_id          int not null references trunkline.pipeline,
  task                 text not null,                   -- empty: the pipeline itself
  slot                 text not null,                   -- of the run that would have been: its due time and repeat
  ordinal              int not null default 1,          -- of a task that repeats
  business_date        date not null,
  due_at               timestamptz not null,            -- the earliest moment
  waits                boolean not null,                -- also for others: it is compared from when they were done
  ready_at             timestamptz,                     -- when all that it waits for was there, by the runs observed; null: not yet
  pipeline_revision_id int not null,
  unique (pipeline_id, slot, task, ordinal)
);
create index expected_start_due on trunkline.expected_start (pipeline_id, task, due_at);
create index expected_start_waiting on trunkline.expected_start (pipeline_id, due_at) where waits and ready_at is null;
