// Asks and fetches from a server by isomorphic-git into a bare mirror. Its "haves" are the tips of local refs
// only, so the ref that is passed as `ref` decides whether a fetch moves kilobytes or the whole repository.

import fs from "node:fs";
import { join } from "node:path";
import { isBranchName } from "#core/branch-name.ts";
import { diskFull, saysFull } from "../disk.ts";
import { withLock } from "../lock.ts";
import { clearRefConflicts, dropOldChangeRefs, removeLeftovers } from "../mirror.ts";
import type { MirrorRemote } from "../mirrors/kept.ts";
import { consolidate } from "../objects/consolidate.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { reachableFrom } from "../objects/reachable.ts";
import { isChangeRef, listBranches, listRefs, readRef, writeRef } from "../objects/refs.ts";
import { repack } from "../objects/repack.ts";
import type { MostBytes, RemoteLimits } from "../options.ts";
import { noBranch, sha256Refused } from "../refusals.ts";
import { GitError } from "../source.ts";
import { openSession } from "./session.ts";

export function isomorphicRemote(
  url: string,
  gitDir: string,
  store: ObjectStore,
  credential: string | null,
  limits: RemoteLimits,
): MirrorRemote & { forget: () => void } {
  const folders = { gitDir, commonDir: gitDir };
  /** isomorphic-git keeps pack indexes in it; without one each object read loads them anew (21 ms). */
  let cache = {};

  const { tipAt, tipsOf } = openSession(url, credential, limits);

  const forget = () => {
    cache = {};
    store.close();
  };

  async function download(ref: string, branch: string, most: MostBytes): Promise<string> {
    const { default: git } = await import("isomorphic-git");
    // It is in memory until it is whole, so nobody can tell it later that others need the room.
    const maxBytes = Math.min(limits.maxBytes, most(limits.maxBytes));
    const { fetchHead } = await openSession(url, credential, { ...limits, maxBytes }).within(
      limits.timeoutMs,
      (http) =>
        git.fetch({
          fs,
          http,
          gitdir: gitDir,
          url,
          remote: "origin",
          remoteRef: ref,
          // A new branch almost always continues another one.
          ref: [ref, ...listBranches(gitDir)].find((name) => isHere(name)) ?? ref,
          singleBranch: true,
          tags: false,
          cache,
        }),
    );
    if (fetchHead === null) throw noBranch(url, branch);
    return fetchHead;
  }

  const isHere = (ref: string): boolean => {
    const oid = readRef(folders, ref);
    return oid !== null && store.has(oid);
  };

  /** A full disk is told as one, and what was received of the pack gives its room back. */
  const withRoom = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!saysFull(error)) throw error;
      removeLeftovers(gitDir);
      throw diskFull("fetching", gitDir, error);
    }
  };

  /** @param branch For messages. */
  const fetchAt = (
    ref: string,
    branch: string,
    most: MostBytes = () => limits.maxBytes,
  ): Promise<string> =>
    withLock(join(gitDir, "trunkline.lock"), limits.timeoutMs, async () => {
      // First, because isomorphic-git's fetch of a missing branch fails without saying which.
      let tip = await tipAt(ref);
      if (tip === null) throw noBranch(url, branch);
      if (tip.length !== 40) throw sha256Refused(url);
      removeLeftovers(gitDir);
      clearRefConflicts(gitDir, branch);
      if (!store.has(tip)) tip = await withRoom(() => download(ref, branch, most));
      if (store.read(tip)?.type !== "commit")
        throw new GitError("corrupt", `${url} did not send the commit ${tip}`, "Try again.");
      writeRef(gitDir, ref, tip);
      if (consolidate(gitDir)) forget();
      return tip;
    });

  return {
    remoteTip: async (branch) => (isBranchName(branch) ? tipAt(`refs/heads/${branch}`) : null),
    remoteTips: tipsOf,
    async fetch(branch, most) {
      if (!isBranchName(branch)) throw noBranch(url, branch);
      return fetchAt(`refs/heads/${branch}`, branch, most);
    },
    async fetchChange(ref, most) {
      if (!isChangeRef(ref)) throw noBranch(url, ref);
      return fetchAt(ref, ref, most);
    },
    async compact() {
      removeLeftovers(gitDir);
      dropOldChangeRefs(gitDir, Date.now());
      const wanted = await reachableFrom(store, listRefs(gitDir, "refs").values());
      if (await repack(gitDir, wanted)) forget();
    },
    forget,
  };
}
