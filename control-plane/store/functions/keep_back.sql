-- Of runs that could start now, gives those that may not a gate: they wait until what keeps them is over.
create or replace function trunkline.keep_back(p_runs bigint[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_runs bigint[];
begin
  if not exists (select from trunkline.hold) and not exists (select from trunkline.blackout) then return; end if;
  with kept as (
    update trunkline.run r set gated = true
     where r.id = any (p_runs) and r.state = 'waiting' and not r.gated
       and (exists (select from trunkline.held_tasks(array[r.id], array[-1]) h where h.mode = 'hold')
            or exists (select from trunkline.blackouts_of(array[r.pipeline_id]) b
                        where (b.blackout).from_at <= now()
                          and not exists (select from trunkline.override o
                                           where o.run_id = r.id and o.idx = -1 and o.name = 'blackout' and o.at >= (b.blackout).added_at)))
    returning r.id)
  select array_agg(k.id order by k.id) into v_runs from kept k;
  if v_runs is not null then perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)])); end if;
end $$;
