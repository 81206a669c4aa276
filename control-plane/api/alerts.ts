// Alerts: what is open, who was told, acknowledging it, and whether channels work.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { readSettings } from "#alerts/live-settings.ts";
import { testWord } from "#alerts/test-word.ts";
import { type AlertEvent, keyOf, withTags } from "#core/alerts/event.ts";
import { hears } from "#core/alerts/hears.ts";
import { isNews, usualSeverity } from "#core/alerts/kind.ts";
import { channelsTold, type RouteState } from "#core/alerts/routing.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { putMessages } from "#store/alert-messages.sql.ts";
import { acknowledgeAlert, type ListAlertsRow, listAlerts } from "#store/alerts.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { projectAccess } from "#store/sight.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { alertDetail, alertPage, alertWhy } from "./alert-shapes.ts";
import { alertDetails, alertViewOf } from "./alert-view.ts";
import { whyTold } from "./alert-why.ts";
import { mayDo } from "./guard.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { notFound, Problem } from "./problem.ts";
import {
  describe,
  object,
  optional,
  pageFrom,
  pageQuery,
  pipelineParams,
  plainText,
  runParams,
} from "./route.ts";
import { readRunRow, runIdOf } from "./run-view.ts";
import { type Infer, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { AlertDetail, AlertView, AlertWhy, Page } from "./types.ts";

const filter = object(
  {
    ...pageQuery,
    all: optional(truth("Those that are over, too.")),
    project: optional(plainText("Only of this project.")),
    run: optional(plainText("Only about this run.")),
  },
  "What to list.",
);
const idParams = object({ id: text("The alert's id.") }, "In the path.");
const ackBody = object({ note: optional(plainText("What others should know.", 1000)) }, "A note.");

export const alertRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/alerts",
      {
        schema: describe({
          id: "listAlerts",
          action: "read",
          tag: "runs",
          summary: "Alerts that are open",
          query: filter,
          answers: { 200: { description: "The newest first.", schema: alertPage } },
        }),
      },
      async ({ query, sight }): Promise<Page<AlertView>> => {
        const { limit = 50, all = false, project = null, after, run } = query;
        const rows = await find(context, sight, {
          ...{ all, project, limit: limit + 1 },
          before: after === undefined ? null : idOf(after),
          run: run === undefined ? null : runIdOf(run),
        });
        return pageFrom(rows, limit, ({ id }) => id, alertViewOf);
      },
    );
    app.get<{ Params: { id: string } }>(
      "/runs/:id/alerts",
      {
        schema: describe({
          id: "whyRunAlerted",
          action: "read",
          tag: "runs",
          summary: "Who is told of a run, and why",
          params: runParams,
          answers: { 200: { description: "The answer.", schema: alertWhy } },
        }),
      },
      async ({ params, sight }) => {
        const row = await readRunRow(pool, params.id);
        const rows = await find(context, sight, { run: row.id, limit: 20 });
        return why(context, sight, { ...row, subject: `run ${row.id}`, rows });
      },
    );
    app.get<{ Params: PipelineName }>(
      "/pipelines/:project/:name/alerts",
      {
        schema: describe({
          id: "whyPipelineAlerted",
          action: "read",
          tag: "pipelines",
          summary: "Who is told of a pipeline, and why",
          params: pipelineParams,
          answers: { 200: { description: "The answer.", schema: alertWhy } },
        }),
      },
      async ({ params, sight }) => {
        const row = await findDeployed(pool, params);
        const { project, name: pipeline } = row;
        const rows = await find(context, sight, { project, pipeline, limit: 20 });
        const environment = (await getProject(pool, { name: project }))?.environment ?? "";
        const subject = `${project}/${pipeline}`;
        return why(context, sight, { project, environment, spec: row.spec, subject, rows });
      },
    );
    app.get<{ Params: { id: string } }>(
      "/alerts/:id",
      {
        schema: describe({
          id: "showAlert",
          action: "read",
          tag: "runs",
          summary: "An alert and who was told of it",
          params: idParams,
          answers: { 200: { description: "The alert.", schema: alertDetail } },
        }),
      },
      async (request) => detail(context, await one(context, request)),
    );
    app.post<{ Params: { id: string }; Body: Infer<typeof ackBody> }>(
      "/alerts/:id/acknowledge",
      {
        schema: describe({
          id: "acknowledgeAlert",
          action: "review",
          tag: "runs",
          summary: "Say that somebody is at it: nobody else is told until it happens again",
          params: idParams,
          body: ackBody,
          answers: { 200: { description: "The alert.", schema: alertDetail } },
        }),
      },
      (request) => acknowledge(context, request),
    );
  };

