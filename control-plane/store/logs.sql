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
