// Walks back through what one pipeline was: each first-parent commit that changed one of its files, newest first,
// following the pipeline by its name where its file moves, and through `renamedFrom` where its name changes.

import type { PipelineSource } from "#core/estate.ts";
import { defaultsFile, projectFile } from "#core/estate-paths.ts";
import { overlayPath } from "#core/overlay.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import { joinPath } from "#core/tree.ts";
import { EstateView } from "./estate-view.ts";
import { folderTree, ProjectTree } from "./project-tree.ts";
import { type Commit, GitError, type GitReader } from "./source.ts";
import { readDiff } from "./trees.ts";

/** Where a pipeline is looked for. */
export interface PipelinePlace {
  reader: Pick<GitReader, "readCommit" | "readObjects" | "history">;
  /** The project's folder in the repository; "" is its root. */
  folder: string;
  name: string;
  /** Whose overlays are laid over it; null: nobody's. */
  environment: string | null;
  cache: ParseCache;
}

/** The pipeline as it is at a commit. */
export interface VersionAt {
  source: PipelineSource;
  /** Of the project's folder. */
  tree: string;
}

export interface Version extends VersionAt {
  /** The newest commit that touched one of its files, counted from the version that was looked at before. */
  commit: Commit;
}

/** Commits that are asked for at a time: one that brings other inputs with it makes the rest worthless. */
const portion = 16;
/** A commit that changes more files than this and moves the pipeline ends the walk: nobody looks through all of them. */
const mostMoved = 2_000;

/**
 * Ends where there was no such pipeline.
 * @returns whether it ended there, and not where history is cut off.
 */
export async function* versionsOf(
  place: PipelinePlace,
  tip: string,
): AsyncGenerator<Version, boolean> {
  const { reader } = place;
  let cursor = tip;
  let version = await findPipeline(place, tip);
  for (;;) {
    if (version === null) return true;
    const watched = watchedPaths(place, version);
    const commits = await reader.history(
      cursor,
      watched.map((path) => joinPath(place.folder, path)),
      portion,
    );
    let isOutdated = false;
    for (const commit of commits) {
      yield { ...version, commit };
      const [parent] = commit.parents;
      if (parent === undefined) return true;
      const older = await versionBefore(place, version, commit, parent);
      if (older === "unknown") return false;
      if (older === null) return true;
      const now = watchedPaths(place, older);
      version = older;
      cursor = parent;
      isOutdated = now.some((path) => !watched.includes(path));
      if (isOutdated) break;
    }
    if (!isOutdated && commits.length < portion) return false;
  }
}

/** What the pipeline was before a commit; "unknown" where that can't be read, as beyond a shallow clone's end. */
async function versionBefore(
  place: PipelinePlace,
  after: VersionAt,
  commit: Commit,
  parent: string,
): Promise<VersionAt | "unknown" | null> {
  let tree: string | null;
  try {
    tree = await treeAt(place, parent);
  } catch (error) {
    if (error instanceof GitError && error.kind === "missing") return "unknown";
    throw error;
  }
  if (tree === null) return null;
  const { name, renamedFrom = [] } = after.source;
  const names = [...(name === null ? [] : [name]), ...renamedFrom];
  const same = await versionIn(place, tree, after.source.path, names);
  if (same !== null) return same;
  // Its file is new or was another pipeline's: one of those that went may have been its own.
  const { changes } = await readDiff(
    place.reader,
    tree,
    (await treeAt(place, commit.oid)) as string,
  );
  const gone = changes.filter(({ action, path }) => action !== "added" && path.endsWith(".yaml"));
  if (gone.length > mostMoved) return null;
  for (const { path } of gone) {
    const found = await versionIn(place, tree, path, names);
    if (found !== null) return found;
  }
  return null;
}

/** The pipeline at a commit; null when there is none of the name. */
export async function findPipeline(
  place: PipelinePlace,
  commit: string,
): Promise<VersionAt | null> {
  const tree = await treeAt(place, commit);
  if (tree === null) return null;
  const view = viewOf(place, new ProjectTree(place.reader, tree));
  const paths = await view.everything();
  const isLikely = (path: string) =>
    path.endsWith(`/${place.name}.yaml`) || path.endsWith(`/${place.name}/pipeline.yaml`);
  // Where it usually is first: to read the names of a large estate takes a second.
  const likely = paths.sources.filter(isLikely);
  const others = paths.sources.filter((path) => !isLikely(path));
  for (const some of [likely, others]) {
    const read = await view.read(some, paths);
    const source = read.find(({ name }) => name === place.name);
    if (source) return { source, tree };
  }
  return null;
}

/** The pipeline in a file by one of its names; null when the file is not there, or not its own. */
export async function versionIn(
  place: PipelinePlace,
  tree: string,
  file: string,
  names: readonly string[],
  within = new ProjectTree(place.reader, tree),
): Promise<VersionAt | null> {
  const view = viewOf(place, within);
  const paths = await view.surroundings([file]);
  if (!paths.sources.includes(file)) return null;
  const [source] = await view.read([file], paths);
  return source?.name != null && names.includes(source.name) ? { source, tree } : null;
}

const viewOf = ({ reader, cache, environment }: PipelinePlace, tree: ProjectTree): EstateView =>
  new EstateView(reader, tree, cache, null, environment);

/** Of the project's folder at a commit, or null. */
export async function treeAt(
  { reader, folder }: PipelinePlace,
  commit: string,
): Promise<string | null> {
  return folderTree(reader, (await reader.readCommit(commit)).tree, folder);
}

/** Every path that may decide what the pipeline is, also where nothing is at present. */
export function watchedPaths(
  { environment }: Pick<PipelinePlace, "environment">,
  { source }: VersionAt,
): string[] {
  const { path, inputs, name } = source;
  const folders: string[] = [];
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
    folders.push(path.slice(0, at));
  const around = folders.flatMap((folder) => [
    `${folder}/${defaultsFile}`,
    `${folder}/pipeline.yaml`,
  ]);
  const parts = path.endsWith("/pipeline.yaml") ? [`${folders[0]}/tasks`] : [];
  const overlay = name === null ? null : overlayPath(environment, name);
  const laid = overlay === null ? [] : [overlay];
  return [...new Set([...inputs, ...around, ...parts, ...laid, projectFile])];
}
