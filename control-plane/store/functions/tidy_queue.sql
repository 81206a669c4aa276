-- Takes dead entries out of the queue, which slow every fetch: those that failed for good, and those of tasks that are
-- no longer ready. A ready task whose entry failed for good gets another. How many went, and how many came anew.
create or replace function trunkline.tidy_queue(p_limit int) returns table (removed int, renewed int)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
declare
  v_jobs bigint[];
  v_again graphile_worker.job_spec[];
begin
  with dead as materialized (
    select j.id, j.payload, j.attempts >= j.max_attempts as failed
      from graphile_worker._private_jobs j
      join graphile_worker._private_tasks k on k.id = j.task_id
     where (k.identifier = 'task' or k.identifier like 'task:%') and j.locked_at is null
       and (j.attempts >= j.max_attempts or j.created_at < now() - interval '10 minutes')
     order by j.id limit p_limit),
  judged as (
    select d.id, d.failed, t.run_id, t.idx, t.route, t.priority
      from dead d
      left join trunkline.task_run t on t.run_id = (d.payload ->> 'r')::bigint and t.idx = (d.payload ->> 'i')::int and t.state = 'ready')
  select array_agg(j.id), array_agg(trunkline.task_job(j.run_id, j.idx, j.route, j.priority)) filter (where j.run_id is not null)
    into v_jobs, v_again
    from judged j where j.failed or j.run_id is null;
  if v_jobs is null then return query select 0, 0; return; end if;
  perform graphile_worker.complete_jobs(v_jobs);
  if v_again is not null then perform trunkline.enqueue(v_again); end if;
  return query select cardinality(v_jobs), coalesce(cardinality(v_again), 0);
end $$;
