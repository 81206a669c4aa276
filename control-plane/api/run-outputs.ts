// What the tasks of a run in shadow left behind, as it is compared with the scheduler before.

import type { FastifyInstance } from "fastify";
import { outputsOfRun } from "#store/shadow.sql.ts";
import { runOutputPage } from "./output-shapes.ts";
import { describe, runParams } from "./route.ts";
import { readRunRow } from "./run-view.ts";
import type { ApiContext } from "./server.ts";
import type { Page, RunOutputView } from "./types.ts";

export function runOutputsRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.get<{ Params: { id: string } }>(
    "/runs/:id/outputs",
    {
      schema: describe({
        id: "listRunOutputs",
        action: "read",
        tag: "runs",
        summary: "Digests of what the tasks of a run in shadow left behind",
        params: runParams,
        answers: {
          200: { description: "In the order of tasks and names.", schema: runOutputPage },
        },
      }),
    },
    async ({ params }): Promise<Page<RunOutputView>> => {
      const run = await readRunRow(pool, params.id);
      const rows = await outputsOfRun(pool, { run: run.id });
      const numberOf = (text: string | null) => (text === null ? null : Number(text));
      const items = rows.map(({ bytes, rows, ...row }) => ({
        ...row,
        ...{ bytes: numberOf(bytes), rows: numberOf(rows) },
      }));
      return { items, next: null };
    },
  );
}
