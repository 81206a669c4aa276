// Reads trees and files that a sync has put into the store: what is deployed can be read without any repository.

import type { Db } from "#store/connect.ts";
import { getObjects } from "#store/objects.sql.ts";
import { GitError, type GitObject, type GitSource } from "./source.ts";

/** Throws GitError `missing` for what the store does not have, or has let go of. */
export const storedReader = (db: Db): Pick<GitSource, "readObjects"> => ({
  async *readObjects(oids) {
    const wanted = new Set(oids);
    for (const { oid, type, content } of await getObjects(db, { oids: [...wanted] })) {
      wanted.delete(oid);
      yield { oid, type: type as GitObject["type"], content };
    }
    const [missing] = wanted;
    if (missing !== undefined)
      throw new GitError("missing", `object ${missing} is not in the store`);
  },
});
