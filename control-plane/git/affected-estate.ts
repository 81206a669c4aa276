// Which pipelines a difference of trees may touch: finds their spec files by tree and record, and reads those alone.

import type pg from "pg";
import { type Reach, reachOf } from "#core/affected.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { EstatePaths, PipelineSource } from "#core/estate.ts";
import { poolsFile } from "#core/estate-paths.ts";
import { desiredReaders } from "#core/judge.ts";
import { overlayOf } from "#core/overlay.ts";
import type { Pools } from "#core/pools/read.ts";
import type { ReadSpecs } from "#core/read-specs.ts";
import { findLfsPointer, type TreeFinding } from "#core/tree.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";
import type { TreeDiff } from "#core/tree-diff.ts";
import { withKnownMembers } from "#core/waves/members.ts";
import {
  sourcesBelow,
  sourcesClaiming,
  sourcesNamed,
  sourcesUsing,
  unsettledSources,
} from "#store/sources.sql.ts";
import { storable } from "#store/storable.ts";
import { type EstateView, unreadSource } from "./estate-view.ts";
import { type FreshFile, parserHere, parserOnThread } from "./spec-parser.ts";
import type { SpecThread } from "./spec-thread.ts";
import type { StoringReader } from "./storing-reader.ts";

export interface AffectedInput {
  pool: pg.Pool;
  project: number;
  /** Nothing is on record yet. */
  first: boolean;
  /** What is on record was read by other rules: every pipeline is read again, changed or not. */
  outdated?: boolean;
  /** The new revision's files. */
  view: EstateView;
  diff: TreeDiff;
  reader: StoringReader;
  /** Takes what was read, a portion at a time, so that Postgres stores it while the rest is parsed. */
  onRead: (read: ReadSpecs) => Promise<void>;
  /** Reads many specs of a first sync, of which every file is new. */
  thread: SpecThread | null;
}

export interface AffectedEstate {
  sources: PipelineSource[];
  /** Names that the sources have or had: whatever is deployed under them belongs into the plan. */
  names: Set<string>;
  /** Spec files on record that are none any more. */
  removed: string[];
  /** What `pools.yaml` declares; null where it did not change, or can't be read. */
  pools: Pools | null;
  /** Who may read the project; null while its file is in error. */
  readableBy: string[] | null;
  /** Of the tree, of `trunkline.yaml` and of `pools.yaml`. */
  diagnostics: Diagnostic[];
}

/** A spec file as the store remembers it. */
export interface Recorded {
  path: string;
  name: string | null;
  renamed_from?: string[];
  bundle?: string | null | undefined;
}

/** Reads the pipelines that the difference may touch, and those that share a name with them. */
export async function readAffected(input: AffectedInput): Promise<AffectedEstate> {
  const { view, diff, first } = input;
  if (diff.changes.length >= manySpecs) input.thread?.start();
  const project = await view.project();
  const recorded = first ? [] : await sourcesOnRecord(input);
  const { affected, paths } = await findAffected(input, recorded);
  const specs = new Set(affected);
  const pointers = await readChanged(input, (path) => !specs.has(path));
  const { sources: read, found } = await readSpecs(input, specs, paths);
  // All of them are there only then.
  const isWhole = first || reach(input).everything;
  const sources = isWhole ? [...withKnownMembers(project.waves, read)] : read;
  pointers.push(...found);
  const { removed, kept } = await settleGone(view, recorded, paths);
  sources.push(...kept);
  sources.push(...(await view.refusedSpecs(diff.findings, [...affected, ...pathsOf(kept)])));

  const last = new Map(recorded.map((row) => [row.path, row]));
  const named = sources.map((source) => withLast(source, last.get(source.path)));
  const names = new Set([
    ...[...named, ...recorded].flatMap(({ name }) => name ?? []),
    ...named.flatMap(({ renamedFrom = [] }) => renamedFrom.map(storable)),
    ...recorded.flatMap(({ renamed_from = [] }) => renamed_from),
  ]);
  const known = new Set([...named.map(({ path }) => path), ...removed]);
  const namesakes = first ? [] : await readNamesakes(input, names, known);
  const { outdated = false } = input;
  const isTouched = outdated || diff.changes.some(({ path }) => path === poolsFile);
  const pools = isTouched ? await view.pools() : null;
  return {
    pools,
    readableBy: desiredReaders(project),
    sources: [...named, ...namesakes],
    names,
    removed,
    diagnostics: [
      ...project.diagnostics,
      ...(pools?.diagnostics ?? []),
      ...(await view.treeDiagnostics([...diff.findings, ...pointers])),
    ],
  };
}

/** So many are worth a thread of their own, which takes some 150 ms of CPU to start. */
const manySpecs = 1_000;

/** Reads the specs, changed ones as Git hands them over: the rest of their files must have been read. */
async function readSpecs(
  input: AffectedInput,
  specs: ReadonlySet<string>,
  paths: EstatePaths,
): Promise<{ sources: PipelineSource[]; found: TreeFinding[] }> {
  const { view } = input;
  const thread = specs.size >= manySpecs ? input.thread : null;
  const parser = thread ? parserOnThread(thread, view, paths, specs) : parserHere(view, paths);
  const sources: PipelineSource[] = [];
  const take = async (read: ReadSpecs) => {
    await input.onRead(read);
    sources.push(...read.sources);
  };
  const unread = new Set(specs);
  const add = async (path: string, fresh?: FreshFile) => {
    unread.delete(path);
    for (const read of await parser.add(path, fresh)) await take(read);
  };
  const found = await readChanged(input, (path) => specs.has(path), add);
  for (const path of unread) await add(path);
  for await (const read of parser.end()) await take(read);
  return { sources, found };
}

