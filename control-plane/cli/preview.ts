// Makes the plan that `trunkline plan` shows: the two sides, read and judged as a sync would.

import path from "node:path";
import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct, type PipelineSource } from "#core/estate.ts";
import {
  desiredPools,
  desiredReaders,
  type Judged,
  judge,
  planner,
  planRevision,
} from "#core/judge.ts";
import { awaitersAmong, keepAwaited } from "#core/kept-awaited.ts";
import { ownersChange } from "#core/owners/owners-change.ts";
import { createParseCache } from "#core/parse-cache.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Deploying } from "#core/plan/deploying.ts";
import { type Foresight, foresee } from "#core/plan/foresight.ts";
import { unknownGates } from "#core/plan/gates.ts";
import type { Durations } from "#core/plan/lengths.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import type { ProjectRules } from "#core/registration.ts";
import type { TreeDiff } from "#core/tree-diff.ts";
import { type GoingLive, goingLive } from "#core/waves/going-live.ts";
import { readChanged, settleGone } from "#git/affected-estate.ts";
import type { ObjectReader } from "#git/object-reader.ts";
import { ownersText } from "#git/owners-text.ts";
import { readDiff } from "#git/trees.ts";
import type { PlanGround } from "./plan-access.ts";
import type { StatedInput } from "./plan-deploying.ts";
import {
  type LocalProject,
  openLocalProject,
  type ReadSide,
  readSide,
  type Side,
  sha256,
  sideAt,
  sideOfFiles,
} from "./read-revisions.ts";

export interface PreviewOptions {
  /** The project's folder. */
  root: string;
  from: string | undefined;
  to: string | undefined;
  /** Null: when `to` was committed, or now for the files as they are. */
  at: Temporal.Instant | null;
  /** Whose overlays are laid over the pipelines; null: nobody's. */
  environment?: string | null;
  /** How long tasks of the project take. */
  durations?: (project: string) => Promise<Durations>;
  /** Of a registration; absent: none was given. */
  rules?: ProjectRules | null;
  /** Teams and policies; null or absent: nobody knows what people may. */
  access?: PlanGround | null;
  /** Who is said to have made it; null or absent: nobody is asked about. */
  author?: string | null;
}

export interface Preview {
  plan: Plan;
  /** What it means beyond the pipelines that it changes. */
  foresight: Foresight;
  /** What policies would keep of it; null: nobody asked, or nothing could be kept. */
  deploying: Deploying | null;
  /** Environments that have overlays on either side, sorted. */
  environments: string[];
  /** The project's, from the repository's root; "" when it is that. */
  folder: string;
  /** The new side are the files as they are. */
  uncommitted: boolean;
  /** Of the new side. */
  diagnostics: Diagnostic[];
  textOf: (file: string) => string | undefined;
}

/** @throws GitError, or CommandError when a revision doesn't exist. */
export async function preview(options: PreviewOptions): Promise<Preview> {
  await using project = await openLocalProject(options.root);
  const [from, to] = await sidesOf(project, options.from, options.to);
  const cache = createParseCache();
  const { rules = null, environment = null } = options;
  const before = await readSide(from, cache, { environment });
  const after = await readSide(to, cache, { ceilings: rules, environment });
  const diff = await readDiff(to.reader, from.tree, to.tree);
  const sources = await sourcesOf(before, after, diff);
  const asRead = judge(sources, after.contentOf, planner(sha256));
  const live = judge(before.sources, before.contentOf, planner(sha256)).good;
  const planOf = (judged: Judged): Plan =>
    planRevision(
      {
        project: after.project?.name ?? before.project?.name ?? path.basename(options.root),
        base: from.commit,
        commit: to.commit ?? "working tree",
        at: options.at ?? to.at ?? Temporal.Now.instant().round("second"),
        judged,
        live,
        isForecast: true,
        readableBy: {
          live: (before.project && desiredReaders(before.project)) ?? [],
          desired: after.project && desiredReaders(after.project),
        },
        changed: new Set(diff.changes.map((change) => change.path)),
        zones: { version: process.versions.tz ?? "unknown", warnings: [] },
        pools: poolSides(before, after),
      },
      sha256,
    );
  const { judged, plan } = await keepAwaited({
    ...{ judged: asRead, plan: planOf, awaiters: awaitersAmong(live), read: sources },
    contentOf: after.contentOf,
  });
  const diagnostics = distinct([
    ...judged.diagnostics,
    ...(after.project?.diagnostics ?? []),
    ...(after.pools?.diagnostics ?? []),
    ...(await foundIn(after, to.reader, diff)),
  ]);
  const durations = (await options.durations?.(plan.project)) ?? new Map();
  const pools = poolSides(before, after);
  const owners = ownersChange(
    await ownersText(from.reader, from.tree),
    await ownersText(to.reader, to.tree),
  );
  const given = { plan, live, durations, pools, rules, diagnostics, owners };
  const foresight: Foresight = foresee({ ...given, good: judged.good });
  // Whoever registers a project answers for what is live then.
  const gates = from.commit === null ? [] : unknownGates(liveBy(plan, live, judged.good));
  if (gates.length > 0) foresight.gates = gates;
  if (options.access) {
    const { accessOfPlan } = await import("./plan-access.ts");
    foresight.rights.access = await accessOfPlan(options.access, {
      ...{ plan, from, to, live },
      good: judged.good,
    });
  }
  const { access = null, author = null } = options;
  const deploying =
    access === null || author === null
      ? null
      : await deployingOf(access, {
          ...{ author, plan, from, live, good: judged.good },
          paths: diff.changes.map(({ path }) => path),
        });
  return {
    ...{ plan, deploying },
    folder: project.folder,
    foresight,
    environments: await environmentsOf(before, after),
    uncommitted: to.commit === null,
    diagnostics,
    textOf(file) {
      const content = after.contentOf(file);
      return content && new TextDecoder().decode(content);
    },
  };
}

