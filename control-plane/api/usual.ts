// What is usual of pipelines' runs: the zone of their times, and how long they take.

import type { FastifyInstance } from "fastify";
import { usualLength } from "#core/today/usual.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { usualOf } from "#store/today.sql.ts";
import { describe, iso, list, object, plainText } from "./route.ts";
import type { ApiContext } from "./server.ts";
import { type UsualView, usualPage } from "./today-shapes.ts";
import type { Page } from "./types.ts";

/** Of each pipeline so many of its newest runs are looked at. */
const newest = 30;
/** More are not asked for at a time. */
const most = 500;

const query = object(
  { of: list(plainText("`PROJECT/PIPELINE`; the first 500 of them are answered."), "Which.") },
  "Of which.",
);

export const usualRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: { of: string[] } }>(
      "/usual",
      {
        schema: describe({
          id: "listUsual",
          action: "read",
          tag: "pipelines",
          summary: "In which zone pipelines run, and how long they usually take",
          query,
          answers: { 200: { description: "Those that are there.", schema: usualPage } },
        }),
      },
      async ({ query: { of }, sight: { classes } }): Promise<Page<UsualView>> => {
        const named = [...new Set(of)].slice(0, most).map((one) => one.split("/"));
        const rows = await usualOf(pool, {
          projects: named.map(([project = ""]) => project),
          names: named.map(([, name = ""]) => name),
          ...{ classes, limit: newest },
        });
        const { now } = (await databaseClock(pool)) as { now: Date };
        const today = iso(now).slice(0, 10);
        const items = rows.map(({ project, name, timezone, lengths, dates }) => ({
          ...{ project, pipeline: name, timezone },
          medianMs: usualLength(lengths as number[], dates as string[], today),
        }));
        return { items, next: null };
      },
    );
  };
