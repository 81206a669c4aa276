-- name: askApprovals :exec
insert into trunkline.approval (run_id, idx)
select * from unnest(:runs::bigint[], :idxs::int[]) order by 1, 2
on conflict do nothing

-- name: votesOf :many
-- Approvals that were asked for, one row for each answer to them; without answers one row.
select a.run_id, a.idx, a.asked_at, v.actor as "actor?", v.approved as "approved?", v.reason as "reason?"
  from trunkline.approval a left join trunkline.vote v on v.run_id = a.run_id and v.idx = a.idx
 where (a.run_id, a.idx) in (select * from unnest(:runs::bigint[], :idxs::int[]))
 order by a.run_id, a.idx, v.at

-- name: lockAsked :many
-- Of these tasks of a run those that wait for an approval; they keep waiting until the transaction ends.
select t.idx from trunkline.task_run t join trunkline.approval a on a.run_id = t.run_id and a.idx = t.idx
 where t.run_id = :run and t.idx = any (:idxs::int[]) and t.state = 'waiting' and t.remaining = 0
 order by t.idx for update of t

-- name: vote :many
-- Answers, and has the tasks judged; returns those that this person had not answered yet.
with voted as (
  insert into trunkline.vote (run_id, idx, actor, approved, reason)
  select :run::bigint, i, :actor, :approved, :reason?::text from unnest(:idxs::int[]) i
  on conflict do nothing
  returning run_id, idx),
asked as (select trunkline.ask_waits(array_agg(run_id), array_agg(idx)) from voted)
select v.idx from voted v, asked

-- name: openApprovals :many
-- Tasks that wait for an approval, the oldest first.
select a.run_id, a.idx, a.asked_at, p.name as pipeline, j.name as project, r.business_date::text as "date!",
       s.spec::json as spec, (select count(*)::int from trunkline.vote v where v.run_id = a.run_id and v.idx = a.idx) as "votes!"
  from trunkline.run r
  join trunkline.approval a on a.run_id = r.id
  join trunkline.task_run t on t.run_id = a.run_id and t.idx = a.idx and t.state = 'waiting'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
 where r.finished_at is null and (:classes?::int[] is null or p.class_id = any (:classes?)) and (:project?::text is null or j.name = :project?)
 order by a.asked_at, a.run_id, a.idx
 limit :limit::int

-- name: recordExpiry :exec
-- What became of an approval by its deadline.
select trunkline.write_audit('deadline', 'system', 'approval', :run::text, null, null, null, :detail::jsonb)
 where not exists (select from trunkline.audit a
                    where a.subject = :run::text and a.act = 'approval' and a.detail = :detail::jsonb)
