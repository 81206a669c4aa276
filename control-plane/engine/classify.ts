// Which class of access each pipeline is of; classes that are new are stored.

import type pg from "pg";
import { type AccessFacts, accessFacts, classKey } from "#core/access/access-class.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { accessClassIds, putAccessClasses, setClasses, unclassified } from "#store/access.sql.ts";
import type { Db } from "#store/connect.ts";

/** Ids of the classes, in the order of the facts. */
export async function classesOf(db: Db, facts: readonly AccessFacts[]): Promise<number[]> {
  const keys = facts.map(classKey);
  const distinct = [...new Set(keys)];
  const ids = new Map<string, number>();
  const note = async () => {
    for (const row of await accessClassIds(db, { keys: distinct })) ids.set(row.key, row.id);
  };
  await note();
  if (ids.size < distinct.length) {
    await putAccessClasses(db, { keys: distinct.filter((key) => !ids.has(key)) });
    await note();
  }
  return keys.map((key) => ids.get(key) as number);
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