/** Stores changed files and keeps what may be parsed at hand, or gives it to `take`. Returns the Git LFS pointers among them. */
export async function readChanged(
  {
    diff,
    reader,
    view,
  }: Pick<AffectedInput, "diff" | "view"> & {
    reader: Pick<StoringReader, "readObjects">;
  },
  isWanted: (path: string) => boolean = () => true,
  take?: (path: string, fresh: FreshFile) => Promise<void>,
): Promise<TreeFinding[]> {
  const paths = new Map<string, string[]>();
  for (const { path, after } of diff.changes)
    if (after !== null && isWanted(path)) paths.getOrInsertComputed(after, () => []).push(path);
  const pointers: TreeFinding[] = [];
  const nameOf = (oid: string) => paths.get(oid)?.[0] ?? oid;
  for await (const { oid, content } of reader.readObjects([...paths.keys()], nameOf))
    for (const path of paths.get(oid) ?? []) {
      const pointer = findLfsPointer(path, content);
      if (pointer !== null) pointers.push(pointer);
      if (take) await take(path, { oid, content });
      else if (path.endsWith(".yaml")) view.know(path, oid, content.slice());
    }
  return pointers;
}

const pathsOf = (sources: readonly PipelineSource[]) => sources.map(({ path }) => path);

function reach({ diff, outdated = false }: AffectedInput): Reach {
  const { everything, folders } = reachOf(diff.changes);
  return { everything: everything || outdated, folders };
}

/** Spec files on record that a changed file is part of, lies above, or that is in error for what lies beside it. */
async function sourcesOnRecord(input: AffectedInput): Promise<Recorded[]> {
  const { pool, project, diff } = input;
  const { everything, folders } = reach(input);
  const inputs = diff.changes.map(({ path }) => path);
  const prefixes = everything ? [""] : folders;
  const named = inputs.flatMap((path) => overlayOf(path)?.pipeline ?? []);
  const rows = [
    ...(await sourcesUsing(pool, { project, inputs })),
    ...(prefixes.length === 0 ? [] : await sourcesBelow(pool, { project, prefixes })),
    ...(await unsettledSources(pool, { project })),
    // A new overlay is an input of none yet.
    ...(named.length === 0 ? [] : await sourcesNamed(pool, { project, names: named })),
  ];
  return [...new Map(rows.map((row) => [row.path, row])).values()];
}

/** What the paths of the new revision say, and the spec files to read. */
async function findAffected(
  input: AffectedInput,
  recorded: readonly Recorded[],
): Promise<{ affected: string[]; paths: EstatePaths }> {
  const { view, diff, first } = input;
  const changed = diff.changes.map(({ path }) => path);
  const { everything, folders } = reach(input);
  // The difference from nothing lists every file.
  const all = first ? await view.of(changed, diff.findings) : null;
  const paths = all ?? (everything ? await view.everything() : null);
  if (paths) return { affected: paths.sources, paths };

  const candidates = new Set([...changed, ...recorded.map(({ path }) => path)]);
  for (const folder of folders) for (const path of await view.below(folder)) candidates.add(path);
  const around = await view.surroundings([...candidates]);
  const parts = new Set(changed);
  const affected = around.sources.filter(
    (path) =>
      candidates.has(path) || (around.tasks.get(path) ?? []).some((task) => parts.has(task)),
  );
  return { affected, paths: around };
}

/**
 * Spec files on record that the new paths don't have. Gone is only what Git doesn't have: a spec that became a link
 * keeps its pipeline, and while `trunkline.yaml` is broken nobody knows where pipelines are.
 */
export async function settleGone(
  view: EstateView,
  recorded: readonly Recorded[],
  paths: Pick<EstatePaths, "sources">,
): Promise<{ removed: string[]; kept: PipelineSource[] }> {
  const { diagnostics } = await view.project();
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  const there = new Set(paths.sources);
  const removed: string[] = [];
  const kept: PipelineSource[] = [];
  for (const { path, name } of recorded) {
    if (there.has(path)) continue;
    const refusal = await view.refusal(path);
    const reasons = refusal ? treeDiagnostics([{ ...refusal, path }], "error") : [];
    if (isBroken) reasons.push(...diagnostics);
    if (reasons.length === 0) removed.push(path);
    else kept.push(unreadSource(path, name, reasons));
  }
  return { removed, kept };
}

/** A name that the store can hold. A spec whose text gives none is known by the name it had, and is of the bundle it was of. */
function withLast(source: PipelineSource, last: Recorded | undefined): PipelineSource {
  const name = source.name === null ? (last?.name ?? null) : storable(source.name);
  const bundle = source.pipeline === null ? (source.bundle ?? last?.bundle) : source.bundle;
  if (name === source.name && (bundle ?? undefined) === source.bundle) return source;
  return { ...source, name, ...(bundle ? { bundle } : {}) };
}

/** Other files of the same names, or that were called so: a duplicate may have come, or gone. */
async function readNamesakes(
  { pool, project, view }: AffectedInput,
  names: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Promise<PipelineSource[]> {
  const rows = [
    ...(await sourcesNamed(pool, { project, names: [...names] })),
    ...(await sourcesClaiming(pool, { project, names: [...names] })),
  ];
  const paths = [...new Set(rows.map(({ path }) => path))].filter((path) => !known.has(path));
  return paths.length === 0 ? [] : view.read(paths, await view.surroundings(paths));
}
