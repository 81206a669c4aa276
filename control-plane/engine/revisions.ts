// Stores normalized specs with their edges, by content: immutable, so they may be stored before anything is applied.

import type pg from "pg";
import { canonicalJson } from "#core/canonical.ts";
import { isGated } from "#core/gates.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { Db } from "#store/connect.ts";
import { insertSpecTasks, putRevisions, revisionIds } from "#store/pipelines.sql.ts";
import { transaction } from "#store/transaction.ts";
import { keyOfLabels, routesOfTasks } from "./routes.ts";

/** Specs that one statement carries: some 5 MB. */
const specsPerCall = 1_000;
const recordSeparator = "\u001e";

/** Stores specs while others are still being read; an apply then finds them. What is never applied does no harm. */
export interface SpecWriter {
  /** Begins to store; waits only while too much is under way. */
  add(pipelines: readonly PlannedPipeline[]): Promise<void>;
  /** Resolves once everything is stored; rejects with what went wrong. */
  flush(): Promise<void>;
}

const mostUnderWay = 2;

export function specWriter(pool: pg.Pool): SpecWriter {
  const underWay = new Set<Promise<void>>();
  let failure: Promise<void> | null = null;
  return {
    async add(pipelines) {
      if (pipelines.length === 0) return;
      const stored = transaction(pool, (db) => store(db, pipelines));
      underWay.add(stored);
      stored.then(
        () => underWay.delete(stored),
        () => {
          failure = stored;
        },
      );
      if (underWay.size > mostUnderWay) await Promise.race(underWay);
    },
    async flush() {
      await Promise.all(underWay);
      await failure;
    },
  };
}

/** Ids of the revisions by content hash; what is not stored yet is stored now. */
export async function revisionsOf(
  db: Db,
  pipelines: readonly PlannedPipeline[],
): Promise<Map<string, number>> {
  const hashes = pipelines.map(({ hash }) => hash);
  const known = await revisionIds(db, { hashes });
  const ids = new Map(known.map((row) => [row.content_hash, row.id]));
  const missing = pipelines.filter(({ hash }) => !ids.has(hash));
  // All at once, so that two applies never make each other's routes in different orders.
  await routesOfTasks(db, tasksOf(missing));
  for (let at = 0; at < missing.length; at += specsPerCall)
    await store(db, missing.slice(at, at + specsPerCall));
  if (missing.length > 0)
    for (const row of await revisionIds(db, { hashes: missing.map(({ hash }) => hash) }))
      ids.set(row.content_hash, row.id);
  return ids;
}

async function store(db: Db, pipelines: readonly PlannedPipeline[]): Promise<void> {
  const rows = await putRevisions(db, {
    hashes: pipelines.map(({ hash }) => hash),
    specs: pipelines
      .map(({ pipeline, text }) => text ?? canonicalJson(pipeline))
      .join(recordSeparator),
    tasks: pipelines.map(({ pipeline }) => pipeline.tasks.length),
    gated: pipelines.map(({ pipeline }) => pipeline.awaits !== null),
  });
  const fresh = new Map(rows.map((row) => [row.content_hash, row.id]));
  const routes = await routesOfTasks(db, tasksOf(pipelines));
  const edges = pipelines.flatMap(({ hash, pipeline }) => {
    const revision = fresh.get(hash);
    return revision === undefined ? [] : edgesOf(revision, pipeline, routes);
  });
  await insertSpecTasks(db, {
    revisions: edges.map(({ revision }) => revision),
    idxs: edges.map(({ idx }) => idx),
    deps: edges.map(({ deps }) => deps),
    succs: edges.map(({ succ }) => `{${succ.join(",")}}`),
    conditional: edges.map(({ conditional }) => conditional),
    tolerated: edges.map(({ tolerated }) => tolerated),
    gated: edges.map(({ gated }) => gated),
    routes: edges.map(({ route }) => route),
    lanes: edges.map(({ lane }) => lane),
  });
}

function* tasksOf(pipelines: readonly PlannedPipeline[]): Generator<Task> {
  for (const { pipeline } of pipelines) yield* pipeline.tasks;
}

/**
 * The needs of a pipeline turned around: what each task wakes. First comes a successor that the same worker may go on
 * with inline; `lane` says whether there is one.
 */
export function edgesOf(revision: number, pipeline: Pipeline, routes: ReadonlyMap<string, number>) {
  const succ: number[][] = pipeline.tasks.map(() => []);
  for (const [idx, task] of pipeline.tasks.entries())
    for (const need of task.needs) succ[need]?.push(idx);
  const keys = pipeline.tasks.map(({ runsOn }) => keyOfLabels(runsOn));
  const gated = pipeline.tasks.map(isGated);
  return pipeline.tasks.map((task, idx) => {
    const woken = succ[idx] ?? [];
    const first = woken.findIndex(
      (next) =>
        keys[next] === keys[idx] && pipeline.tasks[next]?.runAs === task.runAs && !gated[next],
    );
    if (first > 0) woken.unshift(...woken.splice(first, 1));
    return {
      revision,
      idx,
      deps: task.needs.length,
      succ: woken,
      conditional: task.condition !== null,
      tolerated: task.onFailure === "continue",
      gated: gated[idx] as boolean,
      route: routes.get(keys[idx] as string) as number,
      lane: first >= 0,
    };
  });
}
