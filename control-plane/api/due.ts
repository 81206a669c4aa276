// What is due next, by the schedules that make runs here.

import type { FastifyInstance } from "fastify";
import { databaseClock } from "#store/runs.sql.ts";
import { dueNext, dueWithin } from "#store/today.sql.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import { type Infer, integer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { type DueView, duePage } from "./today-shapes.ts";

const hourMs = 3_600_000;

const query = object(
  {
    project: optional(plainText("Only of this project.")),
    limit: optional(integer("Entries at most.", { minimum: 1, maximum: 500, default: 50 })),
  },
  "Of what.",
);

export const dueRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof query> & { limit: number } }>(
      "/due",
      {
        schema: describe({
          id: "listDue",
          action: "read",
          tag: "runs",
          summary: "What is due next",
          query,
          answers: { 200: { description: "The nearest first.", schema: duePage } },
        }),
      },
      async ({ query: { project = null, limit }, sight: { classes } }): Promise<DueView> => {
        const { now } = (await databaseClock(pool)) as { now: Date };
        const before = new Date(now.getTime() + hourMs);
        const rows = await dueNext(pool, { project, classes, limit });
        const within = await dueWithin(pool, { project, classes, before });
        return {
          items: rows.map(({ next_at, ...one }) => ({ ...one, dueAt: iso(next_at) })),
          ...{ withinHour: within?.count ?? 0, now: iso(now) },
        };
      },
    );
  };
