// What the scheduler before has last done of a wave, taken over before the wave goes live: its pipelines' newest outcomes, as
// logs and reports told them.

import { businessDate } from "#core/business-date.ts";
import { nextOfCycle } from "#core/cutover/cycle-position.ts";
import { type LegacyOutcome, takeOver } from "#core/cutover/take-over.ts";
import { isMain } from "#core/phase.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { itself, type LegacyName, legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { cutoverPipelines, legacyOutcomes, takeOverRuns } from "#store/legacy-holds.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { createDefinitions } from "./definitions.ts";

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
  const jobs = [...new Set(members.flatMap(({ names }) => names.map(({ job }) => job)))];
  const found = await legacyOutcomes(db, { project, jobs });
  const outcomes = new Map(
    found.map((row) => [
      row.job,
      {
        ...{ job: row.job, date: row.date, source: row.source, exit: row.exit },
        ...{ start: row.started_at.getTime(), end: row.ended_at.getTime() },
        outcome: row.outcome as LegacyOutcome["outcome"],
      },
    ]),
  );
  const runs: object[] = [];
  const iterations = new Map(found.map((row) => [row.job, row.iterations]));
  const result: TakenOver = { taken: 0, pipelines: [], left: [], cycles: [] };
  for (const { id, pipeline, names } of members) {
    const { name, timezone, newDay, tasks } = pipeline;
    result.cycles.push(...cyclesOf(pipeline, names, outcomes, iterations, now.getTime()));
    const taken = takeOver(names, tasks.filter(isMain), outcomes, { timezone, newDay });
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

/** Of tasks that repeat those of which an iteration is known. */
function cyclesOf(
  { name, timezone, newDay, tasks }: Pipeline,
  names: readonly LegacyName[],
  outcomes: ReadonlyMap<string, LegacyOutcome>,
  iterations: ReadonlyMap<string, number>,
  now: number,
): TakenCycle[] {
  const main = tasks.filter(isMain);
  return main.flatMap(({ name: task, repeat, gates }) => {
    const isOnly = main.length === 1;
    const own = names.find((one) => one.task === task || (isOnly && one.task === itself));
    const last = own && outcomes.get(own.job);
    if (repeat === undefined || last === undefined) return [];
    const { job, start, end } = last;
    const date = last.date ?? businessDate(start, { timezone, newDay });
    const known = iterations.get(job) ?? 1;
    const place = { date, timezone, newDay, gates };
    const next = nextOfCycle(repeat, place, { iterations: known, start, end }, now);
    return {
      ...{
        pipeline: name,
        task,
        job,
        date,
        iterations: known,
        last: new Date(start).toISOString(),
      },
      next: "end" in next ? null : new Date(next.at).toISOString(),
    };
  });
}
