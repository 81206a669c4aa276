// What machines look at: alive, ready, figures for Prometheus, and the API's description. None of it needs a token, but for
// figures where others than this machine reach the server, or rights are limited: they name projects and count everything.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { onlyLocal } from "#access/access.ts";
import { databaseClock } from "#store/runs.sql.ts";
import type { Door } from "./auth.ts";
import { hostCheck } from "./host-check.ts";
import { metrics } from "./metrics.ts";
import { Problem } from "./problem.ts";
import { describe, object } from "./route.ts";
import { maybe, opaque, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { readyView } from "./status-shapes.ts";
import type { ReadyView } from "./types.ts";

export const healthRoutes =
  (context: ApiContext, door: Door) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/healthz",
      {
        schema: describe({
          id: "isAlive",
          action: null,
          tag: "server",
          summary: "Whether the process answers",
          open: true,
          answers: {
            200: {
              description: "It does.",
              schema: object(
                {
                  status: text("Always `ok`."),
                  paused: maybe(text("Why nothing starts: `restored`, for a copy of a database.")),
                },
                "Alive.",
              ),
            },
          },
        }),
      },
      async () => ({ status: "ok", paused: context.copyReason() === null ? null : "restored" }),
    );
    app.get(
      "/readyz",
      {
        schema: describe({
          id: "isReady",
          action: null,
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
          action: null,
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
      async (request, reply) => {
        if (context.isPublic || context.access.version !== onlyLocal.version)
          await seesFigures(context, door, request);
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
          action: null,
          tag: "server",
          summary: "This description",
          open: true,
          answers: { 200: { description: "OpenAPI 3.1.", schema: opaque("The document.") } },
        }),
      },
      async () => app.swagger(),
    );
  };

/** @throws Problem 401, 429, 403. */
async function seesFigures(
  { access }: ApiContext,
  door: Door,
  request: FastifyRequest,
): Promise<void> {
  await door(request);
  const { identity } = request;
  if (access.decide(identity, "readMetrics", { kind: "server" }).allowed) return;
  throw new Problem("forbidden", `${identity.name} may not see the server's figures`, {
    hint: "Ask somebody who manages access for the right `readMetrics`.",
  });
}

async function ready({ pool, scheduler, copyReason, readyChecks }: ApiContext): Promise<ReadyView> {
  const checks: Record<string, () => string | null | Promise<string | null>> = {
    // What the driver says may name hosts and users; anybody may ask this.
    database: () =>
      databaseClock(pool).then(
        () => null,
        () => "does not answer",
      ),
    clock: () => (copyReason() === null ? scheduler.held() : null),
    ...(copyReason() === null ? {} : { restored: () => "a restored copy that was not released" }),
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
