-- name: appendLog :exec
insert into trunkline.log_chunk (run_id, idx, attempt, seq, content)
select * from unnest(:runs::bigint[], :idxs::int[], :attempts::int[], :seqs::int[], :contents::bytea[])
on conflict do nothing

-- name: readLog :many
-- Chunks of one task of a run after a position (attempt, seq), in order.
select c.idx, c.attempt, c.seq, c.content
  from trunkline.log_chunk c
 where c.run_id = :run and c.idx = :idx and (c.attempt, c.seq) > (:attempt, :seq)
 order by c.attempt, c.seq limit :limit

-- name: logOfRun :many
-- Where a run has output: tasks and attempts with their number of chunks and bytes.
select c.idx, c.attempt, max(c.seq) as "seq!", sum(octet_length(c.content)) as "bytes!", min(c.at) as "since!"
  from trunkline.log_chunk c where c.run_id = :run group by c.idx, c.attempt order by min(c.at)

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
