-- name: appendLog :exec
-- May be sent twice: the day is that of the attempt's begin, which stays the same.
insert into trunkline.log_chunk (run_id, idx, attempt, seq, content, day)
select c.run_id, c.idx, c.attempt, c.seq, c.content,
       (coalesce((select t.started_at from trunkline.task_run t
                   where t.run_id = c.run_id and t.idx = c.idx and t.attempt = c.attempt), now()) at time zone 'utc')::date
  from unnest(:runs::bigint[], :idxs::int[], :attempts::int[], :seqs::int[], :contents::bytea[])
       c(run_id, idx, attempt, seq, content)
on conflict do nothing

-- name: readLogs :many
-- Chunks of several tasks, each after its own position; at most perTask of each, so that none starves the others.
select c.idx, c.attempt, c.seq, c.content
  from unnest(:idxs::int[], :attempts::int[], :seqs::int[]) with ordinality p(idx, attempt, seq, n)
 cross join lateral (
   select l.idx, l.attempt, l.seq, l.content from trunkline.log_chunk l
    where l.run_id = :run and l.idx = p.idx and (l.attempt, l.seq) > (p.attempt, p.seq)
    order by l.attempt, l.seq limit :perTask) c
 order by p.n, c.attempt, c.seq limit :limit

-- name: readRunLog :many
-- Chunks of a whole run after a position, by task.
select c.idx, c.attempt, c.seq, c.content from trunkline.log_chunk c
 where c.run_id = :run and (c.idx, c.attempt, c.seq) > (:idx, :attempt, :seq)
   and (:onlyAttempt?::int is null or c.attempt = :onlyAttempt?)
   and (:onlyTask?::int is null or c.idx = :onlyTask?)
 order by c.idx, c.attempt, c.seq limit :limit

-- name: chunksOfAttempt :many
select c.seq, c.at, c.content from trunkline.log_chunk c
 where c.run_id = :run and c.idx = :idx and c.attempt = :attempt order by c.seq

-- name: archiveAttempt :exec
-- The file is there: its rows go, in one transaction with its name.
with filed as (
  insert into trunkline.log_file (run_id, idx, attempt, path, since, seqs, lengths)
  values (:run, :idx, :attempt, :path, :since, :seqs, :lengths)
  on conflict (run_id, idx, attempt) do nothing
  returning run_id, idx, attempt, seqs)
delete from trunkline.log_chunk c using filed f
 where c.run_id = f.run_id and c.idx = f.idx and c.attempt = f.attempt and c.seq = any (f.seqs)

-- name: logFilesOfRun :many
-- What a run wrote that is in the archive.
select f.idx, f.attempt, f.path, f.seqs, f.lengths from trunkline.log_file f
 where f.run_id = :run and (:onlyAttempt?::int is null or f.attempt = :onlyAttempt?)
   and (:onlyTask?::int is null or f.idx = :onlyTask?)
 order by f.idx, f.attempt
