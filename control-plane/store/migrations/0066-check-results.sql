-- What checks of data found: kept with the run, and what later runs compare with.
create table trunkline.check_result (
  run_id      bigint not null,
  idx         int not null,
  attempt     int not null,
  name        text not null,                        -- of the check
  pipeline_id int not null,
  task        text not null,                        -- by name: it stays the task's when another comes before it
  verdict     text not null check (verdict in ('held', 'failed', 'warned', 'quarantined', 'unknown')),
  figure      jsonb,                                -- a number, or columns with their types
  message     text not null,
  sample      jsonb not null default '[]',          -- rows that break it, as texts by column
  at          timestamptz not null default now(),
  primary key (run_id, idx, attempt, name)
);
create index check_result_history on trunkline.check_result (pipeline_id, task, name, run_id desc) where verdict <> 'failed';
