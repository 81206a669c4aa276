// Generated from shadow.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putShadowDefinitionsSql = `insert into trunkline.shadow_definition (pipeline_id, deployed_revision_id, pipeline_revision_id, awaiting)
select x.pipeline, x.deployed, x.revision, array(select jsonb_array_elements_text(x.awaiting::jsonb))
  from unnest($1::int[], $2::int[], $3::int[], $4::text[]) x(pipeline, deployed, revision, awaiting)
on conflict do nothing`;

/** awaiting: of each a JSON list. */
export async function putShadowDefinitions(db: Db, p: { pipelines: readonly number[]; deployed: readonly number[]; revisions: readonly number[]; awaiting: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "shadow.putShadowDefinitions", text: putShadowDefinitionsSql, values: [list(p.pipelines), list(p.deployed), list(p.revisions), texts(p.awaiting)] });
  return rowCount ?? 0;
}

const startShadowRunsSql = `select s.run_id as "run_id", s.pipeline_id as "pipeline_id" from trunkline.start_shadow_runs($1) s`;

export interface StartShadowRunsRow {
  run_id: string;
  pipeline_id: number;
}

/**
 * Makes the next run in shadow of each pipeline that has none under way: for its first expected start that nobody has
 * looked at, as far as all that it waits for was there. Older ones than three days are left out.
 */
export async function startShadowRuns(db: Db, p: { limit: number }): Promise<StartShadowRunsRow[]> {
  const { rows } = await db.query<StartShadowRunsRow>({ name: "shadow.startShadowRuns", text: startShadowRunsSql, values: [p.limit] });
  return rows;
}

const putRunOutputsSql = `insert into trunkline.run_output as o (run_id, idx, name, attempt, digest, bytes, rows, files, problem)
select $1, $2, x.name, $3, x.digest, x.bytes, x.rows, x.files, x.problem
  from unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::int[], $9::text[])
       x(name, digest, bytes, rows, files, problem)
on conflict (run_id, idx, name) do update
   set attempt = excluded.attempt, digest = excluded.digest, bytes = excluded.bytes, rows = excluded.rows,
       files = excluded.files, problem = excluded.problem
 where excluded.attempt >= o.attempt`;

/** Those of a newer attempt stay. */
export async function putRunOutputs(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; names: readonly string[]; digests: readonly string[]; bytes: readonly (string | number | bigint)[]; rows: readonly (string | number | bigint)[]; files: readonly number[]; problems: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "shadow.putRunOutputs", text: putRunOutputsSql, values: [p.run, p.idx, p.attempt, texts(p.names), texts(p.digests), p.bytes, p.rows, list(p.files), texts(p.problems)] });
  return rowCount ?? 0;
}

const outputsOfRunSql = `select trunkline.task_name(v.spec::json, o.idx) as "task", o.name, o.digest, o.bytes, o.rows, o.files, o.problem
  from trunkline.run_output o
  join trunkline.run r on r.id = o.run_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
 where o.run_id = $1 order by o.idx, o.name`;

export interface OutputsOfRunRow {
  task: string;
  name: string;
  digest: string | null;
  bytes: string | null;
  rows: string | null;
  files: number | null;
  problem: string | null;
}

export async function outputsOfRun(db: Db, p: { run: string | number | bigint }): Promise<OutputsOfRunRow[]> {
  const { rows } = await db.query<OutputsOfRunRow>({ name: "shadow.outputsOfRun", text: outputsOfRunSql, values: [p.run] });
  return rows;
}
