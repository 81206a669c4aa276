// The repository that `trunkline import --branch` writes to: the one around a folder, or a clone of another without files.

import path from "node:path";
import { parseLocation } from "#git/location.ts";
import { CommandError } from "./exit.ts";
import { hasRef, localGit, originOf } from "./local-git.ts";

export interface ImportTarget {
  /** Of the repository on this machine. */
  root: string;
  /** Whether it was cloned for this and goes with it: the branch is nowhere until it is pushed. */
  isClone: boolean;
  /** Where branches are pushed to; null: nowhere. */
  origin: string | null;
  /** What the new branch is to be merged into. */
  onto: string;
  /** Its newest commit. */
  tip: string;
}

/** @param repository A path, from `cwd` on, or an address. @throws CommandError or GitError where there is none, or nothing in it */
export function openTarget(repository: string, cwd: string, scratch: string): ImportTarget {
  const location = parseLocation(repository);
  const isClone = location.kind !== "local";
  const root = isClone
    ? clone(location.url, path.join(scratch, "clone"))
    : rootOf(path.resolve(cwd, location.path));
  const origin = originOf(root);
  return { root, isClone, origin, ...(origin === null ? ownTip(root) : tipOfOrigin(root)) };
}

/** Without its history, which a new commit doesn't need. */
function clone(url: string, to: string): string {
  localGit(".", ["clone", "--quiet", "--bare", "--depth", "1", "--", url, to]);
  return to;
}

const rootOf = (folder: string): string =>
  localGit(folder, ["rev-parse", "--is-bare-repository"]).trim() === "true"
    ? localGit(folder, ["rev-parse", "--absolute-git-dir"]).trim()
    : localGit(folder, ["rev-parse", "--show-toplevel"]).trim();

/** Of the branch that the repository calls its own. */
function ownTip(root: string): Pick<ImportTarget, "onto" | "tip"> {
  const onto = localGit(root, ["symbolic-ref", "--short", "HEAD"]).trim();
  if (!hasRef(root, `refs/heads/${onto}`)) throw noCommit(root);
  return { onto, tip: localGit(root, ["rev-parse", `refs/heads/${onto}`]).trim() };
}

/** What is there now, whatever was fetched when. */
function tipOfOrigin(root: string): Pick<ImportTarget, "onto" | "tip"> {
  const answer = localGit(root, ["ls-remote", "--symref", "origin", "HEAD"]);
  const onto = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(answer)?.[1];
  const tip = /^([0-9a-f]{40})\tHEAD$/m.exec(answer)?.[1];
  if (onto === undefined || tip === undefined) throw noCommit("origin");
  localGit(root, ["fetch", "--quiet", "--no-tags", "origin", `refs/heads/${onto}`]);
  return { onto, tip };
}

const noCommit = (where: string): CommandError =>
  new CommandError(
    "failed",
    `${where} has no commit yet that a branch could begin at`,
    "commit something, such as a README, to its default branch",
  );

/** @throws CommandError where a branch of the name is there already. */
export function refuseTaken({ root, origin }: ImportTarget, branch: string): void {
  const ref = `refs/heads/${branch}`;
  const isTaken =
    hasRef(root, ref) || (origin !== null && localGit(root, ["ls-remote", "origin", ref]) !== "");
  if (isTaken)
    throw new CommandError("failed", `there is a branch ${branch} already`, "name a new one");
}

/**
 * What the branch is at: there, or here where it is not there yet; null: nowhere.
 * @throws CommandError where the two differ.
 */
export function tipOfBranch({ root, origin }: ImportTarget, branch: string): string | null {
  const ref = `refs/heads/${branch}`;
  const here = hasRef(root, ref) ? localGit(root, ["rev-parse", ref]).trim() : null;
  const answer = origin === null ? "" : localGit(root, ["ls-remote", "origin", ref]);
  const there = answer === "" ? null : answer.slice(0, answer.indexOf("\t"));
  if (there === null || there === here) return here;
  localGit(root, ["fetch", "--quiet", "--no-tags", "origin", ref]);
  if (here === null || isWithin(root, here, there)) return there;
  if (isWithin(root, there, here)) return here;
  throw new CommandError(
    ...(["failed", `the branch ${branch} is not what it is at origin`] as const),
    `delete the one here: git branch -D ${branch}`,
  );
}

const isWithin = (root: string, old: string, commit: string): boolean =>
  localGit(root, ["rev-list", "--count", `${commit}..${old}`]).trim() === "0";
