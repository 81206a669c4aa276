-- Gives waiting tasks what they asked for and lets them start. Call it with the grant lock, for tasks that are locked, wait
-- and fit: whoever has that lock alone adds to what is taken. One that is in no queue any more is left alone.
create or replace function trunkline.grant_units(p_run bigint[], p_idx int[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  with asked as (
    delete from trunkline.pool_wait w using unnest(p_run, p_idx) x(run_id, idx)
     where w.run_id = x.run_id and w.idx = x.idx
    returning w.pool_id, w.run_id, w.idx, w.units, w.keep),
  taken as (
    insert into trunkline.pool_take (pool_id, units)
    select a.pool_id, a.units from asked a join trunkline.pool p on p.id = a.pool_id where p.kind = 'rate'),
  held as (
    -- What a failed attempt kept serves the next one.
    insert into trunkline.pool_hold (pool_id, run_id, idx, units, keep)
    select a.pool_id, a.run_id, a.idx, a.units, a.keep
      from asked a join trunkline.pool p on p.id = a.pool_id where p.kind <> 'rate'
    on conflict (run_id, idx, pool_id) do update set kept = false)
  select array_agg(a.run_id), array_agg(a.idx) into v_run, v_idx from (select distinct run_id, idx from asked) a;
  if v_run is not null then perform trunkline.open_waits(v_run, v_idx); end if;
end $$;
