// Routes by their labels: each distinct set of `runsOn` has a number, which names its tasks in the queue.

import { keyOfLabels } from "#core/spec-columns.ts";
import type { Db } from "#store/connect.ts";
import { putRoutes, routesOf } from "#store/routes.sql.ts";

/** The queue's name for tasks of a route, as the function `task_job` gives it. */
export const identifierOf = (route: number): string => (route === 0 ? "task" : `task:${route}`);

/** Numbers of the routes of label sets, by `keyOfLabels`; new ones are made. Costs nothing where no set has a label. */
export async function routesOfLabels(
  db: Db,
  wanted: Iterable<readonly string[]>,
): Promise<Map<string, number>> {
  const sets = new Set<string>();
  for (const labels of wanted) if (labels.length > 0) sets.add(keyOfLabels(labels));
  const routes = new Map([["", 0]]);
  const read = async () => {
    for (const { labels, id } of await routesOf(db, { sets: [...sets] })) routes.set(labels, id);
  };
  if (sets.size === 0) return routes;
  await read();
  const missing = [...sets].filter((set) => !routes.has(set));
  if (missing.length === 0) return routes;
  await putRoutes(db, { sets: missing });
  await read();
  return routes;
}
