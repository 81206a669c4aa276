--! breaking: what is due of a pipeline whose jobs are to be held elsewhere waits for a read-back
-- Holds of another scheduler as they were read back: proof that it won't start what runs here.

-- The last reading of each job from each source; the audit has those before.
create table trunkline.legacy_hold (
  project_id int not null references trunkline.project,
  wave       text not null,
  source     text not null,                        -- where it was read: a host's table, an instance
  job        text not null,                        -- as the pipeline's `legacy` names it; of cron the command
  state      text not null check (state in ('held', 'iced', 'absent', 'active', 'unknown')),
  how        text not null check (how in ('crontab', 'autorep', 'control-m')),
  read_at    timestamptz not null,                 -- when the other scheduler said so
  line       text not null,                        -- as it was read; empty where the job isn't there
  actor      text not null,
  primary key (project_id, wave, job, source)
);

-- How old the read-back of a hold may be when a run starts; null: its starts ask for none.
alter table trunkline.pipeline add column hold_within interval;
