// What the checks of a run's tasks found.

import type { FastifyInstance } from "fastify";
import { checkResultsOfRun } from "#store/check-results.sql.ts";
import { checkResultPage } from "./check-shapes.ts";
import { describe, iso, runParams } from "./route.ts";
import { readRunRow } from "./run-view.ts";
import type { ApiContext } from "./server.ts";
import type { CheckResultView, Page } from "./types.ts";

export function checkResultsRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.get<{ Params: { id: string } }>(
    "/runs/:id/checks",
    {
      schema: describe({
        id: "listCheckResults",
        action: "read",
        tag: "runs",
        summary: "What checks of data found in a run",
        params: runParams,
        answers: {
          200: {
            description: "Of all attempts, in the order of tasks, attempts and names.",
            schema: checkResultPage,
          },
        },
      }),
    },
    async ({ params }): Promise<Page<CheckResultView>> => {
      const run = await readRunRow(pool, params.id);
      const rows = await checkResultsOfRun(pool, { run: run.id });
      const items = rows.map(({ idx: _, at, figure, ...row }) => ({
        ...(row as Omit<CheckResultView, "at" | "figure">),
        ...{ figure: figure ?? null, at: iso(at) },
      }));
      return { items, next: null };
    },
  );
}
