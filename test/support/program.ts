// Programs of this machine that tests use where there are any; `.ci/run` installs them.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Its path; undefined where none is on the PATH. */
export const programNamed = (name: string): string | undefined =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
