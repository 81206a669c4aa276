-- Shadow: definitions, runs and what they left behind.

-- name: putShadowDefinitions :exec
-- awaiting: of each a JSON list.
insert into trunkline.shadow_definition (pipeline_id, deployed_revision_id, pipeline_revision_id, awaiting)
select x.pipeline, x.deployed, x.revision, array(select jsonb_array_elements_text(x.awaiting::jsonb))
  from unnest(:pipelines::int[], :deployed::int[], :revisions::int[], :awaiting::text[]) x(pipeline, deployed, revision, awaiting)
on conflict do nothing

-- name: startShadowRuns :many
-- Makes the next run in shadow of each pipeline that has none under way: for its first expected start that nobody has
-- looked at, as far as all that it waits for was there. Older ones than three days are left out.
select s.run_id as "run_id!", s.pipeline_id as "pipeline_id!" from trunkline.start_shadow_runs(:limit) s

-- name: putRunOutputs :exec
-- Those of a newer attempt stay.
insert into trunkline.run_output as o (run_id, idx, name, attempt, digest, bytes, rows, files, problem)
select :run, :idx, x.name, :attempt, x.digest, x.bytes, x.rows, x.files, x.problem
  from unnest(:names::text[], :digests::text[], :bytes::bigint[], :rows::bigint[], :files::int[], :problems::text[])
       x(name, digest, bytes, rows, files, problem)
on conflict (run_id, idx, name) do update
   set attempt = excluded.attempt, digest = excluded.digest, bytes = excluded.bytes, rows = excluded.rows,
       files = excluded.files, problem = excluded.problem
 where excluded.attempt >= o.attempt

-- name: outputsOfRun :many
select trunkline.task_name(v.spec::json, o.idx) as "task!", o.name, o.digest, o.bytes, o.rows, o.files, o.problem
  from trunkline.run_output o
  join trunkline.run r on r.id = o.run_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
 where o.run_id = :run order by o.idx, o.name
