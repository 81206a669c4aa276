-- What a wave of a migration goes live upon. docs/migration/parity.md.

-- When a guard has last asked for each of its jobs: a job that none asks for may be started by the other scheduler all the same.
create table trunkline.guard_job (
  pipeline_id int not null references trunkline.ownership,
  job         text not null,                       -- as the guard names it: PIPELINE, or PIPELINE/TASK
  asked_at    timestamptz not null default now(),
  primary key (pipeline_id, job)
);

-- What the deployed revision has in `migration/` of it: explanations, waivers, backtests, comparisons. Null: nothing.
alter table trunkline.project add column evidence jsonb;
