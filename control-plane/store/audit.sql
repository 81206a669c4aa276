-- name: insertAudit :one
-- Through write-audit.ts, which fills in who is acting.
select trunkline.write_audit(:actor, :kind?, :act, :subject, :reason?, :requestId?, :revision?, :detail?) as "id!"

-- name: sealAudit :one
select trunkline.seal_audit(:limit) as "sealed!"

-- name: listAudit :many
-- Newest first. project: also what was done to its pipelines and runs.
select a.id, a.at, a.kind, a.actor, a.act, a.subject, a.project, a.reason, a.request_id, a.revision, a.detail,
       not exists (select from trunkline.audit_unsealed u where u.id = a.id) as "sealed!"
  from trunkline.audit a
 where (:before?::bigint is null or a.id < :before?) and (:actor?::text is null or a.actor = :actor?)
   and (:act?::text is null or a.act = :act?) and (:subject?::text is null or a.subject = :subject?)
   and (:project?::text is null or a.project = :project?) and (:request?::text is null or a.request_id = :request?)
   and (:from?::timestamptz is null or a.at >= :from?) and (:to?::timestamptz is null or a.at < :to?)
 order by a.id desc limit :limit::int

-- name: auditHead :one
-- The newest seal, and what is not sealed yet.
select s.number as "number?", encode(s.head, 'hex') as "head?", s.at as "at?", u.records as "unsealed!", u.oldest as "oldest?"
  from (select count(*)::int as records, min(a.at) as oldest from trunkline.audit_unsealed x left join trunkline.audit a using (id)) u
  left join lateral (select * from trunkline.audit_seal order by number desc limit 1) s on true

-- name: sealsBetween :one
-- First and last seal with records of a time. A record is sealed after its act, so earlier seals have none.
select min(s.number) as "first?", max(s.number) as "last?"
  from trunkline.audit_seal s cross join unnest(s.ids) i(id) join trunkline.audit a on a.id = i.id
 where s.at >= :from and a.at >= :from and a.at < :to

-- name: readSeals :many
select s.number as "number!", trunkline.audit_instant(s.at) as "at!", encode(s.previous, 'hex') as "previous!", s.ids::text[] as "ids!",
       array(select encode(h.hash, 'hex') from unnest(s.hashes) with ordinality h(hash, n) order by h.n) as "hashes!",
       encode(s.head, 'hex') as "head!"
  from trunkline.audit_seal s where s.number > :after and s.number <= :upTo order by s.number limit :limit::int

-- name: recordsById :many
-- Exactly as they were hashed.
select a.id, trunkline.audit_instant(a.at) as "at!", a.kind, a.actor, a.act, a.subject, a.project, a.reason, a.request_id as "requestId",
       a.revision, a.detail::text as "detail!"
  from trunkline.audit a where a.id = any (:ids::bigint[]) order by a.id

-- name: recordsOfNoSeal :many
select a.id
  from trunkline.audit a left join (select unnest(s.ids) as id from trunkline.audit_seal s) i on i.id = a.id
 where i.id is null order by a.id limit :limit::int

-- name: removedUnsealed :many
-- Records that were to be sealed and are gone.
select u.id from trunkline.audit_unsealed u left join trunkline.audit a on a.id = u.id where a.id is null order by u.id limit :limit::int

-- name: recordedRevisions :many
-- What records of deployments refer to; the newest where a commit was deployed by one plan more than once.
select distinct on (j.name, v.commit_oid, v.plan_hash)
       j.name as project, j.repository, j.path, j.rules, v.commit_oid as commit, v.tree_oid as tree, v.plan_hash as plan,
       b.commit_oid as "base?", v.read_by as "readBy", v.applied_by as "appliedBy", v.evidence
  from unnest(:projects::text[], :commits::text[], :plans::text[]) q(project, commit, plan)
  join trunkline.project j on j.name = q.project
  join trunkline.revision v on v.project_id = j.id and v.commit_oid = q.commit and v.plan_hash = q.plan
  left join trunkline.revision b on b.id = v.base_id
 order by j.name, v.commit_oid, v.plan_hash, v.id desc
