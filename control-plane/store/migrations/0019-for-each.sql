-- `forEach`: a task that becomes as many as a list has items. The row of the task runs, without a worker, while its instances
-- do; theirs are at places beyond the spec's: 32768 times (place + 1), plus the number of the item. See core/for-each.ts.

alter table trunkline.task_run
  add column instances      int check (instances > 0),       -- so many it has become
  add column instances_open int check (instances_open >= 0), -- and so many have not ended
  add column item           jsonb,                           -- of an instance
  add column carries        int,                             -- of a rerun: its place in the former generation
  add column again          int[];                           -- instances, by number, that run again; null: all, else the others don't

-- It takes more than before.
drop function if exists trunkline.rerun(bigint, int, int, int[], int[], trunkline.task_state[], text[], text, text);
