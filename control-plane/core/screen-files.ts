// Screens the files of a folder on disk as a commit of them would be: folder by folder, in Git's order.

import { joinPath, screenTree, type TreeEntry, type TreeFinding, treeMode } from "./tree.ts";

interface Folder<F> {
  files: Map<string, F>;
  folders: Map<string, Folder<F>>;
}

/** Splits files into those a project may contain, in their order, and findings for the rest. Paths are from the project's root. */
export function screenFiles<F extends { path: string; mode: string }>(
  files: readonly F[],
): { accepted: F[]; findings: TreeFinding[] } {
  const root: Folder<F> = { files: new Map(), folders: new Map() };
  for (const file of files) place(root, file);
  const findings: TreeFinding[] = [];
  const kept = new Set<F>();
  screenFolder("", root, findings, kept);
  return { accepted: files.filter((file) => kept.has(file)), findings };
}

function place<F extends { path: string }>(root: Folder<F>, file: F): void {
  const parts = file.path.split("/");
  const name = parts.pop() ?? "";
  let folder = root;
  for (const part of parts)
    folder = folder.folders.getOrInsertComputed(part, () => ({
      files: new Map(),
      folders: new Map(),
    }));
  folder.files.set(name, file);
}

function screenFolder<F extends { mode: string }>(
  path: string,
  { files, folders }: Folder<F>,
  findings: TreeFinding[],
  kept: Set<F>,
): void {
  const entries: TreeEntry[] = [];
  for (const [name, { mode }] of files) entries.push({ mode, name, oid: "" });
  for (const name of folders.keys()) entries.push({ mode: treeMode, name, oid: "" });
  const screened = screenTree(path, entries.sort(inGitOrder));
  findings.push(...screened.findings);
  for (const { name, mode } of screened.accepted) {
    const file = files.get(name);
    const folder = folders.get(name);
    if (mode !== treeMode && file) kept.add(file);
    else if (folder) screenFolder(joinPath(path, name), folder, findings, kept);
  }
}

/** A folder sorts as if its name ended with a slash. */
function inGitOrder(a: TreeEntry, b: TreeEntry): number {
  const [first, second] = [a, b].map(({ mode, name }) => (mode === treeMode ? `${name}/` : name));
  return (first as string) < (second as string) ? -1 : 1;
}
