// Stores normalized specs with their edges, by content: immutable, so they may be stored before anything is applied.

import type pg from "pg";
import type { PlannedPipeline } from "#core/plan.ts";
import { joinColumns, type SpecColumns, specColumns } from "#core/spec-columns.ts";
import type { Db } from "#store/connect.ts";
import {
  insertSpecTasks,
  type PutRevisionsRow,
  putRevisions,
  revisionIds,
} from "#store/pipelines.sql.ts";
import { startsOf } from "#store/slices.ts";
import { transaction } from "#store/transaction.ts";
import { routesOfLabels } from "./routes.ts";

/** Specs that one statement carries: some 5 MB. */
const specsPerCall = 1_000;

/** Ids of stored specs by their hashes. They may be kept: no spec is ever deleted. */
export type RevisionIds = ReadonlyMap<string, number>;

/** Stores specs while others are still being read; an apply then finds them. What is never applied does no harm. */
export interface SpecWriter {
  /** Begins to store; waits only while too much is under way. Takes the texts: they are empty afterwards. */
  add(specs: SpecColumns): Promise<void>;
  /** Resolves once everything is stored, with the ids of what was new; rejects with what went wrong. */
  flush(): Promise<RevisionIds>;
}

/** Batches that are sent while more are read: small, so that Postgres begins early and never runs dry. */
const specsPerBatch = 256;
const mostUnderWay = 8;

export function specWriter(pool: pg.Pool): SpecWriter {
  const underWay = new Set<Promise<void>>();
  const ids = new Map<string, number>();
  let batch: SpecColumns[] = [];
  let specs = 0;
  const send = () => {
    if (specs === 0) return;
    const joined = joinColumns(batch);
    for (const { texts } of batch) if (texts !== joined.texts) free(texts);
    const stored = storeEarly(pool, joined)
      .then((fresh) => {
        for (const { content_hash, id } of fresh) ids.set(content_hash, id);
      })
      .finally(() => free(joined.texts));
    batch = [];
    specs = 0;
    underWay.add(stored);
    // One that failed stays, for `flush` to tell.
    stored.then(
      () => underWay.delete(stored),
      () => {},
    );
  };
  return {
    async add(columns) {
      batch.push(columns);
      specs += columns.hashes.length;
      if (specs < specsPerBatch) return;
      send();
      if (underWay.size > mostUnderWay) await Promise.race(underWay);
    },
    async flush() {
      send();
      await Promise.all(underWay);
      return ids;
    },
  };
}

/** At once: the collector lets some 60 MB of such garbage come together. */
function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

const storeEarly = (pool: pg.Pool, specs: SpecColumns): Promise<PutRevisionsRow[]> =>
  transaction(pool, (db) => store(db, specs), { durable: false });

/** Ids of the revisions by content hash; what is not stored yet is stored now. */
export async function revisionsOf(
  db: Db,
  pipelines: readonly PlannedPipeline[],
  known: RevisionIds = new Map(),
): Promise<RevisionIds> {
  const unknown = pipelines.filter(({ hash }) => !known.has(hash));
  if (unknown.length === 0) return known;
  const rows = await revisionIds(db, { hashes: unknown.map(({ hash }) => hash) });
  const ids = new Map([...known, ...rows.map((row) => [row.content_hash, row.id] as const)]);
  const missing = unknown.filter(({ hash }) => !ids.has(hash));
  // All at once, so that two applies never make each other's routes in different orders.
  await routesOfLabels(
    db,
    missing.flatMap(({ pipeline }) => pipeline.tasks.map(({ runsOn }) => runsOn)),
  );
  for (let at = 0; at < missing.length; at += specsPerCall)
    await store(db, specColumns(missing.slice(at, at + specsPerCall)));
  if (missing.length > 0)
    for (const row of await revisionIds(db, { hashes: missing.map(({ hash }) => hash) }))
      ids.set(row.content_hash, row.id);
  return ids;
}

/** Five of the eleven lists, mostly: a sixth of what the statement takes. */
const saysNothing = /^(?:[f,]*|[0,]*)$/;
/** Of lists of places: 0 is the first task. */
const namesNone = /^(?:NULL,?)*$/;

/** The places of so many tasks: `0,1,2`. */
const countUp = (count: number): string => Array.from({ length: count }, (_, idx) => idx).join();

/** Returns what was not there yet. */
async function store(db: Db, batch: SpecColumns): Promise<PutRevisionsRow[]> {
  const { hashes, lengths, tasks } = batch;
  const rows = await putRevisions(db, {
    hashes,
    texts: batch.texts,
    starts: startsOf(lengths),
    lengths,
    tasks: batch.mains,
    phased: batch.phased,
    undoWhen: batch.undoWhen,
    gated: batch.awaits,
    watched: batch.watched,
  });
  if (rows.length === 0) return rows;
  const fresh = new Map(rows.map((row) => [row.content_hash, row.id]));
  const ids = hashes.map((hash) => {
    const id = fresh.get(hash) ?? 0;
    // Two files may hold the same spec.
    fresh.delete(hash);
    return id;
  });
  const labels = batch.labels.split(";");
  const routes = await routesOfLabels(
    db,
    [...new Set(labels)].map((key) => (key === "" ? [] : key.split(","))),
  );
  const list = (text: string) => (saysNothing.test(text) ? "{}" : `{${text}}`);
  const places = (text: string) => (namesNone.test(text) ? "{}" : `{${text}}`);
  // Few numbers of tasks are those of all specs.
  const idxsOf = new Map<number, string>();
  await insertSpecTasks(db, {
    revisions: `{${ids.map((id, at) => Array(tasks[at]).fill(id).join()).join()}}`,
    idxs: `{${tasks.map((count) => idxsOf.getOrInsertComputed(count, countUp)).join()}}`,
    deps: `{${batch.deps}}`,
    succs: batch.succs,
    conditional: list(batch.conditional),
    tolerated: list(batch.tolerated),
    gated: list(batch.gated),
    routes: `{${labels.map((key) => routes.get(key) as number).join()}}`,
    lanes: `{${batch.lanes}}`,
    priorities: list(batch.priorities),
    phases: list(batch.phases),
    undoes: places(batch.undoes),
    stopFrom: places(batch.stopFrom),
    stopTo: places(batch.stopTo),
  });
  return rows;
}
