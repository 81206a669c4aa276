// Reads what `core/why.ts` explains a pipeline from: why a run of it is due, was due, or doesn't exist.

import type { Schedule } from "#core/pipeline.ts";
import { businessDate } from "#core/schedule/due.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { whyPipeline } from "#core/why.ts";
import { scheduleText } from "#core/why-triggers.ts";
import { readAfter } from "#engine/after-today.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import { pausesOf } from "#store/holds.sql.ts";
import {
  type DeployedPipelineRow,
  deployedPipeline,
  pipelineHistory,
} from "#store/pipelines.sql.ts";
import { blockingRuns, databaseClock, runsOfDate } from "#store/runs.sql.ts";
import { listTriggers } from "#store/triggers.sql.ts";
import { holdFactsOf } from "./hold-view.ts";
import { findNamed, type PipelineName, summariesOf } from "./pipeline-view.ts";
import { invalid } from "./problem.ts";
import { iso, isoOrNull } from "./route.ts";
import type { ApiContext } from "./server.ts";
import { isDate } from "./start-run.ts";
import type { WhyView } from "./types.ts";

/** Above every id of a revision. */
const newestRevision = 2_147_483_647;

/** @param date Business date; today in the pipeline's zone when undefined. @throws Problem */
export async function whyOfPipeline(
  { pool, scheduler }: ApiContext,
  asked: PipelineName,
  date: string | undefined,
): Promise<WhyView> {
  if (date !== undefined && !isDate(date))
    throw invalid([{ at: "date", message: `"${date}" is not a date like 2026-11-23` }]);
  const { project, name, removed } = await findNamed(pool, asked);
  const [newest] = removed
    ? await pipelineHistory(pool, { project, name, before: newestRevision, limit: 1 })
    : [];
  const [row] = await deployedPipeline(pool, { project, name });
  const now = ((await databaseClock(pool)) as { now: Date }).now;
  const [summary] = row ? await summariesOf(pool, [row], scheduler.held()) : [];
  return {
    subject: `${project}/${name}`,
    state: summary?.health.status ?? "Missing",
    reasons: whyPipeline({
      removed: newest ? { commit: newest.commit_oid, at: iso(newest.applied_at) } : null,
      now: iso(now),
      clockHold: scheduler.held(),
      sync: { state: row?.sync_state ?? "Unknown", reason: row?.sync_reason ?? null },
      broken: row?.broken ?? false,
      ...(row ? await factsOfDeployed(pool, row, now, date) : nothing),
    }),
  };
}

const nothing = {
  triggers: { schedules: [], after: [] },
  blackouts: [],
  pause: null,
  active: [],
  ofDate: null,
};

async function factsOfDeployed(
  pool: ApiContext["pool"],
  row: DeployedPipelineRow,
  now: Date,
  asked: string | undefined,
) {
  const spec = storedPipeline(row.spec);
  const date = asked ?? businessDate(now.getTime(), spec.timezone);
  const pipelines = [row.id];
  const schedules = await listTriggers(pool, { pipelines });
  const { project } = row;
  const after = { pipelineId: row.id, project, spec, date, now: now.getTime() };
  const [pause] = await pausesOf(pool, { pipelines });
  const active = await blockingRuns(pool, { pipeline: row.id });
  const runs = await runsOfDate(pool, { pipeline: row.id, date });
  return {
    triggers: {
      schedules: schedules.map(({ schedule, timezone, next_at }) => ({
        text: scheduleText(schedule as Schedule, timezone),
        nextAt: isoOrNull(next_at),
      })),
      after: await readAfter(pool, after),
    },
    blackouts: (await blackoutsOf(pool, { pipelines })).map(blackoutFactsOf),
    pause: pause ? holdFactsOf(pause, { project, pipeline: row.name }) : null,
    active: active.map((run) => ({ id: run.id, state: run.state, since: iso(run.due_at) })),
    ofDate: {
      date,
      runs: runs.map((run) => ({
        id: run.id,
        state: run.state,
        reason: run.reason,
        since: isoOrNull(run.finished_at),
      })),
    },
  };
}
