// The state folder of a process that serves or works: made when it is missing, and known to be writable before
// anything is started in it.

import { access, constants, mkdir } from "node:fs/promises";
import path from "node:path";
import { explainFileError } from "#store/errors.ts";
import { stateFolder } from "./state-folder.ts";

/** Answers its absolute path. @throws StoreError with what to do when it can't be made or written. */
export async function makeStateFolder(cwd: string, wanted: string | undefined): Promise<string> {
  const state = stateFolder(cwd, wanted);
  try {
    // Only the last folder is private: under root Postgres' user must pass through those above it.
    await mkdir(path.dirname(state), { recursive: true });
    await mkdir(state, { recursive: true, mode: 0o700 });
    await access(state, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explainFileError(error, `can't use the state folder ${state}`);
  }
  return state;
}
