-- Whether a task that ended so fails its run: a failure that is not tolerated, one that an organisation's rule refused
-- whatever the task tolerates, or an end that a rule of the task's own calls cancelled. What was stopped with its run, or by another's failure, does not; the run has its state by that.
-- Inlined by the planner.
create or replace function trunkline.fails_run(p_state trunkline.task_state, p_ending text, p_tolerated boolean) returns boolean
language sql immutable parallel safe
as $$
  select p_state = 'failed' and (not p_tolerated or coalesce(p_ending = 'refused', false))
      or p_state = 'cancelled' and coalesce(p_ending in ('exited', 'signalled', 'timedOut', 'instances'), false)
$$;
