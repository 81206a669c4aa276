// Reads a repository on disk without native git.

import { setImmediate as nextTurn } from "node:timers/promises";
import { GitError, type GitReader } from "../source.ts";
import { history, isAncestor, readCommit, resolveRevision } from "../walk.ts";
import type { ObjectStore } from "./object-store.ts";
import { type RefFolders, writeRef } from "./refs.ts";

/** Reading blocks for about 50 µs an object: 200 of them are 10 ms, in which timers and sockets may wait. */
const objectsPerTurn = 200;

/** `writable` is true for a mirror of ours, where `pin` keeps commits. */
export function storeReader(store: ObjectStore, refs: RefFolders, writable: boolean): GitReader {
  return {
    resolve: async (revision) => resolveRevision(store, refs, revision),
    readCommit: async (oid) => readCommit(store, oid),

    async *readObjects(oids) {
      let read = 0;
      for (const { oid, type, content } of store.readMany(new Set(oids))) {
        if (type === "tag") throw new GitError("missing", `object ${oid} is a tag`);
        yield { oid, type, content };
        if (++read % objectsPerTurn === 0) await nextTurn();
      }
    },

    isAncestor: async (ancestor, descendant) => isAncestor(store, ancestor, descendant),
    history: async (tip, paths, limit) => history(store, tip, paths, limit),

    async pin(name, oid) {
      if (!writable) return;
      if (!store.has(oid)) throw new GitError("missing", `commit ${oid} is not in the repository`);
      writeRef(refs.gitDir, `refs/deployed/${name}`, oid);
    },

    async close() {
      store.close();
    },
  };
}
