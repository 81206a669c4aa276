// The two sides of `trunkline plan`: a project's folder at a commit, or as it lies on disk, through one reader.

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import path from "node:path";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { EstatePaths, PipelineSource, Project } from "#core/estate.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import { noPools, type Pools } from "#core/pools/read.ts";
import { withKnownMembers } from "#core/waves/members.ts";
import { EstateView } from "#git/estate-view.ts";
import { findLocalRepository } from "#git/local-repository.ts";
import { type ObjectReader, withObjects } from "#git/object-reader.ts";
import { openSource } from "#git/open.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";
import { snapshotWorkingTree } from "#git/working-tree.ts";
import { CommandError } from "./exit.ts";

/** A project's folder in a repository on this machine. */
export interface LocalProject extends AsyncDisposable {
  root: string;
  /** From the repository's root, "" when it is that. */
  folder: string;
  /** False in a bare repository, which has only commits. */
  hasFiles: boolean;
  source: GitSource;
}

/** @throws CommandError or GitError when `root` is in no repository. */
export async function openLocalProject(root: string): Promise<LocalProject> {
  const { workTree } = findLocalRepository(root);
  const source = await openSource({ repository: workTree ?? root, cacheDir: "" });
  const inside = workTree === null ? "" : path.relative(realpathSync(workTree), realpathSync(root));
  return {
    root,
    folder: inside.split(path.sep).join("/"),
    hasFiles: workTree !== null,
    source,
    [Symbol.asyncDispose]: () => source.close(),
  };
}

/** One side of a plan. */
export interface Side {
  /** Null for the working tree. */
  commit: string | null;
  /** When it was committed; null for the working tree. */
  at: Temporal.Instant | null;
  /** Of the project's folder; null when there is none. */
  tree: string | null;
  reader: ObjectReader;
}

/** @throws CommandError when there is no such revision. */
export async function sideAt(
  project: LocalProject,
  revision: string,
): Promise<Side & { parents: number }> {
  const oid = await project.source.resolve(revision);
  if (oid === null)
    throw new CommandError(
      "failed",
      `there is no revision '${revision}' in the repository of ${project.root}`,
      "name a branch, a tag or a commit; a shallow clone has only its newest",
    );
  const { tree, committer, parents } = await project.source.readCommit(oid);
  return {
    commit: oid,
    at: committer.at,
    parents: parents.length,
    tree: await folderTree(project.source, tree, project.folder),
    reader: project.source,
  };
}

/** The files as they are now, committed or not. */
export async function sideOfFiles(project: LocalProject): Promise<Side> {
  const { tree, objects } = await snapshotWorkingTree(project.root);
  return { commit: null, at: null, tree, reader: withObjects(objects, project.source) };
}

export interface ReadSide {
  project: Project | null;
  /** Null when it can't be read. */
  pools: Pools | null;
  sources: PipelineSource[];
  contentOf: (file: string) => Uint8Array | undefined;
  /** Null when there is no such folder. */
  view: EstateView | null;
}

export interface SideRules {
  /** What the project may use; null: nothing is said of that. */
  ceilings?: ProjectCeilings | null;
  /** Whose overlays are laid over the pipelines; null: nobody's. */
  environment?: string | null;
}

/** Every pipeline of the side; nothing when it has no such folder. */
export async function readSide(
  side: Side,
  cache: ParseCache,
  { ceilings = null, environment = null }: SideRules = {},
): Promise<ReadSide> {
  if (side.tree === null)
    return { project: null, pools: noPools, sources: [], contentOf: () => undefined, view: null };
  const tree = new ProjectTree(side.reader, side.tree);
  const view = new EstateView(side.reader, tree, cache, ceilings, environment);
  const paths: EstatePaths = await view.everything();
  const project = await view.project();
  const read = await view.read(paths.sources, paths);
  const sources = [...withKnownMembers(project.waves, read)];
  const contentOf = (file: string) => view.content(file);
  return { project, pools: await view.pools(), sources, contentOf, view };
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
