// What a project's folder has in OWNERS at one tree.

import { ownersFile } from "#core/owners/rules.ts";
import { ProjectTree } from "./project-tree.ts";
import type { GitSource } from "./source.ts";

/** Null where there is no such file. @param tree Of the project's folder; null where that is missing. */
export async function ownersText(
  reader: Pick<GitSource, "readObjects">,
  tree: string | null,
): Promise<string | null> {
  const oid = tree && (await new ProjectTree(reader, tree).blob(ownersFile));
  if (!oid) return null;
  for await (const { content } of reader.readObjects([oid]))
    return new TextDecoder().decode(content);
  return null;
}
