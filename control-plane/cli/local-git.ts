// The git of whoever types the command, with their configuration: commits are theirs. Only where something is written;
// reading goes by `#git/`.

import { spawnSync } from "node:child_process";
import { CommandError } from "./exit.ts";

const mostBytes = 2 ** 28;

/** Runs git in a folder and answers what it prints. @throws CommandError with what git says. */
export function localGit(
  folder: string,
  words: readonly string[],
  { input, env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync("git", ["-C", folder, ...words], {
    encoding: "utf8",
    maxBuffer: mostBytes,
    env: { ...process.env, ...env },
    ...(input === undefined ? {} : { input }),
  });
  if (error)
    throw new CommandError("refused", `git can't be started: ${error.message}`, "install git");
  if (status !== 0)
    throw new CommandError(
      "failed",
      `git ${words[0]} failed: ${stderr.trim() || `exit ${status}`}`,
    );
  return stdout;
}

export const hasRef = (root: string, ref: string): boolean =>
  localGit(root, ["for-each-ref", "--format=%(refname)", ref]).trim() === ref;

/** Address of the remote `origin`; null without one. */
export function originOf(root: string): string | null {
  const isKnown = localGit(root, ["remote"]).split("\n").includes("origin");
  return isKnown ? localGit(root, ["remote", "get-url", "origin"]).trim() : null;
}
