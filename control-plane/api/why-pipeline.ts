// Reads what `core/why-pipeline.ts` explains a pipeline from: why a run of it is due, was due, or doesn't exist.

import { businessDate, type DayRule, midnight } from "#core/business-date.ts";
import type { CalendarLines } from "#core/calendar/lines.ts";
import type { Pipeline, Schedule } from "#core/pipeline.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { makesRuns } from "#core/waves/wave.ts";
import { calendarReasons } from "#core/why-calendar.ts";
import type { DateFacts } from "#core/why-date.ts";
import { type PipelineFacts, whyPipeline } from "#core/why-pipeline.ts";
import { type Reason, reason } from "#core/why-reason.ts";
import { type MessageFacts, scheduleText } from "#core/why-triggers.ts";
import { readAfter } from "#engine/after-today.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import { refusedByStage } from "#engine/stage-gate.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import { pausesOf } from "#store/holds.sql.ts";
import { type ListTriggerSourcesRow, listTriggerSources } from "#store/messages.sql.ts";
import {
  type DeployedPipelineRow,
  deployedAround,
  deployedPipeline,
  pipelineHistory,
} from "#store/pipelines.sql.ts";
import { blockingRuns, databaseClock, type RunsOfDateRow, runsOfDate } from "#store/runs.sql.ts";
import { calendarLines } from "#store/sources.sql.ts";
import { type ListTriggersRow, listTriggers } from "#store/triggers.sql.ts";
import { driftText, inForce } from "./break-glass-view.ts";
import { holdFactsOf } from "./hold-view.ts";
import { findNamed, type PipelineName, staleOf, summariesOf } from "./pipeline-view.ts";
import { invalid } from "./problem.ts";
import { iso, isoOrNull } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { isDate } from "./start-run.ts";
import { stateOf } from "./triggers.ts";
import type { WhyView } from "./types.ts";
import { projectReason, veilFor } from "./veil.ts";

/** Above every id of a revision. */
const newestRevision = 2_147_483_647;

/** @param date Business date; the present one by the pipeline's zone and new day when undefined. @throws Problem */
export async function whyOfPipeline(
  { pool, scheduler }: ApiContext,
  asked: PipelineName,
  date: string | undefined,
  sight: Sight,
): Promise<WhyView> {
  const { classes } = sight;
  if (date !== undefined && !isDate(date))
    throw invalid([{ at: "date", message: `"${date}" is not a date like 2026-11-23` }]);
  const { project, name, ids, removed } = await findNamed(pool, asked, classes);
  const [newest] = removed
    ? await pipelineHistory(pool, { project, name, before: newestRevision, classes, limit: 1 })
    : [];
  const [row] = await deployedPipeline(pool, { project, name });
  const now = ((await databaseClock(pool)) as { now: Date }).now;
  const [summary] = row ? await summariesOf(pool, [row], scheduler.held(), sight) : [];
  const day = row ? storedPipeline(row.spec) : { timezone: "UTC", newDay: midnight };
  const of = date ?? businessDate(now.getTime(), day);
  const runs = await runsOfDate(pool, { pipelines: ids, date: of, limit: mostRuns });
  const triggers = await listTriggers(pool, { pipelines: ids });
  const veil = await veilFor(pool, sight, { pipelines: ids });
  return {
    subject: `${project}/${name}`,
    state: summary?.health.status ?? "Missing",
    reasons: [
      ...(await driftReasons(pool, project, name)),
      ...whyPipeline({
        removed: newest ? { commit: newest.commit_oid, at: iso(newest.applied_at) } : null,
        now: iso(now),
        clockHold: scheduler.held(),
        sync: {
          state: row?.sync_state ?? "Unknown",
          reason: projectReason(project, row?.sync_reason ?? null, sight),
        },
        stale: row ? staleOf(row) : null,
        ofDate: {
          date: of,
          runs: runs.map((run) => ({ ...run, since: isoOrNull(run.finished_at) })),
        },
        onDate:
          date === undefined ? null : await onDate(pool, { ids, date, now, day, runs, triggers }),
        ...(row ? await factsOfDeployed(pool, row, triggers, now, of) : nothing),
      }),
    ].map(veil.reason),
  };
}

/** What people changed of it without a commit. */
const driftReasons = async (
  pool: ApiContext["pool"],
  project: string,
  pipeline: string,
): Promise<Reason[]> =>
  (await inForce(pool, { project, pipeline })).map((row) =>
    reason("override", driftText(row), {
      ...{ since: isoOrNull(row.approved_at), until: iso(row.until) },
      change: `trunkline break-glass end ${project}/${pipeline}`,
    }),
  );

