// Makes planned pipelines the deployed ones: identities, immutable revisions with their edges, triggers.

import { accessFacts } from "#core/access/access-class.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { type OwnStarts, ownStarts } from "#core/waves/own-starts.ts";
import { makesRuns } from "#core/waves/wave.ts";
import type { Db } from "#store/connect.ts";
import { forgetSourcePlaces } from "#store/messages.sql.ts";
import { activatePipelines, insertPipelines, revivable } from "#store/pipelines.sql.ts";
import { admitRuns } from "#store/runs.sql.ts";
import { putAfterKeys } from "./after-keys.ts";
import { type ClassIds, classesOf } from "./classify.ts";
import type { FirstDues } from "./first-due.ts";
import { handOverDeployed } from "./hand-overs.ts";
import type { Identity } from "./identity.ts";
import { putAssets } from "./put-assets.ts";
import { putAwaited } from "./put-awaited.ts";
import { putMessageSources } from "./put-message-sources.ts";
import { putShadow } from "./put-shadow.ts";
import { replaceTriggers, triggerColumns } from "./replace-triggers.ts";
import { type RevisionIds, revisionsOf } from "./revisions.ts";

export interface ActivateInput {
  projectId: number;
  project: string;
  environment: string;
  revisionId: number;
  /** The transaction's time: a new schedule counts from here. */
  now: Date;
  /** Ids by name of what is deployed. */
  live: ReadonlyMap<string, number>;
  pipelines: readonly PlannedPipeline[];
  /** New names of those that were called otherwise. */
  renamed?: ReadonlySet<string>;
  /** Of their triggers, counted from `now`. */
  dues: Promise<FirstDues>;
  /** Of specs and classes that were stored before; what is not here is looked for. */
  stored?: StoredIds;
  /** The project had no revision, so nothing of it was ever removed. */
  isFirst: boolean;
}

/** Ids of specs and classes that are stored already: neither is ever deleted. */
export interface StoredIds {
  revisions: RevisionIds;
  classes: ClassIds;
}

interface Identified extends PlannedPipeline, Identity {
  /** Of its spec. */
  revision: number;
}

/** Ids of pipelines and of their now current revisions, by name. */
export async function activate(
  db: Db,
  input: ActivateInput,
): Promise<Map<string, { id: number; revision: number }>> {
  if (input.pipelines.length === 0) return new Map();
  const starts = new Map(input.pipelines.map((one) => [one.name, ownStarts(one.pipeline)]));
  const triggers = triggerColumns(
    input.pipelines.map(({ name, pipeline: { newDay } }) => ({
      pipeline: { newDay, ...(starts.get(name) as OwnStarts) },
    })),
    input.dues,
  );
  // Whoever waits for it hears of it; until then it must not end the process.
  triggers.catch(() => {});
  const identified = await identify(db, input);
  const starting = identified.map(({ id, name, isKnown }) => ({
    ...{ id, isKnown },
    pipeline: starts.get(name) as OwnStarts,
  }));
  // One connection takes them in this order; each is made ready while Postgres is at the one before.
  await Promise.all([
    replaceTriggers(db, identified, await triggers, input),
    putAfterKeys(db, input.project, starting),
    putAssets(db, identified),
    putAwaited(db, input.project, identified),
    putMessageSources(db, starting),
  ]);
  await putShadow(db, identified);
  const owned = identified.filter(
    ({ isKnown, pipeline: { wave } }) => isKnown || wave?.guard || wave?.hold,
  );
  await handOverDeployed(db, owned, { revision: input.revisionId, now: input.now });
  const quiet = identified.filter(({ pipeline, isKnown }) => isKnown && !makesRuns(pipeline));
  if (quiet.length > 0) await forgetSourcePlaces(db, { pipelines: quiet.map(({ id }) => id) });
  // A raised limit lets waiting runs start.
  const live = identified.filter(({ name }) => input.live.has(name));
  if (live.length > 0) await admitRuns(db, { pipelines: live.map(({ id }) => id) });
  return new Map(identified.map(({ name, id, revision }) => [name, { id, revision }]));
}

/** Deployed, revived by a revert (same name, a content it had before), or new. */
async function identify(db: Db, input: ActivateInput): Promise<Identified[]> {
  const { pipelines, projectId: project, revisionId: revision } = input;
  const of = { name: input.project, environment: input.environment };
  const [revisions, classes] = await Promise.all([
    revisionsOf(db, pipelines, input.stored?.revisions),
    classesOf(
      db,
      pipelines.map(({ file, pipeline }) => accessFacts(of, file, pipeline)),
      input.stored?.classes,
    ),
  ]);
  const revisionOf = ({ hash }: PlannedPipeline) => revisions.get(hash) as number;
  const ids = new Map(input.live);
  const unknown = pipelines.filter(({ name }) => !ids.has(name));
  if (unknown.length > 0 && !input.isFirst) {
    const names = unknown.map(({ name }) => name);
    const revived = await revivable(db, {
      project,
      names,
      hashes: unknown.map(({ hash }) => hash),
    });
    for (const row of revived) ids.set(row.name, row.id);
  }
  const [known, fresh] = [true, false].map((wanted) =>
    pipelines.filter(({ name }) => ids.has(name) === wanted),
  ) as [PlannedPipeline[], PlannedPipeline[]];
  const classOf = new Map(pipelines.map((one, at) => [one, classes[at] as number]));
  const rowsOf = (part: readonly PlannedPipeline[]) => ({
    revision,
    revisions: part.map(revisionOf),
    names: part.map(({ name }) => name),
    files: part.map(({ file }) => file),
    maxRuns: part.map(({ pipeline }) => pipeline.concurrency.runs) as number[],
    whenBusy: part.map(({ pipeline }) => pipeline.concurrency.whenBusy),
    classes: part.map((one) => classOf.get(one) as number),
    ...wavesOf(part),
  });
  if (known.length > 0) {
    const them = known.map(({ name }) => ids.get(name) as number);
    await activatePipelines(db, { ids: them, ...rowsOf(known) });
  }
  if (fresh.length > 0)
    for (const row of await insertPipelines(db, { project, ...rowsOf(fresh) }))
      ids.set(row.name, row.id);
  const were = new Set(known);
  return pipelines.map((one) => ({
    ...one,
    id: ids.get(one.name) as number,
    revision: revisionOf(one),
    isKnown: were.has(one),
  }));
}

/** Nothing where none is in a wave, as most are. */
function wavesOf(part: readonly PlannedPipeline[]): { waves: string[]; stages: string[] } {
  if (!part.some(({ pipeline }) => pipeline.wave)) return { waves: [], stages: [] };
  return {
    waves: part.map(({ pipeline }) => pipeline.wave?.name ?? null) as string[],
    stages: part.map(({ pipeline }) => pipeline.wave?.stage ?? null) as string[],
  };
}
