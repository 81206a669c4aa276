// What a cut-over needs to know of a wave: its pipelines and their jobs, holds read back, guards, and what runs on either side.

import type { HoldState } from "#core/cutover/holds.ts";
import type { Stage } from "#core/waves/wave.ts";
import { jobsToHold } from "#migrators/cutover/jobs.ts";
import type { Db } from "#store/connect.ts";
import {
  cutoverGuards,
  cutoverPipelines,
  legacyInFlight,
  raisedOutside,
} from "#store/legacy-holds.sql.ts";
import { pipelinesInFlight } from "#store/live.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { bordersSeen, type SeenBorder } from "./borders-seen.ts";
import { createDefinitions } from "./definitions.ts";
import { readHolds } from "./legacy-holds.ts";

export interface CutoverState {
  now: string;
  pipelines: { pipeline: string; stage: Stage; guarded: boolean; within: number | null }[];
  jobs: {
    pipeline: string;
    task: string;
    system: string;
    job: string;
    state: HoldState | null;
    readAt: string | null;
  }[];
  guards: { pipeline: string; host: string; askedAt: string; knows: boolean }[];
  ours: { pipeline: string; runs: number; oldest: string }[];
  legacy: {
    job: string;
    source: string;
    start: string;
    endKnown: "absent" | "unobservable";
  }[];
  /** Names of events that somebody set who is no run of ours. */
  raised: string[];
  /** Null: there are too many pipelines to look. */
  borders: SeenBorder[] | null;
}

/** @param classes Those whose pipelines may be seen; null: all. @returns null: there is no such wave, or nothing of it is seen. */
export async function cutoverState(
  db: Db,
  { project, wave, classes }: { project: number; wave: string; classes: readonly number[] | null },
): Promise<CutoverState | null> {
  const rows = await cutoverPipelines(db, { project, wave, classes });
  if (rows.length === 0) return null;
  const { pipeline: read } = createDefinitions(db);
  const deployed = await Promise.all(rows.map(({ revision }) => read(revision)));
  const held = await readHolds(db, project, wave);
  const jobs = deployed.flatMap(jobsToHold).map(({ pipeline, task, system, job }) => {
    const { state = null, readAt = null } = held.get(job) ?? {};
    return { pipeline, task, system, job, state, readAt: readAt === null ? null : iso(readAt) };
  });
  const guards = await cutoverGuards(db, { pipelines: rows.map(({ id }) => id) });
  const names = new Set(rows.map(({ name }) => name));
  const running = await pipelinesInFlight(db, { project, classes });
  const legacy = await legacyInFlight(db, { project, jobs: jobs.map(({ job }) => job) });
  const raised = (await raisedOutside(db, { project })).map(({ name }) => name);
  const borders = await bordersSeen(db, { project, wave, classes }, new Set(raised));
  const { now } = (await databaseClock(db)) as { now: Date };
  return {
    now: now.toISOString(),
    pipelines: rows.map(({ name, stage }, n) => ({
      ...{ pipeline: name, stage: stage as Stage, guarded: deployed[n]?.wave?.guard !== undefined },
      within: deployed[n]?.wave?.hold?.withinMs ?? null,
    })),
    jobs,
    guards: guards.map(({ pipeline, host, asked_at, acknowledged, epoch }) => ({
      ...{ pipeline, host, askedAt: asked_at.toISOString(), knows: acknowledged >= epoch },
    })),
    ours: running
      .filter(({ name }) => names.has(name))
      .map(({ name, runs, oldest }) => ({ pipeline: name, runs, oldest: oldest.toISOString() })),
    legacy: legacy.map(({ job, source, started_at, end_known }) => ({
      ...{ job, source, start: started_at.toISOString() },
      endKnown: end_known as "absent" | "unobservable",
    })),
    ...{ raised, borders },
  };
}

const iso = (at: number): string => new Date(at).toISOString();
