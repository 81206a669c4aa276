// Which class of access each pipeline is of; classes that are new are stored.

import { type AccessFacts, classKey } from "#core/access/access-class.ts";
import { accessClassIds, putAccessClasses } from "#store/access.sql.ts";
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
