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
       and (exists (select from trunkline.hold h where h.run_id = r.id and h.task is null and (h.until is null or h.until > now()))
            or trunkline.keeps_runs(r.pipeline_id))
    returning r.id)
  select array_agg(k.id order by k.id) into v_runs from kept k;
  if v_runs is not null then perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)])); end if;
end $$;
