-- Deadlines of runs: what is watched, and whether it will be kept.

alter table trunkline.pipeline_revision add column watched boolean not null default false;  -- it or a task of it has a deadline
alter table trunkline.run add column watched boolean not null default false;

-- A run with a deadline that is not over.
create table trunkline.run_watch (
  run_id   bigint primary key,
  starting boolean not null default true,          -- a `startBy` is open, so the start of a task matters
  next_at  timestamptz default now(),              -- when time alone may change a verdict
  expected jsonb                                   -- by index of tasks: [median, p90] in ms or null; null: not learned yet
) with (fillfactor = 70);
create index run_watch_next on trunkline.run_watch (next_at) where next_at is not null;
create index run_watch_starting on trunkline.run_watch (run_id) where starting;

-- Watched runs that changed. Rows are only added and taken, so that no worker ever waits for a judgement.
create table trunkline.deadline_check (
  id     bigint primary key generated always as identity,
  run_id bigint not null
);

create table trunkline.run_deadline (
  run_id      bigint not null,
  idx         int not null,                        -- -1: of the run
  kind        text not null check (kind in ('startBy', 'finishBy')),
  at          timestamptz not null,
  state       text not null check (state in ('on-track', 'at-risk', 'late', 'met', 'missed')),
  since       timestamptz not null default now(),
  expected_at timestamptz,                         -- by the last look; null once it is over
  cause       jsonb,                               -- {task, message, path}
  basis       text not null,                       -- what the expectation rests on, for people
  history     jsonb not null default '[]',         -- [{state, at, cause}], oldest first
  primary key (run_id, idx, kind)
) with (fillfactor = 70);
create index run_deadline_threatened on trunkline.run_deadline (state) where state in ('at-risk', 'late');

-- Triggers with `when`: a run that is not watched costs one look at its own row.
create function trunkline.watch_run() returns trigger language plpgsql as $$
begin
  insert into trunkline.run_watch (run_id) values (new.id) on conflict do nothing;
  perform pg_notify('trunkline_deadline', '');
  return null;
end $$;
create trigger watch_run after insert on trunkline.run
  for each row when (new.watched) execute function trunkline.watch_run();

create function trunkline.watched_run_changed() returns trigger language plpgsql as $$
begin
  perform trunkline.look_at_deadlines(array[new.id]);
  return null;
end $$;
create trigger watched_run_changed after update on trunkline.run
  for each row when (new.watched and (new.open_tasks, new.phase, new.state) is distinct from (old.open_tasks, old.phase, old.state))
  execute function trunkline.watched_run_changed();
