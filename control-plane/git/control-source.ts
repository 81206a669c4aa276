// A control repository as it is now: a branch of a Git repository, or a plain folder whose files count as they are.

import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { teamsFile } from "#core/access/teams-file.ts";
import { controlFolders, isControlFile, registrationsFolder } from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { TreeFinding } from "#core/tree.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";
import type { ForgeSpec } from "#schemas/types.ts";
import { type ControlContents, readControlFolder } from "./control-folder.ts";
import { openSource } from "./open.ts";
import type { SourceOptions } from "./options.ts";
import { folderTree, ProjectTree } from "./project-tree.ts";
import { GitError, type GitSource } from "./source.ts";

export interface ControlSettings {
  /** Path or URL, without credentials. */
  repository: string;
  /** "" where a plain folder is read as it is. */
  branch: string;
  /** Folder inside the repository; "" is its root. */
  path: string;
  /** Null: each commit is applied as it comes. */
  guard?: ControlGuard | null;
}

/** What each commit of a control repository must have before it is applied; the server's options say it, never the repository. */
export interface ControlGuard {
  /** Files on the server; null: signatures are not asked for. They are read anew each time. */
  signers: { allowedSigners: string | null; pgpKeys: string | null; forges: string[] } | null;
  /** Approvals by others than who made the change, and by whom, if not by anybody who may write. */
  approvals: { atLeast: number; from: "forge" | "trailers"; approvers: string[] };
  /** Where the control repository is hosted; null: no forge is asked. */
  forge: ForgeSpec | null;
}

export interface ControlState extends ControlContents {
  /** The commit, or what stands for the contents of a plain folder. */
  commit: string;
}

export interface ControlSource {
  /** Names what is there now. @throws GitError */
  tip(): Promise<string>;
  /** @throws GitError when it can't be reached, or has no registrations at all. */
  read(): Promise<ControlState>;
  /** Whether what `commit` names came before what `than` names: somebody has applied a later one. */
  isOlder(commit: string, than: string): Promise<boolean>;
  /** Where relative paths of repositories lead; null where nobody knows. */
  place(path: string): string | null;
  /** The repository; null for a plain folder. */
  git: GitSource | null;
  close(): Promise<void>;
}

/** Whether a folder is the root of a Git repository, bare or not; any other is a plain folder. */
export const isRepositoryRoot = (folder: string): boolean =>
  existsSync(join(folder, ".git")) ||
  (existsSync(join(folder, "HEAD")) && existsSync(join(folder, "objects")));

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export async function openControl(
  settings: ControlSettings,
  options: Omit<SourceOptions, "repository">,
): Promise<ControlSource> {
  return settings.branch === ""
    ? plainFolder(resolve(settings.repository, settings.path))
    : ofRepository(settings, await openSource({ ...options, repository: settings.repository }));
}

function plainFolder(root: string): ControlSource {
  const read = async (): Promise<ControlState> => {
    const { files, diagnostics } = await readControlFolder(root);
    mustHaveSome(files, diagnostics, root);
    const hash = createHash("sha256");
    for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
    hash.update(JSON.stringify(diagnostics));
    return { files, diagnostics, commit: `files ${hash.digest("hex").slice(0, 12)}` };
  };
  return {
    tip: async () => (await read()).commit,
    read,
    isOlder: async () => false,
    place: (path) => resolve(root, path),
    git: null,
    close: async () => {},
  };
}

function ofRepository(
  { repository, branch, path }: ControlSettings,
  source: GitSource,
): ControlSource {
  const isLocal = isFolder(repository);
  return {
    async tip() {
      const tip = await source.remoteTip(branch);
      if (tip === null) throw gone(`branch ${branch} is missing in ${repository}`);
      return tip;
    },
    async read() {
      const commit = await source.readCommit(await source.fetch(branch));
      const tree = await folderTree(source, commit.tree, path);
      if (tree === null) throw gone(`folder ${path} is missing in ${repository}`);
      const { files, diagnostics } = await readControlTree(source, tree);
      mustHaveSome(files, diagnostics, repository);
      return { files, diagnostics, commit: commit.oid };
    },
    isOlder: (commit, than) => source.isAncestor(commit, than).catch(() => false),
    place: (relative) => (isLocal ? resolve(repository, path, relative) : null),
    git: source,
    close: () => source.close(),
  };
}

/** The files of a control repository, of its folder's tree. @throws GitError */
export async function readControlTree(
  source: Pick<GitSource, "readObjects">,
  tree: string,
): Promise<ControlContents> {
  const project = new ProjectTree(source, tree);
  const paths = [teamsFile];
  const findings: TreeFinding[] = [];
  for (const folder of controlFolders) {
    const listed = await project.list(folder);
    paths.push(...listed.files.filter(isControlFile));
    findings.push(...listed.findings);
  }
  const byOid = new Map<string, string[]>();
  for (const path of paths.sort()) {
    const oid = await project.blob(path);
    if (oid !== null) byOid.getOrInsertComputed(oid, () => []).push(path);
  }
  const files: ControlContents["files"] = [];
  for await (const { oid, content } of source.readObjects([...byOid.keys()]))
    for (const path of byOid.get(oid) ?? []) files.push({ path, bytes: content.slice() });
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, diagnostics: treeDiagnostics(findings, "error") };
}

/** A branch without any registration is more likely the wrong one than the end of all projects. */
function mustHaveSome(
  files: ControlContents["files"],
  diagnostics: readonly Diagnostic[],
  place: string,
): void {
  const paths = [...files.map(({ path }) => path), ...diagnostics.map(({ file }) => file)];
  if (!paths.some((path) => `${path}/`.startsWith(`${registrationsFolder}/`)))
    throw gone(`there is no ${registrationsFolder}/*.yaml in ${place}`);
}

const gone = (what: string): GitError =>
  new GitError("missing", what, "Every project stays as it is registered.");
