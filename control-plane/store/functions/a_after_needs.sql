-- What a task becomes when some of its needs have finished. Inlined by the planner.
create or replace function trunkline.after_needs(
  p_state trunkline.task_state, p_remaining int, p_unmet int, p_conditional boolean, p_gated boolean, p_inline boolean)
returns trunkline.task_state
language sql immutable parallel safe
as $$
  select case when p_state <> 'waiting' or p_remaining > 0 then p_state
              when p_unmet > 0 and not p_conditional then 'skipped'
              when p_gated then 'waiting'
              when p_inline then 'running'
              else 'ready' end::trunkline.task_state
$$;
