// Makes planned pipelines the deployed ones: identities, immutable revisions with their edges, triggers.

import { accessFacts } from "#core/access/access-class.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { Schedule, Trigger } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { compileSchedule, next } from "#core/schedule/schedule.ts";
import type { Db } from "#store/connect.ts";
import { activatePipelines, insertPipelines, revivable } from "#store/pipelines.sql.ts";
import { admitRuns } from "#store/runs.sql.ts";
import {
  deleteTriggers,
  insertTriggers,
  type ListTriggersRow,
  listTriggers,
} from "#store/triggers.sql.ts";
import { putAfterKeys } from "./after-keys.ts";
import { classesOf } from "./classify.ts";
import type { FirstDues } from "./first-due.ts";
import { type Identity, knownIds } from "./identity.ts";
import { putAssets } from "./put-assets.ts";
import { putAwaited } from "./put-awaited.ts";
import { revisionsOf } from "./revisions.ts";

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
  /** The project had no revision, so nothing of it was ever removed. */
  isFirst: boolean;
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
  const identified = await identify(db, input);
  // One connection takes them in this order; each is made ready while Postgres is at the one before.
  await Promise.all([
    replaceTriggers(db, identified, input),
    putAfterKeys(db, input.project, identified),
    putAssets(db, identified),
    putAwaited(db, input.project, identified),
  ]);
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
    revisionsOf(db, pipelines),
    classesOf(
      db,
      pipelines.map(({ file, pipeline }) => accessFacts(of, file, pipeline)),
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

/** Unchanged triggers keep their place in time; new and changed ones count from now. */
async function replaceTriggers(
  db: Db,
  pipelines: readonly Identified[],
  { now, dues: counted, renamed }: Pick<ActivateInput, "now" | "dues" | "renamed">,
): Promise<void> {
  const ids = knownIds(pipelines);
  const old = ids.length === 0 ? [] : await listTriggers(db, { pipelines: ids });
  const dues = await counted;
  const places = placesOf(old);
  const cursorOf = (id: number, name: string, trigger: Trigger, ordinal: number): Date =>
    (places.size > 0 && places.get(triggerKey(id, trigger))) ||
    (renamed?.has(name) && placeOfRenamed(old, id, trigger, ordinal)) ||
    now;
  const rows = pipelines.flatMap(({ id, name, pipeline: { triggers, newDay } }) =>
    triggers.map((trigger, ordinal) => {
      const { schedule, timezone, missed } = trigger;
      const cursor = cursorOf(id, name, trigger, ordinal);
      const nextAt =
        cursor === now
          ? (dues.get(trigger) ?? null)
          : next(compileSchedule(schedule, timezone), cursor.getTime());
      return { id, ordinal, schedule, timezone, newDay, missed, cursor, nextAt };
    }),
  );
  if (old.length > 0) await deleteTriggers(db, { pipelines: ids });
  if (rows.length === 0) return;
  // As texts: pg writes a date anew for each of ten thousand, in three times as long.
  const nowText = now.toISOString();
  await insertTriggers(db, {
    pipelines: rows.map(({ id }) => id),
    ordinals: rows.map(({ ordinal }) => ordinal),
    schedules: rows.map(({ schedule }) => JSON.stringify(schedule)),
    timezones: rows.map(({ timezone }) => timezone),
    newDays: rows.map(({ newDay }) => newDay),
    missed: rows.map(({ missed }) => (typeof missed === "string" ? missed : missed.policy)),
    limits: rows.map(({ missed }) =>
      typeof missed === "string" ? null : missed.limit,
    ) as number[],
    cursors: rows.map(({ cursor }) => (cursor === now ? nowText : cursor)),
    nexts: rows.map(({ nextAt }) =>
      nextAt === null ? null : new Date(nextAt).toISOString(),
    ) as string[],
  });
}

type Timed = Pick<Trigger, "schedule" | "timezone">;
type Placed = Pick<ListTriggersRow, "pipeline_id" | "ordinal" | "timezone" | "cursor_at"> & {
  schedule: unknown;
};

const triggerKey = (pipeline: number, { schedule, timezone }: Timed): string =>
  `${pipeline} ${timezone} ${canonicalJson(schedule)}`;

const timedOf = ({ schedule, timezone }: Placed): Timed => ({
  schedule: schedule as Schedule,
  timezone,
});

const placesOf = (rows: readonly Placed[]): Map<string, Date> =>
  new Map(rows.map((row) => [triggerKey(row.pipeline_id, timedOf(row)), row.cursor_at]));

/**
 * Where a renamed pipeline's trigger stands that differs by its jitter, which follows from the name: the same times before
 * jitter are accounted for, so that no date gets two runs or none.
 */
function placeOfRenamed(
  rows: readonly Placed[],
  id: number,
  trigger: Trigger,
  ordinal: number,
): Date | null {
  const steady = ({ schedule: { jitter: _, ...schedule }, timezone }: Timed) =>
    triggerKey(id, { schedule: schedule as Schedule, timezone });
  const before = rows.find((row) => row.pipeline_id === id && row.ordinal === ordinal);
  if (before === undefined || steady(timedOf(before)) !== steady(trigger)) return null;
  const offset = ({ jitter }: Schedule) => jitter?.offsetMs ?? 0;
  const later = offset(trigger.schedule) - offset(before.schedule as Schedule);
  return new Date(before.cursor_at.getTime() + later);
}