/** Due times of a day by the second, and some. */
const mostRuns = 90_000;
/** Deployments of one pipeline around a day. */
const mostDeployments = 1_000;
const dayMs = 86_400_000;

async function onDate(
  pool: ApiContext["pool"],
  { ids, date, now, day, runs, triggers }: Asked,
): Promise<DateFacts> {
  // A business date lies within two and a half days of the beginning of the same date in UTC.
  const from = new Date(Date.parse(date) - 2 * dayMs);
  const to = new Date(Date.parse(date) + 3 * dayMs);
  const deployed = await deployedAround(pool, { pipelines: ids, from, to, limit: mostDeployments });
  const next = triggers.flatMap(({ next_at }) => next_at?.getTime() ?? []);
  return {
    date,
    now: now.getTime(),
    timezone: day.timezone,
    newDay: day.newDay,
    deployed: deployed.map(({ applied_at, commit_oid, spec }) => {
      const pipeline = spec === null ? null : storedPipeline(spec);
      return {
        at: applied_at.getTime(),
        commit: commit_oid,
        triggers: pipeline && duesOf(pipeline),
        hasAfter: (pipeline?.after ?? []).length > 0,
        wave: pipeline && !makesRuns(pipeline) ? (pipeline.wave ?? null) : null,
      };
    }),
    recorded: new Set(
      runs.flatMap(({ slot, due_at }) => (slot.startsWith("t:") ? [due_at.getTime()] : [])),
    ),
    nextAt: next.length === 0 ? null : Math.min(...next),
  };
}

const duesOf = ({ triggers, newDay }: Pick<Pipeline, "triggers" | "newDay">) =>
  triggers.map(({ schedule, timezone }) => ({ schedule, timezone, newDay }));

interface Asked {
  /** Every identity that the name has or had. */
  ids: number[];
  date: string;
  now: Date;
  day: DayRule;
  runs: readonly RunsOfDateRow[];
  triggers: readonly ListTriggersRow[];
}

const nothing = {
  triggers: { schedules: [], after: [], messages: [] },
  blackouts: [],
  pause: null,
  staged: null,
  active: [],
};

async function factsOfDeployed(
  pool: ApiContext["pool"],
  row: DeployedPipelineRow,
  triggers: readonly ListTriggersRow[],
  now: Date,
  date: string,
): Promise<Pick<PipelineFacts, keyof typeof nothing>> {
  const spec = storedPipeline(row.spec);
  const pipelines = [row.id];
  const schedules = triggers.filter((trigger) => trigger.pipeline_id === row.id);
  const { project } = row;
  const after = { pipelineId: row.id, project, spec, date, now: now.getTime() };
  const stored = await calendarLines(pool, { pipeline: row.id });
  const lines = (stored?.lines ?? {}) as CalendarLines;
  const [pause] = await pausesOf(pool, { pipelines });
  const active = await blockingRuns(pool, { pipelines });
  return {
    triggers: {
      schedules: schedules.map(({ schedule, timezone, next_at }) => ({
        text: scheduleText(schedule as Schedule, timezone),
        nextAt: isoOrNull(next_at),
      })),
      after: await readAfter(pool, after),
      messages: (await listTriggerSources(pool, { pipeline: row.id })).map(messageFactsOf),
      calendar: calendarReasons(spec.triggers, date, lines),
    },
    blackouts: (await blackoutsOf(pool, { pipelines })).map(blackoutFactsOf),
    staged: await refusedByStage(pool, row.id),
    pause: pause ? holdFactsOf(pause, { project, pipeline: row.name }) : null,
    active: active.map((run) => ({ id: run.id, state: run.state, since: iso(run.due_at) })),
  };
}

function messageFactsOf(row: ListTriggerSourcesRow): MessageFacts {
  const { source, runsOn } = row.trigger as MessageTrigger;
  const labels = runsOn.length === 0 ? "" : ` with ${runsOn.join(", ")}`;
  return {
    text: sourceKind(source).text(source),
    lastAt: isoOrNull(row.last_at),
    error:
      row.error === null
        ? null
        : { text: row.error, since: iso(row.error_since ?? row.last_at ?? new Date(0)) },
    aside: row.aside,
    unfollowed: stateOf(row) === "unfollowed" ? `no worker${labels} is there to follow it` : null,
  };
}
