// Generated from routes.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const routesOfSql = `select x.labels as "labels", r.id from unnest($1::text[]) x(labels)
  join trunkline.route r on r.labels = string_to_array(x.labels, ',')`;

export interface RoutesOfRow {
  labels: string;
  id: number;
}

/** Routes of sets of labels, as far as they are known; each set is sorted and joined by commas, which no label holds. */
export async function routesOf(db: Db, p: { sets: readonly string[] }): Promise<RoutesOfRow[]> {
  const { rows } = await db.query<RoutesOfRow>({ name: "routes.routesOf", text: routesOfSql, values: [p.sets] });
  return rows;
}

const putRoutesSql = `insert into trunkline.route (labels)
select string_to_array(x.labels, ',') from unnest($1::text[]) x(labels) order by 1
on conflict (labels) do nothing`;

/** In one order, so that two syncs wait for each other in one direction only. */
export async function putRoutes(db: Db, p: { sets: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "routes.putRoutes", text: putRoutesSql, values: [p.sets] });
  return rowCount ?? 0;
}

const routesForSql = `select r.id from trunkline.route r where r.labels <@ $1::text[] order by r.id`;

export interface RoutesForRow {
  id: number;
}

/** What a worker with these labels takes. */
export async function routesFor(db: Db, p: { labels: readonly string[] }): Promise<RoutesForRow[]> {
  const { rows } = await db.query<RoutesForRow>({ name: "routes.routesFor", text: routesForSql, values: [p.labels] });
  return rows;
}

const listenForRoutesSql = `listen "trunkline:route"`;

/** A trigger notifies of every new route. */
export async function listenForRoutes(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "routes.listenForRoutes", text: listenForRoutesSql });
  return rowCount ?? 0;
}
