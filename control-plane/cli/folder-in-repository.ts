// Where a project lies in its repository: forges and CI systems name files from the repository's root.

import { realpathSync } from "node:fs";
import path from "node:path";
import { findLocalRepository } from "#git/local-repository.ts";

/** With `/`; "" at the root, in a bare repository, and where there is no repository at all. */
export function folderInRepository(root: string): string {
  try {
    const { workTree } = findLocalRepository(root);
    if (workTree === null) return "";
    return path.relative(realpathSync(workTree), realpathSync(root)).split(path.sep).join("/");
  } catch {
    return "";
  }
}
