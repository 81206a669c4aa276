// What a revision comes to against what is deployed: its sources judged, its plan made, and what others await kept.
// Reads further specs only where the revision takes away what they await.

import { hash } from "node:crypto";
import type pg from "pg";
import { strictHold } from "#core/authorize.ts";
import type { HeldBack } from "#core/bundles.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { Offer } from "#core/estate-awaits.ts";
import { type Judged, judge, tasksOffered } from "#core/judge.ts";
import { keepAwaited, unanswered } from "#core/kept-awaited.ts";
import { mayRead } from "#core/may-read.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { type LivePlanInput, planAgainstLive } from "#engine/plan-live.ts";
import type { AffectedEstate } from "#git/affected-estate.ts";
import type { EstateView } from "#git/estate-view.ts";
import { type AwaitersOfRow, awaitersOf } from "#store/awaited.sql.ts";
import { livePipelines } from "#store/pipelines.sql.ts";
import { brokenOfBundles, brokenSources, sourcesNamed } from "#store/sources.sql.ts";

export interface RevisionInput extends Omit<LivePlanInput, "judged" | "names" | "removed"> {
  pool: pg.Pool;
  estate: Pick<AffectedEstate, "sources" | "names" | "removed">;
  view: EstateView;
  /** Makes the plan's side of a good source, or has it already. */
  planned: (path: string, pipeline: Pipeline) => PlannedPipeline;
}

export interface PlannedRevision {
  judged: Judged;
  plan: Plan;
  /** Spec files that are none any more and keep nothing deployed. */
  removed: string[];
  /** Pipelines that the plan removes or renames and that other projects await, with who does. */
  missed: Map<string, string[]>;
}

/** Adds the rules between files, those on record included. */
export async function judgeRevision(input: RevisionInput): Promise<Judged> {
  const { estate, view, planned, base } = input;
  const others = base === null ? undefined : await offersOnRecord(input);
  const judgeAll = () => judge(estate.sources, (path) => view.content(path), planned, others);
  const judged = judgeAll();
  // Errors between files point into files that were let go of.
  return (await view.recall()) ? judgeAll() : judged;
}

/** What of the rest of the project the sources' conditions may await. */
async function offersOnRecord({ pool, project, estate }: RevisionInput) {
  const own = new Set(estate.sources.flatMap(({ name }) => name ?? []));
  const awaited = estate.sources.flatMap((source) => source.awaited ?? []);
  const names = [...new Set(awaited.map(({ pipeline }) => pipeline))].filter(
    (one) => !own.has(one),
  );
  const offers = new Map<string, Offer>();
  if (names.length === 0) return offers;
  const settled = new Set([...estate.sources.map(({ path }) => path), ...estate.removed]);
  const recorded = await sourcesNamed(pool, { project: project.id, names });
  for (const { path, name } of recorded) if (!settled.has(path)) offers.set(name, () => null);
  for (const row of await livePipelines(pool, { project: project.id, names, files: [] }))
    if (offers.has(row.name)) offers.set(row.name, () => tasksOffered(storedPipeline(row.spec)));
  return offers;
}

/** @param denied What may not be deployed, by the names that are deployed or were to be. */
export async function planRevision(
  input: RevisionInput,
  first: Judged,
  denied: ReadonlyMap<string, HeldBack> = new Map(),
): Promise<PlannedRevision> {
  const { pool, project, view } = input;
  let { estate } = input;
  let judged = first;
  const removedBut = (kept: ReadonlySet<string>) =>
    estate.removed.filter((path) => !kept.has(path));
  const make = (judged: Judged, kept: ReadonlySet<string> = new Set()) =>
    planAgainstLive(
      pool,
      { ...input, judged, names: estate.names, removed: removedBut(kept) },
      sha256,
    );
  const asRead = await make(first);
  const names = asRead.changes.flatMap(({ action, pipeline, renamedFrom }) =>
    action === "added" ? [] : (renamedFrom ?? pipeline),
  );
  const asking = names.length === 0 ? [] : await awaitersOf(pool, { project: project.name, names });
  const own = asking.filter((row) => row.project === project.name).map(awaiterOf);
  const read = new Set(estate.sources.map(({ path }) => path));
  const unread = new Set(
    unanswered(asRead, first.good, own).flatMap(({ file }) => (read.has(file) ? [] : file)),
  );
  if (unread.size > 0) {
    const sources = await view.read([...unread], await view.surroundings([...unread]));
    estate = { ...estate, sources: [...estate.sources, ...sources] };
    judged = await judgeRevision({ ...input, estate });
  }
  const bundles = [...new Set(asRead.changes.flatMap(({ bundle = [] }) => bundle))];
  const settled = new Set([...estate.sources.map(({ path }) => path), ...estate.removed]);
  const broken =
    bundles.length === 0 ? [] : await brokenOfBundles(pool, { project: project.id, bundles });
  const done = await keepAwaited({
    brokenElsewhere: broken.filter(({ path }) => !settled.has(path)),
    made: judged === first ? asRead : undefined,
    ...{ judged, plan: make, awaiters: own, read: estate.sources, denied },
    contentOf: (path) => view.content(path),
  });
  const { plan } = done;
  const readers = plan.readableBy?.after ?? project.readable_by;
  const missed = missedBy(
    plan,
    asking.filter((row) => row.project !== project.name && mayRead(row.project, readers)),
  );
  return { judged: done.judged, plan, removed: removedBut(done.files), missed };
}

const awaiterOf = ({ awaited, task, name, file }: AwaitersOfRow) => ({
  ...{ awaited, name, file },
  task: task === "" ? null : task,
});

/** By the removed pipeline, or the old name of a renamed one, who of other projects awaits it. */
function missedBy(plan: Plan, asking: readonly AwaitersOfRow[]): Map<string, string[]> {
  const removed = new Set(
    plan.changes.flatMap(({ action, pipeline, renamedFrom }) =>
      action === "removed" ? pipeline : (renamedFrom ?? []),
    ),
  );
  const missed = new Map<string, string[]>();
  for (const { awaited, project, name } of asking)
    if (removed.has(awaited))
      missed.getOrInsertComputed(awaited, () => []).push(`${project}/${name}`);
  return missed;
}

/** Why a strict project doesn't take the revision: its errors, and those of files that it doesn't touch. */
export async function strictRefusal(
  { pool, project, estate }: RevisionInput,
  diagnostics: readonly Diagnostic[],
): Promise<string | null> {
  const read = new Set([...estate.sources.map(({ path }) => path), ...estate.removed]);
  const others = (await brokenSources(pool, { project: project.id }))
    .filter(({ path }) => !read.has(path))
    .flatMap((row) => row.diagnostics as Diagnostic[]);
  return strictHold([...diagnostics, ...others].filter(({ severity }) => severity === "error"));
}

export const sha256 = (text: string): string => hash("sha256", text);
