-- The notice of a failed run, with the names of the tasks that failed it: ten at most.
create or replace function trunkline.notify_failure(p_run bigint) returns void
language plpgsql
as $$
declare
  v_tasks jsonb;
begin
  if not exists (select from trunkline.webhook where until > now()) then return; end if;
  select coalesce(jsonb_agg(f.task order by f.idx), '[]') into v_tasks
    from (select t.idx, jsonb_build_object('name', trunkline.task_name(v.spec::json, t.idx), 'message', t.message,
                                           'exitCode', t.exit_code, 'signal', t.signal) as task
            from trunkline.task_run t join trunkline.pipeline_revision v on v.id = t.pipeline_revision_id
           where t.run_id = p_run and trunkline.fails_run(t.state, t.ending, t.tolerated) and t.ending is distinct from 'instances' order by t.idx limit 10) f;
  perform trunkline.notify_webhooks(array[p_run], array['run.failed'], array[jsonb_build_object('failed', v_tasks)]);
end $$;
