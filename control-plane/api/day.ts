// A business date at a glance, for the hand-over of a shift: what is to come, what ran, what did not and why.

import type { FastifyInstance } from "fastify";
import type { Schedule } from "#core/pipeline.ts";
import { type RunState, runStates } from "#core/run.ts";
import { plannedOn } from "#core/schedule/planned.ts";
import type { Db } from "#store/connect.ts";
import { type RunsOfDayRow, runsOfDay, triggersToCome } from "#store/day.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { invalid, notFound } from "./problem.ts";
import { describe, iso, isoOrNull, object, optional, plainText } from "./route.ts";
import { readWaits } from "./run-waits.ts";
import {
  definition,
  type Infer,
  instant,
  integer,
  list,
  mapOf,
  maybe,
  oneOf,
  text,
} from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { isDate } from "./start-run.ts";
import { veilFor } from "./veil.ts";

const dayRun = object(
  {
    id: text("The run's id, the newest generation of its slot."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    state: oneOf(runStates, "Its state."),
    dueAt: instant("When it was due"),
    slot: text("What made it due."),
    generation: integer("From 1."),
    startedAt: maybe(instant("When it was let start")),
    finishedAt: maybe(instant("When it ended")),
    why: maybe(
      text(
        "What it or, where no worker works on it, its tasks wait for; why it never started or was cancelled; which tasks failed.",
      ),
    ),
    toReview: list(
      text("A run's id."),
      "Generations of its slot, newest first, of which people changed something that nobody has reviewed.",
    ),
  },
  "A run for the date.",
);

const dayView = definition(
  "Day",
  {
    date: text("The business date."),
    now: instant("The database's clock"),
    counts: mapOf(integer("How many."), "By state, and `planned`; also where the lists are cut."),
    planned: list(
      object(
        {
          project: text("The project."),
          pipeline: text("The pipeline."),
          dueAt: instant("When it is due"),
        },
        "A due time.",
      ),
      "Due times of the date that are still to come, by the schedules; at most 1,000.",
    ),
    runs: list(dayRun, "Runs for the date by due time; of each state at most 1,000."),
  },
  "A business date at a glance.",
);
export type DayView = Infer<typeof dayView>;

const mostShown = 1_000;
/** Beyond this they are not even counted: a due time each second of a day, for a year of pipelines. */
const mostPlanned = 100_000;
const dayMs = 86_400_000;

const dayParams = object({ date: text("The business date, YYYY-MM-DD.") }, "In the path.");
const dayQuery = object({ project: optional(plainText("Only of the project.")) }, "Of what.");

export const dayRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { date: string }; Querystring: Infer<typeof dayQuery> }>(
      "/days/:date",
      {
        schema: describe({
          id: "getDay",
          action: "read",
          tag: "runs",
          summary: "A business date at a glance",
          params: dayParams,
          query: dayQuery,
          answers: { 200: { description: "What became of it so far.", schema: dayView } },
        }),
      },
      async ({ params: { date }, query: { project = null }, sight }) => {
        if (!isDate(date)) throw notFound(`date "${date}"`, "Write it like 2026-11-23.");
        if (project !== null && !(await getProject(pool, { name: project })))
          throw notFound(`project "${project}"`);
        return readDay(pool, date, project, sight);
      },
    );
  };

async function readDay(
  db: Db,
  date: string,
  project: string | null,
  sight: Sight,
): Promise<DayView> {
  const { classes } = sight;
  const { now } = (await databaseClock(db)) as { now: Date };
  const rows = await runsOfDay(db, { date, project, classes, limit: mostShown });
  const waits = await readWaits(
    db,
    rows.filter(({ state, idle }) => state === "waiting" || idle),
    sight,
  );
  const pipelines = [...new Set(rows.map((row) => row.pipeline_id))];
  const veil = await veilFor(db, sight, { pipelines });
  const planned = await readPlanned(db, date, { project, classes });
  const counts = new Map<RunState, number>(rows.map(({ state, total }) => [state, total]));
  return {
    date,
    now: iso(now),
    counts: {
      planned: planned.length,
      ...Object.fromEntries(runStates.map((state) => [state, counts.get(state) ?? 0])),
    },
    planned: planned.slice(0, mostShown),
    runs: rows.map((row) =>
      runOf({ ...row, reason: veil.text(row.reason) }, waits.get(row.id) ?? null),
    ),
  };
}

async function readPlanned(
  db: Db,
  date: string,
  narrow: { project: string | null; classes: readonly number[] | null },
): Promise<DayView["planned"]> {
  const before = new Date(Date.parse(date) + 3 * dayMs);
  const planned: { project: string; pipeline: string; at: number }[] = [];
  // Each distinct schedule is computed once, however many pipelines have it.
  const known = new Map<string, number[]>();
  for (const row of await triggersToCome(db, { before, ...narrow })) {
    const schedule = row.schedule as Schedule;
    const key = JSON.stringify([schedule, row.timezone, row.new_day, row.cursor_at]);
    const trigger = { schedule, timezone: row.timezone, newDay: row.new_day };
    const times = known.get(key) ?? plannedOn(trigger, date, row.cursor_at.getTime(), mostPlanned);
    known.set(key, times);
    for (const at of times) planned.push({ project: row.project, pipeline: row.pipeline, at });
    if (planned.length > mostPlanned)
      throw invalid([
        { at: "date", message: `more than ${mostPlanned} due times are to come; name a project` },
      ]);
  }
  // Equal instants of different triggers of a pipeline are one due time.
  const distinct = new Map(planned.map((one) => [`${one.project}/${one.pipeline} ${one.at}`, one]));
  return [...distinct.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...names }) => ({ ...names, dueAt: new Date(at).toISOString() }));
}

const runOf = (row: RunsOfDayRow, waits: string | null): DayView["runs"][number] => ({
  id: row.id,
  project: row.project,
  pipeline: row.pipeline,
  state: row.state,
  dueAt: iso(row.due_at),
  slot: row.slot,
  generation: row.generation,
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
  why: whyOf(row, waits),
  toReview: row.to_review,
});

function whyOf({ state, reason, failed }: RunsOfDayRow, waits: string | null): string | null {
  const parts = [failed === null ? null : `failed: ${failed}`, waits].filter((one) => one !== null);
  if (parts.length > 0) return parts.join("; ");
  // Of one that runs it is why somebody ran it again.
  return state === "running" ? null : reason;
}
