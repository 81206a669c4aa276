-- The change that made a pipeline what it was at a revision: of several that came in at once the one that touched it,
-- else the revision's own commit.
create or replace function trunkline.last_change(p_pipeline int, p_revision int)
returns table (revision_id int, file text, commit_oid text, author_name text, author_email text, authored_at timestamptz,
               subject text, change_number text, approvers text[], evidence jsonb)
language sql stable
as $$
  select d.revision_id, d.file, coalesce(y.commit_oid, x.commit_oid), coalesce(y.author_name, x.author_name),
         coalesce(y.author_email, x.author_email), coalesce(y.authored_at, x.authored_at), coalesce(y.subject, x.subject),
         case when y.commit_oid is null then x.change_number else y.change_number end,
         coalesce(y.approvers, x.approvers), x.evidence
    from trunkline.deployment d
    join trunkline.revision x on x.id = d.revision_id
    left join trunkline.deployed_change y on y.pipeline_id = d.pipeline_id and y.revision_id = d.revision_id
   where d.pipeline_id = p_pipeline and d.revision_id <= p_revision and d.action not in ('overridden', 'restored')
   order by d.revision_id desc limit 1
$$;
