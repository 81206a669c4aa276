-- How tasks of a run follow each other.

alter table trunkline.attempt add column rule int;   -- of `on`, whose retry followed it; null: the task's own retry

-- Fail-fast: a failure of the task stops what has not finished of these, by their places in the spec; null: nothing.
alter table trunkline.spec_task add column stop_from int, add column stop_to int;
alter table trunkline.task_run add column stop boolean not null default false;  -- its worker is to stop the running attempt
alter table trunkline.run add column stop_at timestamptz;                       -- since when some of its tasks are being stopped

-- A run goes through phases: 0 its tasks, 1 their `undo`, one after the other, 2 `finally`. The rows of a later phase come
-- when it begins, so runs without one pay nothing; open_tasks counts the present phase.
alter table trunkline.spec_task add column phase smallint not null default 0,
                                add column undoes int;                          -- place of the task that this one undoes
alter table trunkline.pipeline_revision
  add column phased boolean not null default false,                            -- has tasks of later phases
  add column undo_when text[] not null default '{}' check (undo_when <@ '{failed,cancelled}');
alter table trunkline.run
  add column phase smallint not null default 0,
  add column phased boolean not null default false,
  add column undo_stopped boolean not null default false;                      -- cancelled while its tasks were being undone
