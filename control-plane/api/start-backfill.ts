// Asking for a backfill: first what it would do, then the thing itself.

import type { FastifyInstance } from "fastify";
import type { BackfillRange } from "#core/schedule/backfill.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import {
  type BackfillPlan,
  type BackfillRequest,
  createBackfill,
  mostSlots,
  planBackfill,
} from "#engine/backfill.ts";
import type { DeployedPipelineRow } from "#store/pipelines.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { type BackfillPlanView, backfillPlanView, backfillView } from "./backfill-shapes.ts";
import { readBackfill } from "./backfill-view.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { invalid, Problem } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText } from "./route.ts";
import { type Infer, integer, oneOf, opaque, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { checkRun, isDate } from "./start-run.ts";

const backfillBody = object(
  {
    from: optional(text("The first business date, YYYY-MM-DD; or an instant. Needed.")),
    to: optional(
      text("The last business date, included; or the instant before which it ends. Needed."),
    ),
    runs: optional(integer("Runs at a time; 1 when left out.", { minimum: 1, maximum: 1000 })),
    order: optional(oneOf(["oldest", "newest"], "Which come first; `oldest` when left out.")),
    missing: optional(truth("Leave out due times that have a run that succeeded.")),
    params: optional(opaque<Record<string, unknown>>("Values of parameters, by name.")),
    key: optional(plainText("The same key again is the same backfill; by default of the range.")),
    reason: optional(text("Why, for those who read it later.", { maxLength: 1000 })),
  },
  "What to run.",
);
type BackfillBody = Infer<typeof backfillBody>;

export function startBackfillRoutes(app: FastifyInstance, context: ApiContext): void {
  const { pool } = context;
  app.post<{ Params: PipelineName; Body: BackfillBody }>(
    "/pipelines/:project/:name/backfills/plan",
    {
      schema: describe({
        id: "planBackfill",
        action: "backfill",
        tag: "runs",
        summary: "What a backfill would do",
        params: pipelineParams,
        body: backfillBody,
        answers: { 200: { description: "The plan; nothing is made.", schema: backfillPlanView } },
      }),
    },
    async ({ params, body }) => {
      const row = await findDeployed(pool, params);
      const request = await requestOf(context, row, body);
      return planViewOf(row, body, request, await planned(context, request));
    },
  );
  app.post<{ Params: PipelineName; Body: BackfillBody }>(
    "/pipelines/:project/:name/backfills",
    {
      schema: describe({
        id: "startBackfill",
        action: "backfill",
        tag: "runs",
        summary: "Run due times of the past",
        params: pipelineParams,
        body: backfillBody,
        answers: {
          201: { description: "The backfill that was made.", schema: backfillView },
          200: { description: "The backfill that the key had already.", schema: backfillView },
        },
      }),
    },
    async ({ params, body, actor }, reply) => {
      const row = await findDeployed(pool, params);
      const request = await requestOf(context, row, body);
      const plan = await planned(context, request);
      const by = { actor, reason: body.reason ?? null };
      const made = await transaction(pool, (db) => createBackfill(db, request, plan, by));
      if (made.kind === "nothing")
        throw new Problem("conflict", "there is no due time to run in that range", {
          hint: "See the schedule with `trunkline next`, or ask for other dates.",
        });
      if (made.kind === "otherKey")
        throw new Problem("conflict", `the key stands for another backfill, ${made.id}`, {
          hint: "Give another key.",
        });
      if (made.kind === "made") context.scheduler.wake();
      reply
        .status(made.kind === "made" ? 201 : 200)
        .header("location", `/api/v1/backfills/${made.id}`);
      return readBackfill(pool, made.id);
    },
  );
}

/** @throws Problem 422. */
async function requestOf(
  context: ApiContext,
  row: DeployedPipelineRow,
  body: BackfillBody,
): Promise<BackfillRequest> {
  const range = rangeOf(body);
  const spec = storedPipeline(row.spec);
  if (!("from" in range) && spec.triggers.length === 0)
    throw invalid([{ at: "from", message: "a pipeline without a schedule is run by dates" }]);
  const { params = {} } = body;
  await checkRun(context, row, { params, ...("from" in range ? { date: range.from } : {}) });
  return {
    pipelineId: row.id,
    pipeline: spec,
    maxRuns: row.max_runs,
    range,
    missing: body.missing ?? false,
    params,
    runs: body.runs ?? 1,
    newestFirst: body.order === "newest",
    key: body.key || null,
  };
}

function rangeOf({ from, to }: BackfillBody): BackfillRange {
  if (from === undefined || to === undefined)
    throw invalid(
      Object.entries({ from, to }).flatMap(([at, given]) =>
        given === undefined ? [{ at, message: `"${at}" is missing` }] : [],
      ),
    );
  const wrong = Object.entries({ from, to }).filter(
    ([, given]) => !isDate(given) && instantMs(given) === undefined,
  );
  if (wrong.length > 0)
    throw invalid(
      wrong.map(([at, given]) => ({
        at,
        message: `"${given}" is neither a date like 2026-11-23 nor an instant like 2026-11-23T06:00Z`,
      })),
    );
  if (isDate(from) !== isDate(to))
    throw invalid([{ at: "to", message: "from and to are both dates, or both instants" }]);
  if (isDate(from)) {
    if (from <= to) return { from, to };
    throw invalid([{ at: "to", message: `${to} comes before ${from}` }]);
  }
  const [fromMs = 0, toMs = 0] = [from, to].map(instantMs);
  if (fromMs < toMs) return { fromMs, toMs };
  throw invalid([{ at: "to", message: `${to} does not come after ${from}` }]);
}

function instantMs(given: string): number | undefined {
  try {
    return Temporal.Instant.from(given).epochMilliseconds;
  } catch {
    return undefined;
  }
}

async function planned({ pool }: ApiContext, request: BackfillRequest): Promise<BackfillPlan> {
  const { now } = (await databaseClock(pool)) as { now: Date };
  const plan = await planBackfill(pool, request, now);
  if (plan !== "tooMany") return plan;
  throw invalid([
    { at: "to", message: `the range has more than ${mostSlots} due times`, help: "Ask for less." },
  ]);
}

function planViewOf(
  row: DeployedPipelineRow,
  { from, to }: BackfillBody,
  { newestFirst }: BackfillRequest,
  plan: BackfillPlan,
): BackfillPlanView {
  const view = (slot: BackfillPlan["slots"][number] | undefined) =>
    slot === undefined ? null : { date: slot.date, dueAt: new Date(slot.at).toISOString() };
  return {
    project: row.project,
    pipeline: row.name,
    from: from ?? "",
    to: to ?? "",
    key: plan.key,
    runs: plan.slots.length,
    succeeded: plan.succeeded,
    first: view(plan.slots[0]),
    last: view(plan.slots.at(-1)),
    order: newestFirst ? "newest" : "oldest",
    atATime: plan.atATime,
    estimateSeconds: plan.estimateMs === null ? null : Math.ceil(plan.estimateMs / 1000),
    existing: plan.existing,
  };
}
