// How many runs began in each hour of the day, and how many are still due.

import type { FastifyInstance } from "fastify";
import type { Schedule } from "#core/pipeline.ts";
import { isTimezone } from "#core/timezone.ts";
import { dayIn, dueByHour } from "#core/today/load.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { begunByHour, schedulesToCome } from "#store/today.sql.ts";
import { invalid } from "./problem.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { type LoadView, loadView } from "./today-shapes.ts";

/** So many of the newest runs are looked through: there is no index of when they began, which each start would pay for. */
const mostLooked = 20_000;
const hourMs = 3_600_000;

const query = object(
  {
    project: optional(plainText("Only of this project.")),
    timezone: optional(plainText("IANA zone in which the day is; UTC when left out.")),
  },
  "Of what.",
);

export const loadRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof query> }>(
      "/load",
      {
        schema: describe({
          id: "getLoad",
          action: "read",
          tag: "runs",
          summary: "Runs of today by the hour: begun, ended, still due",
          query,
          answers: { 200: { description: "As far as is known now.", schema: loadView } },
        }),
      },
      async ({ query: { project = null, timezone = "UTC" }, sight }): Promise<LoadView> => {
        if (!isTimezone(timezone))
          throw invalid([{ at: "timezone", message: `"${timezone}" is not a time zone` }]);
        const { classes } = sight;
        const { now } = (await databaseClock(pool)) as { now: Date };
        const day = dayIn(timezone, now.getTime());
        const from = new Date(day.from);
        const rows = await begunByHour(pool, { from, project, classes, limit: mostLooked });
        const schedules = await schedulesToCome(pool, {
          before: new Date(day.to),
          ...{ project, classes },
        });
        const due = dueByHour(
          schedules.map((row) => ({ ...row, schedule: row.schedule as Schedule })),
          ...([day, now.getTime()] as const),
        );
        const of = (hour: number, state: string | null) =>
          rows
            .filter((row) => row.hour === hour && (state ?? row.state) === row.state)
            .reduce((sum, { count }) => sum + count, 0);
        const reached = rows[0]?.reached ?? null;
        return {
          ...{ timezone, from: iso(from), now: iso(now) },
          // Whoever sees some pipelines alone is not told how many runs there are: counted for them may be fewer.
          countedFrom: reached !== null && reached > from && classes === null ? iso(reached) : null,
          hours: due.map((count, hour) => ({
            from: iso(new Date(day.from + hour * hourMs)),
            ...{ began: of(hour, null), due: count },
            ...{ succeeded: of(hour, "succeeded"), failed: of(hour, "failed") },
          })),
        };
      },
    );
  };
