// What Git can't do, in words for people.

import { GitError } from "#git/source.ts";
import { CommandError } from "./exit.ts";

/** Runs `work`; a fault of a repository ends the command with its hint. */
export async function asGitFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new CommandError("refused", error.message, error.hint, error);
  }
}
