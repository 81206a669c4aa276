// Deadlines that are threatened: of runs under way, wherever they are.

import type { FastifyInstance } from "fastify";
import type { DeadlineCause } from "#core/deadline/verdict.ts";
import { openDeadlines, threatenedDeadlines } from "#store/deadlines.sql.ts";
import { describe, iso, isoOrNull, optional } from "./route.ts";
import {
  definition,
  type Infer,
  instant,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
  truth,
} from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page } from "./types.ts";

const threatView = definition(
  "ThreatenedDeadline",
  {
    run: text("The run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    state: oneOf(
      ["at-risk", "late", "on-track"],
      "It will probably be missed, has passed, or, with `onTrack`, will be kept.",
    ),
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

const query = object(
  { onTrack: optional(truth("With as many that will probably be kept, behind the others.")) },
  "Which.",
);

export const deadlineRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof query> }>(
      "/deadlines",
      {
        schema: describe({
          id: "listThreatenedDeadlines",
          action: "read",
          tag: "runs",
          summary: "Deadlines at risk or past, of runs under way",
          query,
          answers: { 200: { description: "The nearest first, at most 500.", schema: threatPage } },
        }),
      },
      async ({ query: { onTrack = false }, sight: { classes } }): Promise<Page<ThreatView>> => {
        const threatened = await threatenedDeadlines(pool, { classes, limit: most });
        const open = onTrack ? await openDeadlines(pool, { classes, limit: most }) : [];
        const rows = [...threatened, ...open];
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
