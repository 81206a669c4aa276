-- When what waits for others would have started, by what was told of these.

alter table trunkline.expected_start
  add column after_what text,          -- the fact of a predecessor that came last: `extract succeeded`; null: time alone decided
  add column after_at timestamptz,     -- when it came; the lag of a start counts from it
  add column never text,               -- why it would not have started at all
  add column hidden text,              -- the fact that decides and that nobody can tell
  add column hidden_source text;       -- which source doesn't tell it; null: none has

-- How far the starts of a project's observed pipelines are decided.
create table trunkline.observed_replay (
  project_id int primary key references trunkline.project,
  at         timestamptz not null,     -- when it was decided last
  until      timestamptz               -- up to where the newest of its sources has told; null: none has told anything
);

-- Runs of cron, which are most, have none: a third of the time that it takes to put them went into this index.
drop index trunkline.legacy_run_dated;
create index legacy_run_dated on trunkline.legacy_run (project_id, job, business_date) where business_date is not null;
