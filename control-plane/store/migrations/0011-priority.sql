-- Priorities: of tasks by their spec, so from -100 to 100 in `task_run.priority` too, where lower comes first. Of a
-- backfill's tasks it is 1000 more: they come behind all others.
alter table trunkline.spec_task add column priority smallint not null default 0;
