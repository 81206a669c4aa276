-- The only way into the audit, in the transaction of the act. What the detail already says of reason and commit is not said
-- twice by who calls. p_kind: null is `system`, which acts by itself. With the owner's rights: who may act need not be able
-- to write there otherwise.
create or replace function trunkline.write_audit(
  p_actor text, p_kind text, p_act text, p_subject text, p_reason text, p_request text, p_revision text, p_detail jsonb)
returns bigint
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  insert into trunkline.audit (actor, kind, act, subject, project, reason, request_id, revision, detail)
  values (p_actor, coalesce(p_kind, 'system'), p_act, p_subject,
          coalesce(p_detail ->> 'project', trunkline.audit_project(p_act, p_subject)), coalesce(p_reason, p_detail ->> 'reason'),
          p_request, coalesce(p_revision, p_detail ->> 'commit'), coalesce(p_detail, '{}'))
  returning id
$$;
