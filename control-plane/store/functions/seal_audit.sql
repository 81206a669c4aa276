-- Chains up to p_limit committed records to those before, in the order of their numbers, and returns how many. One server
-- at a time: the lock goes with the transaction, so a dead one's place is taken at the next call. Every statement sees what
-- the sealer before has committed.
create or replace function trunkline.seal_audit(p_limit int) returns int
language plpgsql
as $$
declare
  v_last trunkline.audit_seal; v_ids bigint[]; v_hashes bytea[];
  v_number bigint; v_previous bytea; v_at timestamptz; v_text text;
begin
  if not exists (select from trunkline.audit_unsealed) or not pg_try_advisory_xact_lock(13, 0) then return 0; end if;
  -- What has no record any more stays: it was removed, and `audit verify` says so.
  with taken as (
    delete from trunkline.audit_unsealed u
     where u.id = any (array(select x.id from trunkline.audit_unsealed x join trunkline.audit a using (id) order by x.id limit p_limit))
    returning u.id)
  select array_agg(a.id order by a.id), array_agg(a.hash order by a.id) into v_ids, v_hashes
    from taken t join trunkline.audit a on a.id = t.id;
  if v_ids is null then return 0; end if;
  select s.* into v_last from trunkline.audit_seal s order by s.number desc limit 1;
  v_number := coalesce(v_last.number, 0) + 1;
  v_previous := coalesce(v_last.head, decode(repeat('00', 32), 'hex'));
  v_at := greatest(clock_timestamp(), v_last.at);
  select E'trunkline-seal-1\n' || v_number || E'\n' || trunkline.audit_instant(v_at) || E'\n' || encode(v_previous, 'hex')
         || string_agg(E'\n' || r.id || ' ' || encode(r.hash, 'hex'), '' order by r.n) into v_text
    from unnest(v_ids, v_hashes) with ordinality r(id, hash, n);
  insert into trunkline.audit_seal (number, at, previous, ids, hashes, head)
  values (v_number, v_at, v_previous, v_ids, v_hashes, sha256(convert_to(v_text, 'UTF8')));
  return cardinality(v_ids);
end $$;
