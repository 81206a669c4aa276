-- Makes no further runs of a backfill and cancels those that have not ended. False when it had ended.
create or replace function trunkline.cancel_backfill(p_backfill int, p_reason text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_run bigint;
begin
  update trunkline.backfill set state = 'cancelled', note = p_reason, finished_at = now()
   where id = p_backfill and finished_at is null;
  if not found then return false; end if;
  for v_run in select r.id from trunkline.run r where r.backfill_id = p_backfill and r.finished_at is null order by r.id loop
    perform trunkline.cancel_run(v_run, p_reason);
  end loop;
  return true;
end $$;
