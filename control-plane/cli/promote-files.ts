// Files of a place: all of its folder, or those that chosen pipelines are made of.

import { createParseCache } from "#core/parse-cache.ts";
import type { PromotedFile } from "#core/promotion.ts";
import { mentionedFiles } from "#core/scripts.ts";
import { folderTree } from "#git/project-tree.ts";
import type { GitReader } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { CommandError } from "./exit.ts";
import type { Place } from "./promote-places.ts";
import { readSide } from "./read-revisions.ts";

type Reader = Pick<GitReader, "readCommit" | "readObjects">;

/** Null where there is no such folder. */
export async function filesOf(
  reader: Reader,
  commit: string,
  { folder }: Place,
): Promise<PromotedFile[] | null> {
  const tree = await treeOf(reader, commit, folder);
  if (tree === null) return null;
  const { changes } = await readDiff(reader, null, tree);
  return changes.flatMap(({ path, mode, after }) =>
    after === null ? [] : [{ path, mode: mode ?? "100644", oid: after }],
  );
}

const treeOf = async (reader: Reader, commit: string, folder: string): Promise<string | null> =>
  folderTree(reader, (await reader.readCommit(commit)).tree, folder);

/** Every file that one of the pipelines is made of, or that its commands mention, on either side. */
export async function filesOfPipelines(
  reader: Reader,
  { source, from }: { source: string; from: Place },
  { onto, to }: { onto: string; to: Place },
  names: readonly string[],
): Promise<Set<string>> {
  const cache = createParseCache();
  const files = new Set<string>();
  const missing = new Set(names);
  for (const [commit, { folder, name }] of [
    [source, from],
    [onto, to],
  ] as const) {
    const tree = await treeOf(reader, commit, folder);
    const side = await readSide({ commit, at: null, tree, reader }, cache);
    for (const one of side.sources) {
      if (one.name === null || !names.includes(one.name)) continue;
      missing.delete(one.name);
      if (commit === source && one.pipeline === null)
        throw new CommandError(
          "failed",
          `${one.name} is in error in ${name}: ${one.diagnostics[0]?.message}`,
          "promote what is deployed without errors",
        );
      for (const file of one.inputs) files.add(file);
      for (const file of one.pipeline ? mentionedFiles(one.pipeline) : []) files.add(file);
    }
  }
  if (missing.size === 0) return files;
  throw new CommandError(
    "failed",
    `there is no pipeline ${[...missing].map((one) => `"${one}"`).join(", ")} in ${from.name} or ${to.name}`,
  );
}