const idOf = (id: string): string => (/^[1-9]\d{0,17}$/.test(id) ? id : "0");

type Filter = Partial<Parameters<typeof listAlerts>[1]>;

const find = (
  { pool }: ApiContext,
  { classes, known }: FastifyRequest["sight"],
  some: Filter,
): Promise<ListAlertsRow[]> => listAlerts(pool, { all: true, limit: 1, classes, known, ...some });

/** @throws Problem 404 for one that may not be seen. */
async function one(context: ApiContext, request: FastifyRequest): Promise<ListAlertsRow> {
  const { id } = request.params as { id: string };
  const [row] = await find(context, request.sight, { id: idOf(id) });
  if (!row) throw notFound(`alert "${id}"`);
  return row;
}

async function detail({ pool }: ApiContext, row: ListAlertsRow): Promise<AlertDetail> {
  const [view] = await alertDetails(pool, [row]);
  if (!view) throw new Error("one row gave no view");
  return view;
}

async function acknowledge(
  context: ApiContext,
  request: FastifyRequest<{ Params: { id: string }; Body: Infer<typeof ackBody> }>,
): Promise<AlertDetail> {
  const { pool } = context;
  const { actor, body } = request;
  const row = await one(context, request);
  await mayAcknowledge(context, request, row);
  await transaction(pool, async (db) => {
    const { note = null } = body;
    const done = await acknowledgeAlert(db, { id: row.id, actor, note });
    if (!done)
      throw new Problem(
        "conflict",
        `alert ${row.id} is ${row.state === "resolved" ? "over" : "acknowledged already"}`,
        {
          hint: "`trunkline alerts` lists what is open.",
        },
      );
    const live = await readSettings(db);
    const told = channelsTold(done.routes as RouteState[]).filter((name) => {
      const target = live?.channels[name]?.target;
      return target !== undefined && hears(target, "acknowledge");
    });
    if (told.length > 0)
      await putMessages(db, {
        alerts: told.map(() => row.id),
        channels: told,
        acts: told.map(() => "acknowledge"),
        states: told.map(() => "waiting"),
        details: told.map(() => ({})),
        nexts: told.map(() => null) as unknown as Date[],
      });
    const { kind, project, pipeline } = row.event as AlertEvent;
    const subject = pipeline === null ? (project ?? "server") : `${project}/${pipeline}`;
    await writeAudit(db, {
      actor,
      act: "acknowledge",
      subject,
      detail: { alert: row.id, kind, run: row.run_id, note },
    });
  });
  return detail(context, await one(context, request));
}

/** Of a pipeline it is looked at like what people have changed of its runs; else it is the project's, or the server's. */
async function mayAcknowledge(
  { pool }: ApiContext,
  request: FastifyRequest,
  row: ListAlertsRow,
): Promise<void> {
  const { eyes } = request.server;
  if (eyes.isUnlimited(request.identity)) return;
  if (row.pipeline_id !== null) {
    const facts = await eyes.mayKnow(request.identity, row.class_id);
    if (facts === null) throw notFound(`alert "${row.id}"`);
    return mayDo(request, "review", { kind: "pipeline", facts });
  }
  const { project } = row.event as AlertEvent;
  const found = (await projectAccess(pool)).find(({ name }) => name === project);
  if (found) return mayDo(request, "sync", { kind: "project", ...found });
  return mayDo(request, "manageServer", { kind: "server" });
}

async function why(
  { pool }: ApiContext,
  { known }: FastifyRequest["sight"],
  of: {
    subject: string;
    rows: readonly ListAlertsRow[];
    project: string;
    environment: string;
    spec: unknown;
  },
): Promise<AlertWhy> {
  const { now } = (await databaseClock(pool)) as { now: Date };
  const { subject, rows, project, environment, spec } = of;
  return whyTold(pool, {
    now,
    known,
    subject,
    rows,
    wouldBe: wouldBeOf("failed", project, environment, spec, now),
    wouldSucceed: storedPipeline(spec).watch?.success
      ? wouldBeOf("succeeded", project, environment, spec, now)
      : null,
  });
}

/** What has happened to a run as routes would know it. */
function wouldBeOf(
  kind: "failed" | "succeeded",
  project: string,
  environment: string,
  spec: unknown,
  now: Date,
): AlertEvent {
  const { name: pipeline, owner, tags: own, watch } = storedPipeline(spec);
  const of = { kind, project, environment, pipeline };
  const tags = isNews(kind) ? withTags(own, watch?.tags ?? {}) : own;
  return {
    ...testWord(now, null).event,
    ...{ ...of, owner, tags, key: keyOf(of), severity: usualSeverity[kind] },
  };
}
