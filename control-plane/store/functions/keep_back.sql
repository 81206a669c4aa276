-- Of runs that could start now, gives those that may not a gate: they wait until what holds them is over.
create or replace function trunkline.keep_back(p_runs bigint[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_runs bigint[];
begin
  if coalesce(cardinality(p_runs), 0) = 0 or not exists (select from trunkline.hold) then return; end if;
  with kept as (
    update trunkline.run r set gated = true
      from trunkline.held_tasks(p_runs, array_fill(-1, array[cardinality(p_runs)])) h
     where r.id = h.run_id and r.state = 'waiting' and not r.gated
    returning r.id)
  select array_agg(k.id order by k.id) into v_runs from kept k;
  if v_runs is not null then perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)])); end if;
end $$;
