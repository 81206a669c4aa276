// What a revision wants deployed: its sources judged together, and the plan against what is live. The sync and
// `trunkline plan` both come through here, so that what is previewed is what happens.

import { taskCalendars } from "./calendar/ends.ts";
import type { CalendarLines } from "./calendar/lines.ts";
import { awaitedBy } from "./conditions/awaited.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { distinct, findDuplicates, type PipelineSource, type Project } from "./estate.ts";
import { checkAwaits, type Offer } from "./estate-awaits.ts";
import { assetsOf } from "./lineage.ts";
import { readersChange } from "./may-read.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Hash, type Plan, type PlannedPipeline, type PlanZones, plan } from "./plan.ts";
import { type PoolDeclaration, poolChanges } from "./pools/declaration.ts";
import type { Pools } from "./pools/read.ts";
import { checkRenames, claimedByBroken } from "./renames.ts";
import { mentionedFiles } from "./scripts.ts";
import { specText } from "./stored-spec.ts";
import type { SourceWave } from "./waves/of-source.ts";

/** A spec file as it was read, good or broken. */
export interface JudgedSource {
  path: string;
  name: string | null;
  /** What it says it was called before. */
  renamedFrom?: string[] | undefined;
  /** What it applies together with. */
  bundle?: string | undefined;
  /** Every file that it is made of, and those that its commands mention. */
  inputs: string[];
  diagnostics: Diagnostic[];
  broken: boolean;
  calendarLines?: CalendarLines;
  /** The wave that it is in. */
  wave?: SourceWave;
}

export interface Judged {
  good: PlannedPipeline[];
  sources: JudgedSource[];
  diagnostics: Diagnostic[];
}

/**
 * Adds the rules between files; whatever has an error is broken and keeps what it had deployed.
 * @param planned Makes the plan's side of a good source; a caller that has made it already gives it here.
 * @param others What the rest of the project has for their conditions to await; none where these sources are all.
 */
export function judge(
  sources: readonly PipelineSource[],
  contentOf: (path: string) => string | Uint8Array | undefined,
  planned: (path: string, pipeline: Pipeline) => PlannedPipeline,
  others: ReadonlyMap<string, Offer> = new Map(),
): Judged {
  const found = new Map<string, Diagnostic[]>();
  for (const one of [...findDuplicates(sources, contentOf), ...checkRenames(sources, contentOf)])
    found.getOrInsertComputed(one.file, () => []).push(one);
  const offers = new Map([...others, ...offersOf(sources)]);
  for (const source of sources)
    if (source.awaited && source.awaited.length > 0)
      found
        .getOrInsertComputed(source.path, () => [])
        .push(...checkAwaits([source], offers, true, contentOf));
  const good: PlannedPipeline[] = [];
  const judged = sources.map(({ path, name, pipeline, ...source }): JudgedSource => {
    const clashes = found.get(path) ?? [];
    const made = pipeline && planned(path, pipeline);
    if (made && clashes.length === 0) good.push(made);
    return {
      path,
      name,
      inputs: made ? [...source.inputs, ...mentionsOf(made)] : source.inputs,
      diagnostics: [...source.diagnostics, ...clashes],
      broken: pipeline === null || clashes.length > 0,
      ...(source.renamedFrom ? { renamedFrom: source.renamedFrom } : {}),
      ...(source.bundle ? { bundle: source.bundle } : {}),
      ...(source.calendarLines ? { calendarLines: source.calendarLines } : {}),
      ...(source.wave ? { wave: source.wave } : {}),
    };
  });
  const diagnostics = distinct(judged.flatMap((source) => source.diagnostics));
  return { good, sources: judged, diagnostics };
}

/** What sources have for others to await. */
export function offersOf(sources: readonly PipelineSource[]): Map<string, Offer> {
  return new Map(
    sources.flatMap(({ name, pipeline }): [string, Offer][] =>
      name === null ? [] : [[name, () => pipeline && tasksOffered(pipeline)]],
    ),
  );
}

/** Names of tasks as conditions know them. */
export const tasksOffered = ({ tasks }: Pick<Pipeline, "tasks">): ReadonlySet<string> =>
  new Set(tasks.map(({ group }) => group));

export function plannedOf(file: string, pipeline: Pipeline, hash: Hash): PlannedPipeline {
  const text = specText(pipeline);
  return {
    name: pipeline.name,
    file,
    pipeline,
    hash: hash(text),
    text,
    mentioned: mentionedFiles(pipeline),
    assets: assetsOf(pipeline),
    awaited: awaitedBy(pipeline),
    ofTasks: taskCalendars(pipeline),
  };
}

const mentionsOf = ({ mentioned, pipeline }: PlannedPipeline): string[] =>
  mentioned ?? mentionedFiles(pipeline);

/** `plannedOf` with a hash, as `judge` takes it. */
export const planner =
  (hash: Hash) =>
  (path: string, pipeline: Pipeline): PlannedPipeline =>
    plannedOf(path, pipeline, hash);

export interface RevisionPlanInput {
  project: string;
  /** The deployed commit; null for the first, which has no changed scripts. */
  base: string | null;
  commit: string;
  at: Temporal.Instant;
  /** Whether changes tell what they do to times: for people. */
  isForecast?: boolean;
  judged: Judged;
  live: readonly PlannedPipeline[];
  /** Paths that differ between both revisions. */
  changed: ReadonlySet<string>;
  pools: PoolSides;
  /** Who may read the project; `desired` is null while `trunkline.yaml` is in error. */
  readableBy?: { live: readonly string[]; desired: readonly string[] | null };
  zones?: PlanZones;
}

/** Declarations of pools on both sides; null where `pools.yaml` is in error: what is live then stays. */
export interface PoolSides {
  live: readonly PoolDeclaration[];
  desired: readonly PoolDeclaration[] | null;
}

/** The declarations of a file without errors; else null. */
export const desiredPools = ({ declared, diagnostics }: Pools): PoolDeclaration[] | null =>
  diagnostics.some(({ severity }) => severity === "error") ? null : [...declared.values()];

/** Who may read a project without errors in its file; else null. */
export const desiredReaders = ({ readableBy, diagnostics }: Project): string[] | null =>
  diagnostics.some(({ severity }) => severity === "error") ? null : readableBy;

/** The plan of a judged revision; a live pipeline whose file or name is broken now stays. */
export function planRevision(input: RevisionPlanInput, hash: Hash): Plan {
  const { judged, live, base, readableBy: readers } = input;
  const broken = judged.sources.filter((source) => source.broken);
  const files = new Set(broken.map(({ path }) => path));
  const names = new Set(broken.map(({ name }) => name));
  const claimed = claimedByBroken(broken, new Set(live.map(({ name }) => name)));
  const kept = live.filter(
    ({ name, file }) => files.has(file) || names.has(name) || claimed.has(name),
  );
  const scripts = (base === null ? [] : judged.good).map(
    (one) => [one.name, mentionsOf(one).filter((path) => input.changed.has(path))] as const,
  );
  return plan(
    {
      project: input.project,
      base,
      commit: input.commit,
      at: input.at,
      isForecast: input.isForecast ?? false,
      desired: judged.good,
      live,
      broken: [...files],
      kept: new Set(kept.map(({ name }) => name)),
      scripts: new Map(scripts),
      ...(input.zones && { zones: input.zones }),
      readableBy:
        readers === undefined ? null : readersChange(readers.live, readers.desired ?? readers.live),
      pools: poolChanges(input.pools.live, input.pools.desired ?? input.pools.live),
    },
    hash,
  );
}
