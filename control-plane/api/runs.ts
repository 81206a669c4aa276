// Runs: list, detail with waiting for their end, trace, why, cancel.

import type { FastifyInstance } from "fastify";
import { type RunState, runStates } from "#core/run.ts";
import { foldReasons } from "#core/why-fold.ts";
import { pipelinesOfName } from "#store/pipelines.sql.ts";
import { getProject, revisionsOfCommit } from "#store/projects.sql.ts";
import { cancelRun, listRuns } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { checkResultsRoute } from "./check-results.ts";
import { forceRoute } from "./force.ts";
import { markRoute } from "./mark.ts";
import { overrideRoute } from "./override.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { proofRoute } from "./proof.ts";
import { rerunRoute } from "./rerun.ts";
import { rightEnds } from "./right-ends.ts";
import { describe, object, optional, pageQuery, plainText, runParams } from "./route.ts";
import { matchingRuns } from "./run-filter.ts";
import { runOutputsRoute } from "./run-outputs.ts";
import { runPage, runView, whyView } from "./run-shapes.ts";
import { runTraceRoute } from "./run-trace.ts";
import { readRun, readRunRow, runSummaryOf, withTasks } from "./run-view.ts";
import { untilFinished } from "./run-wait.ts";
import { withWaits } from "./run-waits.ts";
import { type Infer, integer, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { isDate } from "./start-run.ts";
import type { Page, RunSummary, RunView } from "./types.ts";
import { whyOfRun } from "./why-run.ts";

const listQuery = object(
  {
    ...pageQuery,
    project: optional(plainText("Only those of the project.")),
    pipeline: optional(plainText("Only those of pipelines of the name.")),
    state: optional(oneOf(runStates, "Only those in the state.")),
    date: optional(text("Only those for the business date, YYYY-MM-DD.")),
    commit: optional(
      text("Only those of the deployed commit, by its id or the id's first digits.", {
        pattern: "^[0-9a-fA-F]{1,64}$",
      }),
    ),
    tasks: optional(truth("With their tasks; a page then holds 20,000 of them at most.")),
    where: optional(
      text(
        "Only those for which the CEL expression is true; a page may then be short of its limit.",
      ),
    ),
    newest: optional(truth("Only the last generation of each slot.")),
  },
  "Which runs.",
);
type ListQuery = Infer<typeof listQuery> & { limit: number };

const showQuery = object(
  {
    wait: optional(
      integer("Seconds to wait for its end; then it is shown as it is.", {
        minimum: 0,
        maximum: 60,
      }),
    ),
  },
  "How to read it.",
);
const whyQuery = object(
  {
    task: optional(
      plainText("Only this task, by its declared name, or an instance such as load[eu]."),
    ),
    fold: optional(
      truth(
        "What is the same of several tasks once, what needs somebody first, and 200 reasons at most.",
      ),
    ),
  },
  "What of it.",
);
const cancelBody = object(
  {
    reason: optional(text("Why, for those who read it later.", { maxLength: 1000 })),
  },
  "Why.",
);
type OfRun = { Params: { id: string } };

export const runRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    const shown = { 200: { description: "The run.", schema: runView } };
    app.get<{ Querystring: ListQuery }>(
      "/runs",
      {
        schema: describe({
          id: "listRuns",
          action: "read",
          tag: "runs",
          summary: "Runs, newest first",
          query: listQuery,
          answers: { 200: { description: "A page of them.", schema: runPage } },
        }),
      },
      ({ query, sight }) => runs(context, query, sight),
    );
    app.get<OfRun & { Querystring: Infer<typeof showQuery> }>(
      "/runs/:id",
      {
        schema: describe({
          id: "getRun",
          action: "read",
          tag: "runs",
          summary: "A run, now or when it has ended",
          params: runParams,
          query: showQuery,
          answers: shown,
        }),
      },
      async (request, reply) => {
        const { params, query, sight } = request;
        if (query.wait) {
          const ended = rightEnds(context, request, reply.raw);
          await untilFinished(context, reply.raw, params.id, query.wait * 1000, ended);
        }
        return readRun(pool, params.id, sight);
      },
    );
    app.get<OfRun & { Querystring: Infer<typeof whyQuery> }>(
      "/runs/:id/why",
      {
        schema: describe({
          id: "whyRun",
          action: "read",
          tag: "runs",
          summary: "What a run waits for, or what became of it",
          params: runParams,
          query: whyQuery,
          answers: { 200: { description: "The reasons.", schema: whyView } },
        }),
      },
      async ({ params, query, sight }) => {
        const why = await whyOfRun(pool, params.id, query.task ?? null, sight);
        return query.fold ? { ...why, reasons: foldReasons(why.reasons, mostFolded) } : why;
      },
    );
    app.post<OfRun & { Body: Infer<typeof cancelBody> }>(
      "/runs/:id/cancel",
      {
        schema: describe({
          id: "cancelRun",
          action: "cancel",
          tag: "runs",
          summary: "Stop a run",
          params: runParams,
          body: cancelBody,
          answers: shown,
        }),
      },
      ({ params, body, actor, sight }) =>
        cancel(context, params.id, { reason: body.reason, actor, sight }),
    );
    proofRoute(app, context);
    checkResultsRoute(app, context);
    runOutputsRoute(app, context);
    runTraceRoute(app, context);
    rerunRoute(app, context);
    markRoute(app, context);
    forceRoute(app, context);
    overrideRoute(app, context);
  };

