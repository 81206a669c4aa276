// What machines look at: alive, ready, figures for Prometheus, and the API's description. None of it needs the token.

import type { FastifyInstance } from "fastify";
import { lags } from "#store/projects.sql.ts";
import { strandedTasks } from "#store/routes.sql.ts";
import { activeRuns, databaseClock } from "#store/runs.sql.ts";
import { liveWorkers } from "#store/workers.sql.ts";
import { hostCheck } from "./auth.ts";
import { describe, object } from "./route.ts";
import { opaque, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { readyView } from "./shapes.ts";
import type { ReadyView } from "./types.ts";

export const healthRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/healthz",
      {
        schema: describe({
          id: "isAlive",
          tag: "server",
          summary: "Whether the process answers",
          open: true,
          answers: {
            200: {
              description: "It does.",
              schema: object({ status: text("Always `ok`.") }, "Alive."),
            },
          },
        }),
      },
      async () => ({ status: "ok" }),
    );
    app.get(
      "/readyz",
      {
        schema: describe({
          id: "isReady",
          tag: "server",
          summary: "Whether the server can do its work",
          open: true,
          answers: {
            200: { description: "It can.", schema: readyView },
            503: { description: "It can't.", schema: readyView },
          },
        }),
      },
      async (_, reply): Promise<ReadyView> => {
        const view = await ready(context);
        reply.status(view.ready ? 200 : 503);
        return view;
      },
    );
    app.get(
      "/metrics",
      {
        schema: describe({
          id: "getMetrics",
          tag: "server",
          summary: "Figures for Prometheus",
          open: true,
          answers: {
            200: {
              description: "Prometheus' text format.",
              schema: text("The figures."),
              type: "text/plain",
            },
          },
        }),
      },
      async (_, reply) => {
        reply.type("text/plain; version=0.0.4; charset=utf-8");
        return await metrics(context);
      },
    );
    const isKnownHost = hostCheck(context.hosts);
    app.get(
      "/openapi.json",
      {
        onRequest: async (request) => isKnownHost(request),
        schema: describe({
          id: "getDescription",
          tag: "server",
          summary: "This description",
          open: true,
          answers: { 200: { description: "OpenAPI 3.1.", schema: opaque("The document.") } },
        }),
      },
      async () => app.swagger(),
    );
  };

async function ready({ pool, scheduler, readyChecks }: ApiContext): Promise<ReadyView> {
  const checks: Record<string, () => string | null | Promise<string | null>> = {
    // What the driver says may name hosts and users; anybody may ask this.
    database: () =>
      databaseClock(pool).then(
        () => null,
        () => "does not answer",
      ),
    clock: () => scheduler.held(),
    ...readyChecks,
  };
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const detail = await check();
      return { name, ok: detail === null, detail };
    }),
  );
  return { ready: results.every(({ ok }) => ok), checks: results };
}

async function metrics({ pool, version, scheduler }: ApiContext): Promise<string> {
  const [runs, workers, lag, stranded] = await Promise.all([
    activeRuns(pool),
    liveWorkers(pool),
    lags(pool),
    strandedTasks(pool),
  ]);
  const waiting = stranded.reduce((sum, { tasks }) => sum + tasks, 0);
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const held = scheduler.held() === null ? 0 : 1;
  return [
    gauge("trunkline_info", "The server's version.", [[`{version="${version}"}`, 1]]),
    gauge("trunkline_active_runs", "Unfinished runs.", [
      ['{state="waiting"}', runs?.waiting ?? 0],
      ['{state="running"}', runs?.running ?? 0],
    ]),
    gauge("trunkline_workers", "Living workers.", [["", workers.length]]),
    gauge("trunkline_worker_slots", "Tasks that they run at a time.", [["", slots]]),
    gauge("trunkline_stranded_tasks", "Ready tasks that no living worker takes.", [["", waiting]]),
    gauge(
      "trunkline_sync_lag_seconds",
      "Since the repository that was neglected the longest was last looked at.",
      [["", lag?.sync ?? 0]],
    ),
    gauge("trunkline_due_lag_seconds", "How late the oldest due time is that has no run yet.", [
      ["", lag?.due ?? 0],
    ]),
    gauge("trunkline_clock_held", "1 while scheduling holds.", [["", held]]),
  ].join("");
}

const gauge = (name: string, help: string, values: readonly (readonly [string, number])[]) =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${values
    .map(([labels, value]) => `${name}${labels} ${value}\n`)
    .join("")}`;
