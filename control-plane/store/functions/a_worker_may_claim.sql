-- True while the worker is neither lost nor dead nor draining; holds the claim lock to the end of the transaction, and
-- with it the one that lets no hold come between the look at holds and the claim.
create or replace function trunkline.worker_may_claim(p_worker int) returns boolean
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock_shared(8, p_worker), pg_advisory_xact_lock_shared(9, 0);
  return exists (select from trunkline.worker where id = p_worker and lost_at is null and not draining);
end $$;