/** Of reasons for people; without folding a run has them all. */
const mostFolded = 200;

const beyondEveryId = "9223372036854775807";

/** Of a page with tasks; a run of more is a page of its own. */
const mostTasks = 20_000;

async function runs(
  { pool }: ApiContext,
  query: ListQuery,
  sight: Sight,
): Promise<Page<RunSummary>> {
  const { classes } = sight;
  const { after, limit, project = null, pipeline, state, date, commit } = query;
  const issues = [
    ...(after === undefined || /^\d{1,18}$/.test(after)
      ? []
      : [{ at: "after", message: "after is not a `next` of a page" }]),
    ...(date === undefined || isDate(date)
      ? []
      : [{ at: "date", message: `"${date}" is not a date like 2026-11-23` }]),
  ];
  if (issues.length > 0) throw invalid(issues);
  if (project !== null && !(await getProject(pool, { name: project })))
    throw notFound(`project "${project}"`);
  // Ids first: with them the index of a pipeline's runs is used.
  const pipelines =
    pipeline === undefined
      ? null
      : await pipelinesOfName(pool, { name: pipeline, project, classes });
  if (pipelines?.length === 0) throw notFound(`pipeline "${pipeline}"`);
  const revisions =
    commit === undefined ? null : await revisionsOfCommit(pool, { prefix: commit.toLowerCase() });
  // That of a project which may not be read is none either.
  if (revisions?.length === 0 && classes === null) throw notFound(`deployed commit ${commit}`);
  const narrow = {
    before: after ?? beyondEveryId,
    pipelines: pipelines?.map(({ id }) => id) ?? null,
    project,
    revisions: revisions?.map(({ id }) => id) ?? null,
    active: state !== undefined && isActive(state),
    state: state ?? null,
    date: date ?? null,
  };
  const newest = query.newest ?? false;
  // The page is cut first, so that only its runs are led back.
  const found = await matchingRuns(pool, query.where, sight, { ...narrow, newest, limit });
  const rows = await withWaits(pool, await listRuns(pool, { ids: found.ids }), sight);
  let { next } = found;
  if (!query.tasks) return { items: rows.map(runSummaryOf), next };
  const shown = rows.slice(0, fitting(rows));
  if (shown.length < rows.length) next = shown.at(-1)?.id ?? null;
  return { items: await withTasks(pool, shown, sight), next };
}

/** How many of the rows come with few enough tasks. */
function fitting(rows: readonly { task_count: number }[]): number {
  let sum = 0;
  const end = rows.findIndex(({ task_count }) => {
    sum += task_count;
    return sum > mostTasks;
  });
  return end < 0 ? rows.length : Math.max(1, end);
}

const isActive = (state: RunState): boolean => state === "waiting" || state === "running";

async function cancel(
  { pool }: ApiContext,
  id: string,
  { reason, actor, sight }: { reason: string | undefined; actor: string; sight: Sight },
): Promise<RunView> {
  const before = await readRunRow(pool, id);
  await transaction(pool, async (db) => {
    const row = await cancelRun(db, { id, reason: reason || `cancelled by ${actor}` });
    if (!row?.cancelled)
      throw new Problem("conflict", `run ${id} has ended: it ${before.state}`, {
        hint: "Only a run that waits or runs can be cancelled.",
      });
    await writeAudit(db, { actor, act: "cancel", subject: id, detail: { reason: reason ?? null } });
  });
  return readRun(pool, id, sight);
}
