-- True while the worker is neither lost nor dead nor draining; holds the claim lock to the end of the transaction.
create or replace function trunkline.worker_may_claim(p_worker int) returns boolean
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock_shared(8, p_worker);
  return exists (select from trunkline.worker where id = p_worker and lost_at is null and not draining);
end $$;
