-- What people hold back: pipelines, runs and tasks, each with who, why and until when.

create table trunkline.hold (
  id          bigint primary key generated always as identity,
  pipeline_id int,                                 -- all its runs; no foreign key: its lock would meet that of admit_runs
  run_id      bigint,                              -- or this run
  task        text,                                -- declared name, or one instance's; null: everything
  -- The first in the alphabet wins where several apply. hold: nothing starts; ice: it is passed over and what follows
  -- goes on as if it had succeeded; noexec: it succeeds without being executed.
  mode        text collate "C" not null check (mode in ('hold', 'ice', 'noexec')),
  actor       text not null,
  reason      text,
  since       timestamptz not null default now(),
  until       timestamptz,                         -- it ends by itself
  constraint hold_subject check (num_nonnulls(pipeline_id, run_id) = 1),
  constraint hold_mode check (mode = 'hold' or task is not null),
  constraint hold_once unique nulls not distinct (pipeline_id, run_id, task)
);

alter table trunkline.task_run add column noexec boolean not null default false;  -- claimed to succeed without being executed

-- They answer or take more than before.
drop function if exists trunkline.start_tasks(bigint[], int[], int);
drop function if exists trunkline.skip_waits(bigint[], int[], text[]);
