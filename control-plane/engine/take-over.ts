// What the scheduler before has last done of a wave, taken over before the wave goes live: its pipelines' newest outcomes, as
// logs and reports told them.

import type { Cycle } from "#core/cutover/cycle-position.ts";
import { type LegacyOutcome, takeOver } from "#core/cutover/take-over.ts";
import { isMain } from "#core/phase.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { cutoverPipelines, takeOverRuns } from "#store/legacy-holds.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { createDefinitions } from "./definitions.ts";
import { standingThere, type There } from "./legacy-there.ts";

export interface TakenOver {
  /** Runs that are new. */
  taken: number;
  /** Pipelines with an outcome, by name. */
  pipelines: string[];
  /** Pipelines without one, and why. */
  left: { pipeline: string; why: string }[];
  /** Where tasks that repeat stand there. */
  cycles: TakenCycle[];
}

export interface TakenCycle {
  pipeline: string;
  task: string;
  job: string;
  /** Of the newest iteration, and how many of it are known. */
  date: string;
  iterations: number;
  /** When that began: RFC 3339. */
  last: string;
  /** When the next one would; null: none follows on that date. */
  next: string | null;
  /** On which side the rest of the date runs once the wave is live: where a guard asks by dates, on the one that has begun it. */
  goesOn: "here" | "there";
}

/** Null: the wave is live, or isn't there. Said again it changes nothing. */
export async function takeOverWave(
  db: Db,
  { project, wave }: { project: number; wave: string },
  actor: string,
): Promise<TakenOver | null> {
  const rows = await cutoverPipelines(db, { project, wave, classes: null });
  if (rows.length === 0 || rows.some(({ stage }) => stage === "live")) return null;
  const { now } = (await databaseClock(db)) as { now: Date };
  const { pipeline: read } = createDefinitions(db);
  const members = await Promise.all(
    rows.map(async ({ id, revision }) => {
      const pipeline = await read(revision);
      return { id, pipeline, names: legacyNames(pipeline) };
    }),
  );
  const there = await standingThere(db, project, members, now.getTime());
  const runs: object[] = [];
  const result: TakenOver = { taken: 0, pipelines: [], left: [], cycles: [] };
  for (const [n, { id, pipeline, names }] of members.entries()) {
    const { name, timezone, newDay, tasks } = pipeline;
    const { newest, cycles } = there[n] as There;
    const goesOn = pipeline.wave?.guard === undefined ? "here" : "there";
    result.cycles.push(...cycles.map((cycle) => takenCycle(name, cycle, goesOn)));
    const under = cycles.find(({ next }) => "at" in next);
    if (under !== undefined) {
      result.left.push({ pipeline: name, why: `${under.job} is amid ${under.date}` });
      continue;
    }
    const taken = takeOver(names, tasks.filter(isMain), outcomesOf(newest), { timezone, newDay });
    if ("why" in taken) {
      result.left.push({ pipeline: name, why: taken.why });
      continue;
    }
    const { start, end, ...run } = taken;
    const [from, to] = [start, end].map((at) => new Date(at).toISOString());
    result.pipelines.push(name);
    runs.push({ ...run, pipeline: id, slot: from, start: from, end: to });
  }
  if (runs.length > 0)
    result.taken = (await takeOverRuns(db, { project, runs, actor }))?.taken ?? 0;
  return result;
}

const outcomesOf = (newest: There["newest"]): Map<string, LegacyOutcome> =>
  new Map(
    [...newest].map(([job, { date, source, exit, started_at, ended_at, outcome }]) => [
      job,
      {
        ...{ job, date, source, exit, start: started_at.getTime(), end: ended_at.getTime() },
        outcome: outcome as LegacyOutcome["outcome"],
      },
    ]),
  );

const takenCycle = (
  pipeline: string,
  { task, job, date, iterations, start, next }: Cycle,
  goesOn: TakenCycle["goesOn"],
): TakenCycle => ({
  ...{ pipeline, task, job, date, iterations, last: new Date(start).toISOString(), goesOn },
  next: "end" in next ? null : new Date(next.at).toISOString(),
});
