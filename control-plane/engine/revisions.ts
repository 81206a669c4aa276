// Stores normalized specs with their edges, by content: immutable, so they may be stored before anything is applied.

import type pg from "pg";
import { canonicalJson } from "#core/canonical.ts";
import { hasDeadline } from "#core/deadline/watched.ts";
import { failFastRanges, type StopRange } from "#core/fail-fast.ts";
import { isGated } from "#core/gates.ts";
import { edgesTo, phaseNumber } from "#core/phase.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { Db } from "#store/connect.ts";
import { insertSpecTasks, putRevisions, revisionIds } from "#store/pipelines.sql.ts";
import { transaction } from "#store/transaction.ts";
import { keyOfLabels, routesOfLabels } from "./routes.ts";

/** Specs that one statement carries: some 5 MB. */
const specsPerCall = 1_000;
const recordSeparator = "\u001e";

/** Stores specs while others are still being read; an apply then finds them. What is never applied does no harm. */
export interface SpecWriter {
  /** Begins to store, and is done with the pipelines; waits only while too much is under way. */
  add(pipelines: readonly PlannedPipeline[]): Promise<void>;
  /** Resolves once everything is stored; rejects with what went wrong. */
  flush(): Promise<void>;
}

/** Batches that are sent while more are read: small, so that Postgres begins early and never runs dry. */
const specsPerBatch = 256;
const mostUnderWay = 3;

export function specWriter(pool: pg.Pool): SpecWriter {
  const underWay = new Set<Promise<void>>();
  let failure: Promise<void> | null = null;
  let batch: SpecRows[] = [];
  const send = () => {
    if (batch.length === 0) return;
    const stored = storeEarly(pool, batch);
    batch = [];
    underWay.add(stored);
    stored.then(
      () => underWay.delete(stored),
      () => {
        failure = stored;
      },
    );
  };
  return {
    async add(pipelines) {
      for (const one of pipelines) batch.push(rowsOf(one));
      if (batch.length < specsPerBatch) return;
      send();
      if (underWay.size > mostUnderWay) await Promise.race(underWay);
    },
    async flush() {
      send();
      await Promise.all(underWay);
      await failure;
    },
  };
}

/** Need not reach the disk by itself: the commit of the apply that refers to it comes after it in the log. */
const storeEarly = (pool: pg.Pool, specs: readonly SpecRows[]): Promise<void> =>
  transaction(pool, async (db) => {
    await db.query("set local synchronous_commit = off");
    await store(db, specs);
  });

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
  await routesOfLabels(
    db,
    missing.flatMap(({ pipeline }) => pipeline.tasks.map(({ runsOn }) => runsOn)),
  );
  for (let at = 0; at < missing.length; at += specsPerCall)
    await store(db, missing.slice(at, at + specsPerCall).map(rowsOf));
  if (missing.length > 0)
    for (const row of await revisionIds(db, { hashes: missing.map(({ hash }) => hash) }))
      ids.set(row.content_hash, row.id);
  return ids;
}

/** What is stored of a spec: few objects, so that thousands may wait. */
interface SpecRows {
  hash: string;
  text: string;
  /** Its runs wait before they start. */
  awaits: boolean;
  undoWhen: readonly string[];
  /** Of each task: when in a run it comes. */
  phases: number[];
  /** Of each task: the one that it undoes. */
  undoes: (number | null)[];
  /** It or a task of it has a deadline. */
  watched: boolean;
  /** Of each task: how many it needs. */
  deps: number[];
  /** Of each task: those that need it, as the text of an int[]. */
  succs: string[];
  conditional: boolean[];
  tolerated: boolean[];
  gated: boolean[];
  runsOn: (readonly string[])[];
  /** Of each task: whether the first of `succs` may go on inline on the same worker. */
  lanes: boolean[];
  /** Of each task, as the queue has it: lower comes first. */
  priorities: number[];
  /** Of each task: what its failure stops. */
  stops: (StopRange | null)[];
}

/**
 * The needs of a pipeline turned around: what each task wakes. First comes a successor that the same worker may go on
 * with inline: under equal labels and priority, as the same user, without gates.
 */
