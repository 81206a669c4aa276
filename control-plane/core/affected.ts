// Which pipelines a change of files may touch, beyond those whose known inputs changed.

import { defaultsFile, projectFile } from "./estate-paths.ts";
import type { FileChange } from "./tree-diff.ts";
import { waveName } from "./waves/wave.ts";

export interface Reach {
  /** The project file, or a wave, changed: every pipeline is read again. */
  everything: boolean;
  /** Folders (with a slash at the end) below which every pipeline is read again. */
  folders: string[];
}

/**
 * A `_defaults.yaml` or `pipeline.yaml` that appears or goes changes what the files below it are; no row can
 * know of it before. A change of content is found by the inputs that are on record.
 */
export function reachOf(changes: readonly FileChange[]): Reach {
  const everything = changes.some(({ path }) => path === projectFile || waveName(path) !== null);
  const folders = changes
    .filter(({ action }) => action !== "changed")
    .map(({ path }) => path)
    .filter((path) => path.endsWith(`/${defaultsFile}`) || path.endsWith("/pipeline.yaml"))
    .map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return { everything, folders: [...new Set(folders)] };
}
