// Which class of access each pipeline is of; classes that are new are stored.

import type pg from "pg";
import { type AccessFacts, accessFacts, classKey } from "#core/access/access-class.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { accessClassIds, putAccessClasses, setClasses, unclassified } from "#store/access.sql.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";

/** Ids of classes by their keys. They may be kept: no class is ever deleted. */
export type ClassIds = ReadonlyMap<string, number>;

/** Ids of the classes, in the order of the facts. */
export async function classesOf(
  db: Db,
  facts: readonly AccessFacts[],
  known: ClassIds = new Map(),
): Promise<number[]> {
  const keys = facts.map(classKey);
  const unknown = new Set(keys.filter((key) => !known.has(key)));
  const found = unknown.size === 0 ? known : await idsOf(db, unknown);
  return keys.map((key) => (known.get(key) ?? found.get(key)) as number);
}

async function idsOf(db: Db, keys: Iterable<string>): Promise<ClassIds> {
  const missing = new Set(keys);
  const ids = new Map<string, number>();
  const note = (rows: readonly { key: string; id: number }[]) => {
    for (const { key, id } of rows) {
      ids.set(key, id);
      missing.delete(key);
    }
  };
  note(await accessClassIds(db, { keys: [...missing] }));
  if (missing.size > 0) note(await putAccessClasses(db, { keys: [...missing] }));
  // Somebody else may have put them in between.
  if (missing.size > 0) note(await accessClassIds(db, { keys: [...missing] }));
  return ids;
}

/** Stores classes while specs are still being read, so that an apply has them already. */
export interface ClassWriter {
  add(facts: readonly AccessFacts[]): void;
  /** Resolves once everything is stored. */
  flush(): Promise<ClassIds>;
}

const classesPerBatch = 500;

export function classWriter(pool: pg.Pool): ClassWriter {
  const seen = new Set<string>();
  const ids = new Map<string, number>();
  let batch: string[] = [];
  // One after the other: they are small, and connections are short while specs are stored.
  let stored: Promise<void> = Promise.resolve();
  const send = () => {
    const keys = batch;
    batch = [];
    stored = stored.then(async () => {
      const found = await transaction(pool, (db) => idsOf(db, keys), { durable: false });
      for (const [key, id] of found) ids.set(key, id);
    });
    // One that failed is for `flush` to tell.
    stored.catch(() => {});
  };
  return {
    add(facts) {
      for (const key of facts.map(classKey)) {
        if (seen.has(key)) continue;
        seen.add(key);
        batch.push(key);
      }
      if (batch.length >= classesPerBatch) send();
    },
    async flush() {
      if (batch.length > 0) send();
      await stored;
      return ids;
    },
  };
}

const mostAtOnce = 500;

/** Classifies pipelines that no apply has, and resolves with how many; limited rights see nothing of them before. */
export async function classifyOthers(pool: pg.Pool): Promise<number> {
  for (let done = 0; ; ) {
    const rows = await unclassified(pool, { limit: mostAtOnce });
    if (rows.length === 0) return done;
    const facts = rows.map(({ project, environment, file, spec }) =>
      accessFacts({ name: project, environment }, file, storedPipeline(spec)),
    );
    const classes = await classesOf(pool, facts);
    await setClasses(pool, { pipelines: rows.map(({ id }) => id), classes });
    done += rows.length;
  }
}