function rowsOf({ hash, pipeline, text }: PlannedPipeline): SpecRows {
  const { tasks } = pipeline;
  const stops = failFastRanges(pipeline);
  const succs: number[][] = tasks.map(() => []);
  const edges = tasks.map((task) => edgesTo(pipeline, task));
  for (const [idx, needs] of edges.entries()) for (const need of needs) succs[need]?.push(idx);
  const keys = tasks.map(({ runsOn }) => keyOfLabels(runsOn));
  const gated = tasks.map(isGated);
  const priorities = tasks.map(queuedPriority);
  const lanes = tasks.map(({ runAs }, idx) => {
    const woken = succs[idx] ?? [];
    const isLane = (next: number) =>
      keys[next] === keys[idx] &&
      tasks[next]?.runAs === runAs &&
      priorities[next] === priorities[idx] &&
      !gated[next];
    const first = woken.findIndex(isLane);
    if (first > 0) woken.unshift(...woken.splice(first, 1));
    return first >= 0;
  });
  return {
    hash,
    text: text ?? canonicalJson(pipeline),
    awaits: pipeline.awaits !== null,
    undoWhen: pipeline.undoWhen ?? [],
    phases: tasks.map(phaseNumber),
    undoes: tasks.map(({ phase, needs }) => (phase === "undo" ? (needs[0] ?? null) : null)),
    deps: edges.map((needs) => needs.length),
    watched: hasDeadline(pipeline),
    succs: succs.map((list) => `{${list.join()}}`),
    conditional: tasks.map(({ condition }) => condition !== null),
    tolerated: tasks.map(({ onFailure }) => onFailure === "continue"),
    gated,
    runsOn: tasks.map(({ runsOn }) => runsOn),
    lanes,
    priorities,
    stops: tasks.map((_, idx) => stops(idx)),
  };
}

/** The other way round than in the spec. A revision that was stored before there were priorities has none. */
const queuedPriority = ({ priority = 0 }: { priority?: number }): number => 0 - priority;

async function store(db: Db, specs: readonly SpecRows[]): Promise<void> {
  const rows = await putRevisions(db, {
    hashes: specs.map(({ hash }) => hash),
    specs: specs.map(({ text }) => text).join(recordSeparator),
    tasks: specs.map(({ phases }) => phases.filter((phase) => phase === 0).length),
    phased: specs.map(({ phases }) => phases.some((phase) => phase > 0)),
    undoWhen: specs.map(({ undoWhen }) => `{${undoWhen.join()}}`),
    gated: specs.map(({ awaits }) => awaits),
    watched: specs.map(({ watched }) => watched),
  });
  const ids = new Map(rows.map((row) => [row.content_hash, row.id]));
  const fresh = specs.filter(({ hash }) => ids.has(hash));
  const routes = await routesOfLabels(
    db,
    fresh.flatMap(({ runsOn }) => runsOn),
  );
  await insertSpecTasks(db, {
    revisions: fresh.flatMap(({ hash, deps }) => deps.map(() => ids.get(hash) as number)),
    idxs: fresh.flatMap(({ deps }) => deps.map((_, idx) => idx)),
    deps: fresh.flatMap(({ deps }) => deps),
    succs: fresh.flatMap(({ succs }) => succs).join(";"),
    conditional: fresh.flatMap(({ conditional }) => conditional),
    tolerated: fresh.flatMap(({ tolerated }) => tolerated),
    gated: fresh.flatMap(({ gated }) => gated),
    routes: fresh.flatMap(({ runsOn }) =>
      runsOn.map((labels) => routes.get(keyOfLabels(labels)) as number),
    ),
    lanes: fresh.flatMap(({ lanes }) => lanes),
    priorities: fresh.flatMap(({ priorities }) => priorities),
    phases: fresh.flatMap(({ phases }) => phases),
    undoes: fresh.flatMap(({ undoes }) => undoes) as number[],
    stopFrom: fresh.flatMap(({ stops }) => stops.map((range) => range?.from ?? null)) as number[],
    stopTo: fresh.flatMap(({ stops }) => stops.map((range) => range?.to ?? null)) as number[],
  });
}
