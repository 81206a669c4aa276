-- The audit proves itself: each record has a hash of its own when it is written, and a sealer chains what is committed, so
-- that no act waits for another. docs/audit.md says what that finds.

-- Found again by its project once the run that it is about is gone.
alter table trunkline.audit add column project text, add column hash bytea;
create index audit_project on trunkline.audit (project, id desc);

update trunkline.audit a set project = j.name from trunkline.project j where j.name = split_part(a.subject, '/', 1);
update trunkline.audit a set project = j.name
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
 where a.project is null and a.subject ~ '^\d{1,18}$' and a.act in
       ('run', 'rerun', 'cancel', 'hold', 'release', 'mark', 'force', 'override', 'review', 'approve', 'reject', 'approval', 'return')
   and r.id = a.subject::bigint;

-- UTC to the microsecond, which is all that is stored.
create function trunkline.audit_instant(p_at timestamptz) returns text language sql stable parallel safe as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- What is hashed of a record: a line a field, with the length of each, so that no two records have one text.
-- Never altered: a later form gets a first line of its own.
create function trunkline.audit_text(p_record trunkline.audit) returns text language sql stable as $$
  select 'trunkline-audit-1' || string_agg(E'\n' || coalesce(octet_length(convert_to(f.text, 'UTF8')) || ':' || f.text, '-'), '' order by f.n)
    from unnest(array[
      p_record.id::text, trunkline.audit_instant(p_record.at), p_record.kind, p_record.actor, p_record.act, p_record.subject,
      p_record.project, p_record.reason, p_record.request_id, p_record.revision, p_record.detail::text]) with ordinality f(text, n)
$$;

update trunkline.audit a set hash = sha256(convert_to(trunkline.audit_text(a), 'UTF8'));
alter table trunkline.audit alter column hash set not null;

-- What is committed and not sealed yet. A record that is committed late is sealed late, whatever its number.
create table trunkline.audit_unsealed (id bigint primary key);

create table trunkline.audit_seal (
  number   bigint primary key,                     -- 1, 2, 3 … without gaps
  at       timestamptz not null,
  previous bytea not null,                         -- head of the seal before; of the first 32 zero bytes
  ids      bigint[] not null,
  hashes   bytea[] not null,
  head     bytea not null,
  constraint seal_of_each check (cardinality(ids) = cardinality(hashes) and cardinality(ids) > 0)
);

create function trunkline.audit_hashed() returns trigger language plpgsql as $$
begin
  new.hash := sha256(convert_to(trunkline.audit_text(new), 'UTF8'));
  return new;
end $$;
create trigger audit_hashed before insert on trunkline.audit for each row execute function trunkline.audit_hashed();

-- With the owner's rights: whoever may add a record has no business here.
create function trunkline.audit_queued() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into trunkline.audit_unsealed values (new.id);
  return null;
end $$;
create trigger audit_queued after insert on trunkline.audit for each row execute function trunkline.audit_queued();

create function trunkline.audit_kept() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only added to: % of % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_kept before update or delete or truncate on trunkline.audit
  for each statement execute function trunkline.audit_kept();
create trigger audit_kept before update or delete or truncate on trunkline.audit_seal
  for each statement execute function trunkline.audit_kept();

-- What is there from before is sealed as it is: that nobody changed it until now is not known.
insert into trunkline.audit_unsealed select a.id from trunkline.audit a;
insert into trunkline.audit (actor, kind, act, subject, detail)
select 'trunkline', 'system', 'begin chain', 'audit', jsonb_build_object('before', count(*), 'last', max(a.id))
  from trunkline.audit a having count(*) > 0;
