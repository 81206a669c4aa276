// Where a local Trunkline keeps its state, and so where other commands find it.

import path from "node:path";

/** Below the folder where the command runs; `.trunkline/` is in the .gitignore that `init` writes. */
export const DEFAULT_STATE = path.join(".trunkline", "state");

export const stateFolder = (cwd: string, state: string | undefined): string =>
  path.resolve(cwd, state ?? DEFAULT_STATE);
