-- Tasks that people gave other values for one run: their attempts read these when they start.

alter table trunkline.task_run add column overridden boolean not null default false;

-- It answers more than before.
drop function if exists trunkline.start_tasks(bigint[], int[], int);
