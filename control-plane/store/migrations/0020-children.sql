-- Tasks that run a pipeline: the run that one made, and what has to be looked at.

alter table trunkline.run
  add column parent_run     bigint,                -- whose task made it; null: none
  add column parent_idx     int,
  add column parent_attempt int,
  add column depth          int not null default 0; -- how many runs it is below one that nobody's task made
create index run_of_parent on trunkline.run (parent_run, parent_idx) where parent_run is not null;

alter table trunkline.run drop constraint run_trigger_kind_check;
alter table trunkline.run add constraint run_trigger_kind_check
  check (trigger_kind in ('schedule', 'after', 'manual', 'rerun', 'backfill', 'task'));

-- Tasks whose run has ended, or that are to be stopped. Comes with the change, goes with what became of the task.
create table trunkline.child_check (
  id     bigint primary key generated always as identity,
  run_id bigint not null,                          -- of the task
  idx    int not null
);

create function trunkline.child_ended() returns trigger language plpgsql as $$
begin
  insert into trunkline.child_check (run_id, idx) values (new.parent_run, new.parent_idx);
  perform pg_notify('trunkline_wait', '');
  return null;
end $$;
create trigger child_ended after update on trunkline.run
  for each row when (new.parent_run is not null and new.finished_at is not null and old.finished_at is null)
  execute function trunkline.child_ended();
