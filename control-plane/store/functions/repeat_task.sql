-- An iteration of a repeating task has ended and another follows: the task waits with its gates until p_due. Returns false
-- as end_attempt does.
create or replace function trunkline.repeat_task(
  p_run bigint, p_idx int, p_attempt int, p_state trunkline.task_state, p_detail jsonb, p_due timestamptz)
returns boolean
language plpgsql
as $$
begin
  if not trunkline.end_attempt(p_run, p_idx, p_attempt, p_state, p_detail) then return false; end if;
  update trunkline.task_run set iteration = coalesce(iteration, 1) + 1, due_at = p_due where run_id = p_run and idx = p_idx;
  perform trunkline.arm_waits(array[p_run], array[p_idx]);
  return true;
end $$;
