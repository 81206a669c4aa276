// Generated from routes.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const routesOfSql = `select x.labels as "labels", r.id from unnest($1::text[]) x(labels)
  join trunkline.route r on r.labels = string_to_array(x.labels, ',')`;

export interface RoutesOfRow {
  labels: string;
  id: number;
}

/** Routes of sets of labels, as far as they are known; each set is sorted and joined by commas, which no label holds. */
export async function routesOf(db: Db, p: { sets: readonly string[] }): Promise<RoutesOfRow[]> {
  const { rows } = await db.query<RoutesOfRow>({ name: "routes.routesOf", text: routesOfSql, values: [texts(p.sets)] });
  return rows;
}

const putRoutesSql = `insert into trunkline.route (labels)
select string_to_array(x.labels, ',') from unnest($1::text[]) x(labels) order by 1
on conflict (labels) do nothing`;

/** In one order, so that two syncs wait for each other in one direction only. */
export async function putRoutes(db: Db, p: { sets: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "routes.putRoutes", text: putRoutesSql, values: [texts(p.sets)] });
  return rowCount ?? 0;
}

const routesForSql = `select r.id from trunkline.route r where r.labels <@ $1::text[] order by r.id`;

export interface RoutesForRow {
  id: number;
}

/** What a worker with these labels takes. */
export async function routesFor(db: Db, p: { labels: readonly string[] }): Promise<RoutesForRow[]> {
  const { rows } = await db.query<RoutesForRow>({ name: "routes.routesFor", text: routesForSql, values: [texts(p.labels)] });
  return rows;
}

const strandedTasksSql = `with untaken as materialized (
  select r.id, r.labels from trunkline.route r
   where not exists (select from trunkline.worker w
                      where w.dead_at is null and w.lost_at is null and not w.draining and w.labels @> r.labels))
select u.labels, count(*)::int as "tasks", min(t.run_id) as "run"
  from trunkline.run r
  join trunkline.task_run t on t.run_id = r.id
  join untaken u on u.id = t.route
 where r.finished_at is null and t.state = 'ready'
   and ($1::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any ($1)))
   and exists (select from untaken)
 group by u.labels order by u.labels`;

export interface StrandedTasksRow {
  labels: string[];
  tasks: number;
  run: string;
}

/**
 * Ready tasks that no living worker takes, by the labels that they ask for, each with the oldest run that has one.
 * Found through the active runs, so task_run needs no index on its route.
 */
export async function strandedTasks(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<StrandedTasksRow[]> {
  const { rows } = await db.query<StrandedTasksRow>({ name: "routes.strandedTasks", text: strandedTasksSql, values: [list(p.classes)] });
  return rows;
}

const listenForRoutesSql = `listen "trunkline:route"`;

/** A trigger notifies of every new route. */
export async function listenForRoutes(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "routes.listenForRoutes", text: listenForRoutesSql });
  return rowCount ?? 0;
}
