// Readers of objects: of nothing, and of some that are at hand before another is asked.

import type { GitObject, GitSource } from "./source.ts";

export type ObjectReader = Pick<GitSource, "readObjects">;

/** Has nothing. */
export const none: ObjectReader = { readObjects: async function* () {} };

/** Answers from `objects` first. */
export function withObjects(objects: readonly GitObject[], source: ObjectReader): ObjectReader {
  const known = new Map(objects.map((object) => [object.oid, object]));
  return {
    async *readObjects(oids) {
      const elsewhere: string[] = [];
      for (const oid of oids) {
        const object = known.get(oid);
        if (object) yield object;
        else elsewhere.push(oid);
      }
      if (elsewhere.length > 0) yield* source.readObjects(elsewhere);
    },
  };
}
