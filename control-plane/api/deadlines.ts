// Deadlines that are threatened: of runs under way, wherever they are.

import type { FastifyInstance } from "fastify";
import type { DeadlineCause } from "#core/deadline/verdict.ts";
import { threatenedDeadlines } from "#store/deadlines.sql.ts";
import { describe, iso, isoOrNull } from "./route.ts";
import { definition, type Infer, instant, maybe, object, oneOf, pageOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page } from "./types.ts";

const threatView = definition(
  "ThreatenedDeadline",
  {
    run: text("The run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    state: oneOf(["at-risk", "late"], "It will probably be missed, or has passed."),
    at: instant("The deadline"),
    since: instant("Since when it is in the state"),
    expectedAt: maybe(instant("When it is likely to happen, by the last look")),
    cause: maybe(
      object(
        { task: maybe(text("The task.")), message: text("What it does, in one clause.") },
        "What threatens it; null: nothing that is known.",
      ),
    ),
  },
  "A deadline at risk or past, of a run under way.",
);
const threatPage = pageOf("ThreatenedDeadlinePage", threatView);
export type ThreatView = Infer<typeof threatView>;

const most = 500;

export const deadlineRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/deadlines",
      {
        schema: describe({
          id: "listThreatenedDeadlines",
          action: "read",
          tag: "runs",
          summary: "Deadlines at risk or past, of runs under way",
          answers: { 200: { description: "The nearest first, at most 500.", schema: threatPage } },
        }),
      },
      async ({ sight: { classes } }): Promise<Page<ThreatView>> => {
        const rows = await threatenedDeadlines(pool, { classes, limit: most });
        const items = rows.map((row): ThreatView => {
          const cause = row.cause as DeadlineCause | null;
          return {
            ...{ run: row.run_id, project: row.project, pipeline: row.pipeline },
            ...{ state: row.state as ThreatView["state"], at: iso(row.at), since: iso(row.since) },
            expectedAt: isoOrNull(row.expected_at),
            cause: cause === null ? null : { task: cause.task, message: cause.message },
          };
        });
        return { items, next: null };
      },
    );
  };
