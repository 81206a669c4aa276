// Writes a tree object as Git does, so that equal folders have equal ids.

import { type TreeEntry, treeMode } from "#core/tree.ts";

/** Git sorts by bytes, a folder as if its name ended with a slash. */
export function writeTree(entries: readonly TreeEntry[]): Uint8Array {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.mode === treeMode ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.oid, "hex"),
    ]),
  );
}
