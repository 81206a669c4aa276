-- A failed attempt with retries left: its task waits behind a retry gate. Returns false as end_attempt does.
create or replace function trunkline.retry_task(p_run bigint, p_idx int, p_attempt int, p_detail jsonb, p_delay_ms bigint)
returns boolean
language plpgsql
as $$
begin
  if not trunkline.end_attempt(p_run, p_idx, p_attempt, null, p_detail) then return false; end if;
  insert into trunkline.gate (run_id, idx, kind, until)
  values (p_run, p_idx, 'retry', now() + p_delay_ms * interval '1 millisecond');
  return true;
end $$;
