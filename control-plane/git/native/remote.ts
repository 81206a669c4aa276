// Asks and fetches from a server by native git into a bare mirror.

import { join } from "node:path";
import { isBranchName } from "#core/branch-name.ts";
import { diskFull, saysFull } from "../disk.ts";
import { findRedirect } from "../http.ts";
import type { Location } from "../location.ts";
import { withLock } from "../lock.ts";
import {
  clearRefConflicts,
  dropOldChangeRefs,
  listPackFiles,
  receivedBytes,
  removeLeftovers,
  removeReceived,
} from "../mirror.ts";
import type { MirrorRemote } from "../mirrors/kept.ts";
import { isChangeRef, readRef } from "../objects/refs.ts";
import { authorization, type MostBytes, maxTipMs, type RemoteLimits } from "../options.ts";
import { noBranch, sha256Refused } from "../refusals.ts";
import { GitError } from "../source.ts";
import { readTrusted, trustedFile } from "../trust.ts";
import { type GitCommand, type GitLimits, type GitResult, runGit } from "./command.ts";
import { classify } from "./errors.ts";

type RemoteLocation = Exclude<Location, { kind: "local" }>;

const capPollMs = 100;

export function nativeRemote(
  location: RemoteLocation,
  gitDir: string,
  credential: string | null,
  limits: RemoteLimits,
): MirrorRemote {
  const { url } = location;
  const scheme = location.kind === "ssh" ? "ssh" : new URL(url).protocol.slice(0, -1);
  const allowed = [`protocol.${scheme}.allow=always`];
  const env = credential === null ? {} : secretHeader(url, credential);

  const run = async (args: string[], more: Partial<GitLimits & GitCommand> = {}) => {
    const trusted = scheme === "https" ? trustedFile() : null;
    if (trusted !== null) readTrusted(trusted);
    return runGit(
      { args, gitDir, env, config: [...allowed, ...(more.config ?? [])] },
      { ...limits, ...more },
    );
  };

  const fail = async (operation: string, { stderr }: GitResult): Promise<GitError> => {
    if (saysFull(stderr)) {
      removeLeftovers(gitDir);
      return diskFull(operation, gitDir);
    }
    const error = classify(operation, url, stderr);
    if (error.kind !== "redirected") return error;
    return (await findRedirect(url, limits).catch(() => null)) ?? error;
  };

  /**
   * Without a process: 9 ms where git takes 29, forked from a large server. Where it fails, git is asked, and where git
   * shall trust certain authorities only, nobody else is. Undefined: git must be asked.
   */
  const tipsByHttp = async (branches: readonly string[]) => {
    if (location.kind !== "http" || (scheme === "https" && trustedFile() !== null))
      return undefined;
    const { openSession } = await import("../isomorphic/session.ts");
    try {
      return await openSession(url, credential, limits).tipsOf(branches);
    } catch (error) {
      if (error instanceof GitError && error.kind === "timeout") throw error;
      return undefined;
    }
  };

  async function remoteTips(branches: readonly string[]): Promise<Map<string, string>> {
    const wanted = new Set(branches.filter(isBranchName));
    if (wanted.size === 0) return new Map();
    const tips = await tipsByHttp([...wanted]);
    if (tips !== undefined) return tips;
    const refs = [...wanted].map((branch) => heads + branch);
    const timeoutMs = Math.min(limits.timeoutMs, maxTipMs);
    const result = await run(["ls-remote", "--refs", "--", url, ...refs], { timeoutMs });
    if (result.code !== 0) throw await fail("asking for the tip", result);
    const lines = result.stdout.toString().split("\n");
    const found = lines.map((line) => line.split("\t") as [string, string | undefined]);
    // ls-remote matches the end of names: refs/heads/refs/heads/main would match as well.
    return new Map(
      found.flatMap(([oid, ref = ""]) => {
        const branch = ref.slice(heads.length);
        return ref.startsWith(heads) && wanted.has(branch) ? [[branch, oid] as const] : [];
      }),
    );
  }

  return {
    remoteTip: async (branch) => (await remoteTips([branch])).get(branch) ?? null,
    remoteTips,

    async fetch(branch, most) {
      if (!isBranchName(branch)) throw noBranch(url, branch);
      return download(`refs/heads/${branch}`, branch, most);
    },

    async fetchChange(ref, most) {
      if (!isChangeRef(ref)) throw noBranch(url, ref);
      return download(ref, ref, most);
    },

    async compact() {
      removeLeftovers(gitDir);
      dropOldChangeRefs(gitDir, Date.now());
      // A packed ref no longer says how old it is.
      const config = ["gc.packRefs=false"];
      const { code, stderr } = await run(["gc", "--quiet", "--prune=now"], { config });
      if (code === 0) return;
      removeLeftovers(gitDir);
      // Without room for a second copy it stays as it is.
      if (!saysFull(stderr)) throw classify("compacting", url, stderr);
    },
  };

  function download(ref: string, branch: string, most: MostBytes = () => limits.maxBytes) {
    return withLock(join(gitDir, "trunkline.lock"), limits.timeoutMs, async () => {
      removeLeftovers(gitDir);
      clearRefConflicts(gitDir, branch);
      const folders = { gitDir, commonDir: gitDir };
      const before = readRef(folders, ref);
      const packs = new Set(listPackFiles(gitDir));
      const isTooMuch = () => {
        const received = receivedBytes(gitDir, packs);
        return received > Math.min(limits.maxBytes, most(received));
      };
      /** The ref too: git may have written it already. */
      const takeBack = async () => {
        await run(before ? ["update-ref", ref, before] : ["update-ref", "-d", ref]);
        removeReceived(gitDir, packs);
        return tooMuch(url, limits.maxBytes);
      };
      const result = await run([...fetchArgs, "--", url, `+${ref}:${ref}`], {
        config: fetchConfig,
        watch: (stop) => watchSize(isTooMuch, () => stop(tooMuch(url, limits.maxBytes))),
      }).catch(async (error: unknown) => {
        throw error instanceof GitError && error.kind === "tooLarge" ? await takeBack() : error;
      });
      // Received between two looks of the watch.
      if (result.code === 0 && isTooMuch()) throw await takeBack();
      if (result.code !== 0) throw await fail("fetching", result);
      const tip = readRef(folders, ref);
      if (tip === null) throw noBranch(url, branch);
      if (tip.length !== 40) throw sha256Refused(url);
      const held = listPackFiles(gitDir).filter((name) => name.endsWith(".pack"));
      if (held.length > maxPacks) await run(["gc", "--auto", "--quiet"], { config: fetchConfig });
      return tip;
    });
  }
}

const heads = "refs/heads/";

const fetchArgs = [
  "fetch",
  "--quiet",
  "--no-tags",
  "--no-recurse-submodules",
  "--no-write-fetch-head",
  "--no-auto-gc",
];

/** So many cost a reader nothing measurable; then they are joined. */
const maxPacks = 200;

/** Packs as they come (limit 1): loose files would escape the size cap. */
const fetchConfig = ["fetch.unpackLimit=1", `gc.autoPackLimit=${maxPacks}`];

/** A header for this repository's address only, handed over where no other user of the machine can read it. */
const secretHeader = (url: string, credential: string): Record<string, string> => ({
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
  GIT_CONFIG_VALUE_0: `Authorization: ${authorization(credential)}`,
});

/** Git has no limit of its own for what it receives; the files it receives into tell. Returns how to end the watch. */
function watchSize(isTooMuch: () => boolean, stop: () => void): () => void {
  const timer = setInterval(() => isTooMuch() && stop(), capPollMs);
  return () => clearInterval(timer);
}

const tooMuch = (url: string, maxBytes: number): GitError =>
  new GitError(
    "tooLarge",
    `fetching: ${url} sent more than the ${maxBytes} bytes that are allowed`,
    "Raise the limit, or keep large files out of the repository.",
  );
