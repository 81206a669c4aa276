-- Recovery: marks, limits of what is made up for.

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