const liveBy = (
  { changes }: Plan,
  before: readonly PlannedPipeline[],
  after: readonly PlannedPipeline[],
): GoingLive[] => goingLive(changes, byName(before), byName(after));

const byName = (all: readonly PlannedPipeline[]): Map<string, Pipeline> =>
  new Map(all.map(({ name, pipeline }) => [name, pipeline]));

async function deployingOf(ground: PlanGround, input: StatedInput): Promise<Deploying | null> {
  const { deployingOfPlan } = await import("./plan-deploying.ts");
  return deployingOfPlan(ground, input);
}

async function environmentsOf(...sides: readonly ReadSide[]): Promise<string[]> {
  const found: string[] = [];
  for (const { view } of sides) found.push(...((await view?.overlays.environments()) ?? []));
  return [...new Set(found)].sort();
}

/** Of a file in error what was there before counts. */
function poolSides(before: ReadSide, after: ReadSide) {
  const live = (before.pools && desiredPools(before.pools)) ?? [];
  return { live, desired: (after.pools && desiredPools(after.pools)) ?? live };
}

/** The new side's sources, with those of the old one that are hidden rather than gone, as a sync keeps them. */
async function sourcesOf(
  before: ReadSide,
  after: ReadSide,
  { findings }: TreeDiff,
): Promise<PipelineSource[]> {
  if (after.view === null) return after.sources;
  const paths = { sources: after.sources.map((source) => source.path) };
  const { kept } = await settleGone(after.view, before.sources, paths);
  const known = [...paths.sources, ...kept.map((source) => source.path)];
  return [...after.sources, ...kept, ...(await after.view.refusedSpecs(findings, known))];
}

/** What a sync would find in the trees and in the changed files beside the specs. */
async function foundIn(
  { view }: ReadSide,
  reader: ObjectReader,
  diff: TreeDiff,
): Promise<Diagnostic[]> {
  if (view === null) return [];
  return view.treeDiagnostics([...diff.findings, ...(await readChanged({ diff, reader, view }))]);
}

/** Before the change and after it. @throws CommandError for a revision that there isn't. */
export async function sidesOf(
  project: LocalProject,
  from: string | undefined,
  to: string | undefined,
): Promise<[from: Side, to: Side]> {
  // Before the first commit, and at it, everything is new.
  const nothing: Side = { commit: null, at: null, tree: null, reader: project.source };
  if (to !== undefined || !project.hasFiles) {
    const revision = to ?? "HEAD";
    const after = await sideAt(project, revision);
    const isFirst = from === undefined && after.parents === 0;
    return [isFirst ? nothing : await sideAt(project, from ?? `${revision}^`), after];
  }
  const isEmpty = from === undefined && (await project.source.resolve("HEAD")) === null;
  const first = isEmpty ? nothing : await sideAt(project, from ?? "HEAD");
  return [first, await sideOfFiles(project)];
}
