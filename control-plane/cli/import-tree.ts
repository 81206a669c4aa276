// The folder of an import on a branch: its files as a commit has them, on disk, and what has become of them, for the next commit.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FileChange, PromotedFile } from "#core/promotion.ts";
import type { GitSource } from "#git/source.ts";
import { recordFile } from "./import-record.ts";
import { localGit } from "./local-git.ts";
import { filesOf } from "./promote-files.ts";
import { openLocalProject } from "./read-revisions.ts";

/** The folder's files as the branch has them, on disk; what is no plain file stays in Git alone. @param isWanted by path in the folder */
export async function fillFolder(
  work: string,
  folder: string,
  { root, tip }: { root: string; tip: string },
  isWanted: (file: string) => boolean = () => true,
): Promise<Map<string, PromotedFile>> {
  await using project = await openLocalProject(root);
  const place = { name: folder, revision: tip, folder, repository: null, environment: null };
  const found = (await filesOf(project.source, tip, place)) ?? [];
  const plain = found.filter(
    ({ mode, path }) => mode.startsWith("100") && isSafe(path) && isWanted(path),
  );
  await mkdir(work, { recursive: true });
  await writeBlobs(project.source, work, plain);
  return new Map(plain.map((file) => [file.path, file]));
}

/** Beside it the imports that stand beside it on the branch, as far as the report of one looks at others: their work may be the same. */
export async function fillBeside(
  work: string,
  folder: string,
  target: { root: string; tip: string },
): Promise<void> {
  if (folder === "") return;
  const { root, tip } = target;
  const above = path.posix.dirname(folder);
  const namesIn = (...words: string[]) =>
    localGit(root, ["ls-tree", "-z", "--name-only", ...words])
      .split("\0")
      .filter((name) => name !== "");
  const folders = namesIn("-d", tip, ...(above === "." ? [] : [`${above}/`]));
  const records = folders.filter((name) => name !== folder).map((name) => `${name}/${recordFile}`);
  for (const record of records.length === 0 ? [] : namesIn(tip, "--", ...records)) {
    const name = path.posix.dirname(record);
    const place = path.join(path.dirname(work), path.posix.basename(name));
    await fillFolder(
      place,
      name,
      target,
      (file) => /^(?:pipelines|calendars)\//.test(file) || file === recordFile,
    );
  }
}

/** No tree may name a place elsewhere, and `git hash-object` takes names by lines. */
const isSafe = (file: string): boolean =>
  !file.includes("\n") &&
  file.split("/").every((name) => !["", ".", "..", ".git", ".trunkline"].includes(name));

async function writeBlobs(
  source: GitSource,
  work: string,
  files: readonly PromotedFile[],
): Promise<void> {
  const byOid = Map.groupBy(files, ({ oid }) => oid);
  for await (const { oid, content } of source.readObjects([...byOid.keys()]))
    for (const file of byOid.get(oid) ?? []) {
      const place = path.join(work, file.path);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, content);
    }
}

async function filesIn(work: string): Promise<string[]> {
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(work, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll(path.sep, "/"))
    .toSorted();
}

/** What differs from `before`, kept as objects of the repository. */
export async function changesOf(
  root: string,
  work: string,
  before: ReadonlyMap<string, PromotedFile>,
): Promise<FileChange[]> {
  const files = await filesIn(work);
  const oids = objectsOf(
    root,
    files.map((file) => path.join(work, file)),
  );
  const changes: FileChange[] = [];
  for (const [index, oid] of oids.entries()) {
    const file = files[index] ?? "";
    const was = before.get(file);
    if (was?.oid !== oid)
      changes.push({ path: file, to: { path: file, mode: was?.mode ?? "100644", oid } });
  }
  const there = new Set(files);
  for (const file of before.keys()) if (!there.has(file)) changes.push({ path: file, to: null });
  return changes;
}

/** Keeps files as objects of the repository. */
export function objectsOf(root: string, files: readonly string[]): string[] {
  const words = ["hash-object", "-w", "--no-filters", "--stdin-paths"];
  const oids = localGit(root, words, { input: files.map((file) => `${file}\n`).join("") });
  return oids.trim().split("\n");
}
