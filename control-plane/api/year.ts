// A year of a pipeline by business dates: what ran, what is to come by the schedules, and what is left out and why.

import type { FastifyInstance } from "fastify";
import { businessDate, type DayRule, midnight } from "#core/business-date.ts";
import type { CalendarLines } from "#core/calendar/lines.ts";
import type { Trigger } from "#core/pipeline.ts";
import type { RunState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { stageText } from "#core/waves/refusal.ts";
import type { PipelineWave } from "#core/waves/wave.ts";
import { daysOfYear, type YearDay, type YearFacts } from "#core/year/days.ts";
import type { Deployed } from "#core/year/due-days.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import { deployedPipeline } from "#store/pipelines.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { calendarLines } from "#store/sources.sql.ts";
import { listTriggers } from "#store/triggers.sql.ts";
import { type DeployedDuesRow, deployedDues, type RunDaysRow, runDays } from "#store/year.sql.ts";
import { findNamed, type PipelineName } from "./pipeline-view.ts";
import { describe, iso, object, optional, pipelineParams } from "./route.ts";
import { type Infer, integer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { YearView } from "./types.ts";
import { type Veil, veilFor } from "./veil.ts";
import { yearView } from "./year-shapes.ts";

const yearQuery = object(
  {
    year: optional(
      integer("The year; the present one when left out.", { minimum: 1971, maximum: 2199 }),
    ),
  },
  "Which year.",
);

export const yearRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: PipelineName; Querystring: Infer<typeof yearQuery> }>(
      "/pipelines/:project/:name/year",
      {
        schema: describe({
          id: "getPipelineYear",
          action: "read",
          tag: "pipelines",
          summary: "Its days of a year: what ran, what is to come, what is left out and why",
          params: pipelineParams,
          query: yearQuery,
          answers: { 200: { description: "The year.", schema: yearView } },
        }),
      },
      ({ params, query, sight }) => yearOf(context, params, query.year ?? null, sight),
    );
  };

/** Deployments of one pipeline in a year; of more the oldest are not known. */
const mostDeployments = 400;
/** Others have their turn in between. */
const daysAtOnce = 31;
const dayMs = 86_400_000;

async function yearOf(
  { pool }: ApiContext,
  asked: PipelineName,
  askedYear: number | null,
  sight: Sight,
): Promise<YearView> {
  const { project, name, ids } = await findNamed(pool, asked, sight.classes);
  const [row] = await deployedPipeline(pool, { project, name });
  const now = ((await databaseClock(pool)) as { now: Date }).now;
  const rule: DayRule = row ? storedPipeline(row.spec) : { timezone: "UTC", newDay: midnight };
  const { timezone, newDay } = rule;
  const today = businessDate(now.getTime(), rule);
  const year = askedYear ?? Number(today.slice(0, 4));
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const rows = Map.groupBy(
    await runDays(pool, { pipelines: ids, from: first, to: last }),
    ({ date }) => date,
  );
  const days = await withTurns(
    {
      ...{ timezone, newDay, now: now.getTime(), ran: new Set(rows.keys()) },
      ...(await deploymentsOf(pool, ids, first, last)),
      ...(await standing(pool, row?.id ?? null)),
    },
    year,
  );
  const veil = await veilFor(pool, sight, { pipelines: ids });
  const shown = days.map((day) => dayView(day, rows.get(day.date) ?? [], veil));
  const counts = Map.groupBy(shown, ({ is }) => is);
  return {
    ...{ project, pipeline: name, year, timezone, newDay, now: iso(now), today, days: shown },
    counts: {
      ...Object.fromEntries([...counts].map(([is, of]) => [is, of.length])),
      late: shown.filter(({ late }) => late > 0).length,
    },
  };
}

async function withTurns(facts: YearFacts, year: number): Promise<YearDay[]> {
  const days: YearDay[] = [];
  for (const day of daysOfYear(year, facts)) {
    days.push(day);
    if (days.length % daysAtOnce === 0) await new Promise((go) => setImmediate(go));
  }
  return days;
}

/** Of what is deployed now; nothing of what was removed. */
async function standing(
  db: ApiContext["pool"],
  id: number | null,
): Promise<Pick<YearFacts, "blackouts" | "lines" | "nextAt">> {
  if (id === null) return { blackouts: [], lines: {}, nextAt: null };
  const pipelines = [id];
  const stored = await calendarLines(db, { pipeline: id });
  const next = (await listTriggers(db, { pipelines })).flatMap(
    ({ next_at }) => next_at?.getTime() ?? [],
  );
  return {
    blackouts: (await blackoutsOf(db, { pipelines })).map(blackoutFactsOf),
    lines: (stored?.lines ?? {}) as CalendarLines,
    nextAt: next.length === 0 ? null : Math.min(...next),
  };
}

async function deploymentsOf(
  db: ApiContext["pool"],
  pipelines: number[],
  first: string,
  last: string,
): Promise<Pick<YearFacts, "deployed" | "isCut">> {
  // A business date lies within two and a half days of the beginning of the same date in UTC.
  const from = new Date(Date.parse(first) - 2 * dayMs);
  const to = new Date(Date.parse(last) + 3 * dayMs);
  const rows = await deployedDues(db, { pipelines, from, to, limit: mostDeployments });
  return { deployed: rows.toReversed().map(deployedOf), isCut: rows.length === mostDeployments };
}

function deployedOf(row: DeployedDuesRow): Deployed {
  const wave = (row.wave ?? undefined) as PipelineWave | undefined;
  return {
    ...{ at: row.applied_at.getTime(), commit: row.commit_oid, staged: stageText(wave) },
    pipeline:
      row.revision === null
        ? null
        : { triggers: (row.triggers ?? []) as Trigger[], newDay: row.new_day ?? midnight },
  };
}

/** What needs somebody first: a day on which something ran is not one on which all was skipped. */
const byNeed: readonly RunState[] = [
  ...(["failed", "cancelled", "running", "waiting", "succeeded", "skipped"] as const),
];

function dayView(day: YearDay, rows: readonly RunDaysRow[], veil: Veil): YearView["days"][number] {
  const runs = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  const worst = byNeed.find((state) => runs[state] !== undefined) ?? null;
  const is =
    worst !== null
      ? "ran"
      : day.unobserved !== null
        ? "unobserved"
        : day.planned > 0
          ? "planned"
          : day.exclusions.length > 0
            ? "excluded"
            : "none";
  const exclusions = day.exclusions.map((one) => ({ ...one, text: veil.text(one.text) }));
  return {
    ...day,
    is,
    worst,
    runs,
    exclusions,
    late: rows.reduce((sum, { late }) => sum + late, 0),
  };
}
