-- Ends holds whose time has come, on record, and drops those of runs that are over. Returns how many ended.
create or replace function trunkline.end_holds() returns int
language plpgsql
as $$
#variable_conflict use_column
declare
  v_hold trunkline.hold;
  v_ended int := 0;
begin
  if not exists (select from trunkline.hold) then return 0; end if;
  delete from trunkline.hold h using trunkline.run r where r.id = h.run_id and r.finished_at is not null;
  for v_hold in
    delete from trunkline.hold h
     where h.id in (select o.id from trunkline.hold o where o.until <= now() for update skip locked)
    returning h.*
  loop
    perform trunkline.write_audit(
           v_hold.actor, 'system', 'release',
           coalesce(v_hold.run_id::text,
                    (select j.name || '/' || p.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
                      where p.id = v_hold.pipeline_id)),
           null, null, null,
           jsonb_build_object('task', v_hold.task, 'mode', v_hold.mode, 'until', v_hold.until, 'expired', true));
    perform trunkline.wake_held(v_hold.pipeline_id, v_hold.run_id);
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end $$;
