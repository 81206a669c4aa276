-- name: seeCommits :many
-- When each of the commits was first seen, which is now for those that are new.
with new as (
  insert into trunkline.commit_seen (project_id, commit_oid)
  select :project, unnest(:commits::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit!", n.seen_at as "seenAt!" from new n
union all
select s.commit_oid, s.seen_at from trunkline.commit_seen s
 where s.project_id = :project and s.commit_oid = any (:commits::text[])

-- name: seeControlCommits :many
-- The same of a control repository's commits.
with new as (
  insert into trunkline.control_commit_seen (control_id, commit_oid)
  select :control, unnest(:commits::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit!", n.seen_at as "seenAt!" from new n
union all
select s.commit_oid, s.seen_at from trunkline.control_commit_seen s
 where s.control_id = :control and s.commit_oid = any (:commits::text[])

-- name: proofOfRun :one
-- Everything that is on record of where a run comes from: the revision that was deployed (v), the one that last changed the
-- pipeline (x), and what people had changed of it without a commit (o). Their revisions only repeat one that was deployed.
select r.id, r.pipeline_id, r.actor, r.trigger_kind, p.name as pipeline, j.name as project, j.repository, j.branch, j.path, j.environment, j.rules,
       s.content_hash, s.spec::text as "spec!", d.file,
       v.commit_oid, v.tree_oid, v.uncommitted, v.plan_hash, v.applied_by, v.read_by, v.evidence,
       x.commit_oid as changed_in, x.tree_oid as changed_tree, x.plan_hash as changed_plan, x.applied_by as changed_by,
       x.read_by as changed_read_by, x.author_name, x.author_email, x.authored_at, x.subject, x.evidence as changed_evidence,
       b.commit_oid as "changed_base?",
       o.id as "break_glass?", o.proposed_by as "proposed_by?", o.approved_by as "approved_by?", o.reason as "break_glass_reason?",
       o.until as "until?", o.ended_by as "ended_by?", g.content_hash as "deployed_hash?"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral (
    with recursive back as (
      select y.id, y.base_id, y.evidence from trunkline.revision y where y.id = r.revision_id
       union all
      select y.id, y.base_id, y.evidence from back w join trunkline.revision y on y.id = w.base_id where w.evidence ? 'breakGlass')
    select w.id from back w where not coalesce(w.evidence, '{}') ? 'breakGlass' limit 1) n on true
  join trunkline.revision v on v.id = n.id
  join lateral (
    select y.* from trunkline.deployment y join trunkline.revision z on z.id = y.revision_id
     where y.pipeline_id = r.pipeline_id and y.revision_id <= r.revision_id and not coalesce(z.evidence, '{}') ? 'breakGlass'
     order by y.revision_id desc limit 1) d on true
  join trunkline.revision x on x.id = d.revision_id
  left join trunkline.revision b on b.id = x.base_id
  join lateral (
    select y.revision_id from trunkline.deployment y where y.pipeline_id = r.pipeline_id and y.revision_id <= r.revision_id
     order by y.revision_id desc limit 1) l on true
  left join trunkline.break_glass o on o.revision_id = l.revision_id and o.pipeline_id = r.pipeline_id
  left join trunkline.pipeline_revision g on g.id = o.deployed_revision
 where r.id = :id

-- name: auditOfProof :many
-- The records of deployments of these commits, of who asked for the run, and of the break-glass that it is of.
select a.at, a.actor, a.act, a.detail from trunkline.audit a
 where (a.subject = :project and a.act = 'apply' and a.detail->>'commit' = any (:commits::text[]))
    or (a.subject = :run and a.act in ('run', 'rerun'))
    or (a.subject = :breakGlass?::text and a.act in ('break-glass', 'break-glass-approve', 'break-glass-end'))
 order by a.id

-- name: insertDeployedChanges :exec
-- Approvers are a text[] in Postgres' own notation each.
insert into trunkline.deployed_change (pipeline_id, revision_id, commit_oid, author_name, author_email, authored_at, subject, change_number, approvers)
select x.pipeline, :revision, x.commit_oid, x.author_name, x.author_email, x.authored_at, x.subject, x.change, x.approvers::text[]
  from unnest(:pipelines::int[], :commits::text[], :authorNames::text[], :authorEmails::text[], :authoredAts::timestamptz[],
              :subjects::text[], :changes::text[], :approvers::text[])
       x(pipeline, commit_oid, author_name, author_email, authored_at, subject, change, approvers)
