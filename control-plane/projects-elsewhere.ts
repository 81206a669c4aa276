// For a project without pipelines: which other folders of its repository look like projects, so that whoever named the
// root of a repository with prod/ and staging/ learns of --path.

import type pg from "pg";
import { joinPath, treeMode } from "#core/tree.ts";
import type { GitSource } from "#git/source.ts";
import { readTrees } from "#git/trees.ts";
import { countPipelines } from "#store/pipelines.sql.ts";

/** Folders that far down, and so many of them, are looked into; that many are named. */
const deepest = 3;
const mostRead = 500;
const mostNamed = 5;

/**
 * What to tell whoever finds nothing deployed; null where something is, where the folder is a project, or no other is.
 * @param project `path` is its folder. @param root The commit's whole tree.
 */
export async function projectsElsewhere(
  pool: pg.Pool,
  { id, path: own }: { id: number; path: string },
  reader: Pick<GitSource, "readObjects">,
  root: string,
): Promise<string | null> {
  const deployed = await countPipelines(pool, { project: id });
  if (deployed?.count !== 0) return null;
  const found: string[] = [];
  let level = [{ path: "", oid: root }];
  for (let depth = 0, read = 0; depth <= deepest && level.length > 0; depth++) {
    const folders = level.slice(0, mostRead - read);
    read += folders.length;
    const trees = await readTrees(
      reader,
      folders.map(({ oid }) => oid),
    );
    level = [];
    for (const { path, oid } of folders) {
      const entries = trees.get(oid) ?? [];
      const isProject = entries.some(({ name, mode }) =>
        mode === treeMode ? name === "pipelines" : name === "trunkline.yaml",
      );
      if (isProject && path === own) return null;
      if (isProject) found.push(path === "" ? "the root" : path);
      else
        for (const { name, mode, oid: below } of entries)
          if (mode === treeMode) level.push({ path: joinPath(path, name), oid: below });
    }
  }
  if (found.length === 0) return null;
  const named = found.toSorted().slice(0, mostNamed).join(", ");
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : "";
  const where = own === "" ? "at its root" : `in ${own}`;
  return `the repository has neither trunkline.yaml nor pipelines/ ${where}, but in ${named}${more}: choose a folder by --path, or \`path\` in its registration`;
}
