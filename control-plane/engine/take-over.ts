// What the scheduler before has last done of a wave, taken over before the wave goes live: its pipelines' newest outcomes, as
// logs and reports told them.

import { type LegacyOutcome, takeOver } from "#core/cutover/take-over.ts";
import { isMain } from "#core/phase.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { cutoverPipelines, legacyOutcomes, takeOverRuns } from "#store/legacy-holds.sql.ts";
import { createDefinitions } from "./definitions.ts";

export interface TakenOver {
  /** Runs that are new. */
  taken: number;
  /** Pipelines with an outcome, by name. */
  pipelines: string[];
  /** Pipelines without one, and why. */
  left: { pipeline: string; why: string }[];
}

/** Null: the wave is live, or isn't there. Said again it changes nothing. */
export async function takeOverWave(
  db: Db,
  { project, wave }: { project: number; wave: string },
  actor: string,
): Promise<TakenOver | null> {
  const rows = await cutoverPipelines(db, { project, wave, classes: null });
  if (rows.length === 0 || rows.some(({ stage }) => stage === "live")) return null;
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
  const result: TakenOver = { taken: 0, pipelines: [], left: [] };
  for (const { id, pipeline, names } of members) {
    const { name, timezone, newDay, tasks } = pipeline;
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
