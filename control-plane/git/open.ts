// Opens a repository: the address decides how it is reached, the transport with what.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { isBranchName } from "#core/branch-name.ts";
import { findLocalRepository } from "./local-repository.ts";
import { type Location, parseLocation } from "./location.ts";
import { openMirror } from "./mirror.ts";
import { keptSource } from "./mirrors/kept.ts";
import { ObjectStore } from "./objects/object-store.ts";
import { storeReader } from "./objects/reader.ts";
import { isChangeRef } from "./objects/refs.ts";
import { defaultMaxBytes, defaultTimeoutMs, type SourceOptions } from "./options.ts";
import { noBranch, refFormatRefused, sha256Refused } from "./refusals.ts";
import { GitError, type GitReader, type GitRemote, type GitSource } from "./source.ts";

type Transport = GitSource["transport"];

/** Opens the source; nothing is fetched yet. Throws GitError for an address that cannot be one. */
export async function openSource(options: SourceOptions): Promise<GitSource> {
  const location = parseLocation(options.repository);
  const transport = chooseTransport(options.transport ?? "auto");
  return location.kind === "local"
    ? openLocal(location.path, transport)
    : openRemote(location, transport, options);
}

let nativeFound: boolean | undefined;

/** Whether `git` can be started; asked once a process. */
export function hasNativeGit(): boolean {
  nativeFound ??= spawnSync("git", ["--version"], { stdio: "ignore" }).status === 0;
  return nativeFound;
}

export function chooseTransport(wanted: "auto" | Transport): Transport {
  const setting = wanted === "auto" ? process.env.TRUNKLINE_GIT : wanted;
  if (setting === "native" || setting === "isomorphic") return setting;
  return hasNativeGit() ? "native" : "isomorphic";
}

async function openLocal(path: string, transport: Transport): Promise<GitSource> {
  const repository = findLocalRepository(path);
  if (repository.objectFormat !== "sha1") throw sha256Refused(path);
  if (transport === "isomorphic" && repository.refFormat !== "files") throw refFormatRefused(path);
  let reader: GitReader;
  if (transport === "native") {
    const { nativeReader } = await import("./native/reader.ts");
    reader = nativeReader(repository.gitDir, false);
  } else {
    reader = storeReader(new ObjectStore(repository.objectFolders), repository, false);
  }
  return { transport, ...reader, ...inPlace(path, reader) };
}

/** A repository on this machine is its own remote: what is committed is there. */
function inPlace(path: string, reader: GitReader): GitRemote {
  const remoteTip = async (branch: string): Promise<string | null> =>
    isBranchName(branch) ? reader.resolve(`refs/heads/${branch}`) : null;
  return {
    remoteTip,
    async remoteTips(branches) {
      const tips = new Map<string, string>();
      for (const branch of new Set(branches)) {
        const tip = await remoteTip(branch);
        if (tip !== null) tips.set(branch, tip);
      }
      return tips;
    },
    async fetch(branch) {
      const tip = await remoteTip(branch);
      if (tip === null) throw noBranch(path, branch);
      return tip;
    },
    async fetchChange(ref) {
      const tip = isChangeRef(ref) ? await reader.resolve(ref) : null;
      if (tip === null) throw noBranch(path, ref);
      return tip;
    },
  };
}

async function openRemote(
  location: Exclude<Location, { kind: "local" }>,
  transport: Transport,
  options: SourceOptions,
): Promise<GitSource> {
  const { url, host } = location;
  if (location.kind === "ssh" && transport !== "native")
    throw new GitError(
      "unreachable",
      `${url} needs native git: the built-in client does not speak ssh`,
      "Install git, or use the repository's https:// address.",
    );
  mkdirSync(options.cacheDir, { recursive: true });
  const gitDir = openMirror(options.cacheDir, url, transport);
  const credential = location.kind === "http" ? (options.credentials?.(host) ?? null) : null;
  const limits = {
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    maxBytes: options.maxBytes ?? defaultMaxBytes[transport],
    signal: options.signal,
  };
  if (transport === "native") {
    const { nativeReader } = await import("./native/reader.ts");
    const { nativeRemote } = await import("./native/remote.ts");
    const { forget, ...reader } = nativeReader(gitDir, true);
    const remote = nativeRemote(location, gitDir, credential, limits);
    return keptSource({ transport, gitDir, url, reader, forget, ...remote }, options.room);
  }
  const { isomorphicRemote } = await import("./isomorphic/remote.ts");
  const store = new ObjectStore([`${gitDir}/objects`]);
  const reader = storeReader(store, { gitDir, commonDir: gitDir }, true);
  const remote = isomorphicRemote(url, gitDir, store, credential, limits);
  return keptSource({ transport, gitDir, url, reader, ...remote }, options.room);
}
