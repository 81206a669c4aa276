// Generated from neighbours.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const standingOfSql = `select j.name as project, p.name, r.id as "run", r.state::text as "state", r.since as "since"
  from unnest($1::text[], $2::text[]) x(project, name)
  join trunkline.project j on j.name = x.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = x.name and p.removed_at is null
   and ($3::int[] is null or p.class_id = any ($3))
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true`;

export interface StandingOfRow {
  project: string;
  name: string;
  run: string | null;
  state: string | null;
  since: Date | null;
}

/** Deployed pipelines by project and name, with how their newest run that was not skipped stands and since when. */
export async function standingOf(db: Db, p: { projects: readonly string[]; names: readonly string[]; classes?: readonly number[] | null | undefined }): Promise<StandingOfRow[]> {
  const { rows } = await db.query<StandingOfRow>({ name: "neighbours.standingOf", text: standingOfSql, values: [texts(p.projects), texts(p.names), list(p.classes)] });
  return rows;
}

const askersOfSql = `select j.name as project, p.name, r.id as "run", r.state::text as "state", r.since as "since", count(*) over ()::int as "total",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.after.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "after",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.awaits.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "awaits",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.tasks[*].gates.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "tasks"
  from (select distinct a.pipeline_id from trunkline.awaited a where a.project = $1 and a.pipeline = $2) a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
   and ($3::int[] is null or p.class_id = any ($3))
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 cross join jsonb_build_object('name', $2::text) n(name)
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true
 order by j.name, p.name limit $4`;

export interface AskersOfRow {
  project: string;
  name: string;
  run: string | null;
  state: string | null;
  since: Date | null;
  total: number;
  after: unknown;
  awaits: unknown;
  tasks: unknown;
}

/**
 * Deployed pipelines, of any project, whose conditions ask about one, by project and name, at most so many: what they ask by where
 * they do, and how their newest run stands. total: how many there are.
 */
export async function askersOf(db: Db, p: { project: string; pipeline: string; classes?: readonly number[] | null | undefined; limit: string | number | bigint }): Promise<AskersOfRow[]> {
  const { rows } = await db.query<AskersOfRow>({ name: "neighbours.askersOf", text: askersOfSql, values: [p.project, p.pipeline, list(p.classes), p.limit] });
  return rows;
}

const assetReadersSql = `select x.name as asset, j.name as project, p.name, r.id as "run", r.state::text as "state", r.since as "since", count(*) over ()::int as "total"
  from trunkline.asset_writer w
  join trunkline.asset_reader x on x.name = w.name and x.pipeline_id <> w.pipeline_id
  join trunkline.pipeline p on p.id = x.pipeline_id and p.removed_at is null
   and ($1::int[] is null or p.class_id = any ($1))
  join trunkline.project j on j.id = p.project_id
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true
 where w.pipeline_id = $2
 order by x.name, j.name, p.name limit $3`;

export interface AssetReadersRow {
  asset: string;
  project: string;
  name: string;
  run: string | null;
  state: string | null;
  since: Date | null;
  total: number;
}

/** Deployed pipelines that read an asset which one writes, at most so many. */
export async function assetReaders(db: Db, p: { classes?: readonly number[] | null | undefined; pipeline: number; limit: string | number | bigint }): Promise<AssetReadersRow[]> {
  const { rows } = await db.query<AssetReadersRow>({ name: "neighbours.assetReaders", text: assetReadersSql, values: [list(p.classes), p.pipeline, p.limit] });
  return rows;
}
