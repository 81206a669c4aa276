// What people changed of single runs: the list for the morning, and that somebody has looked at it.

import type { FastifyInstance } from "fastify";
import { authorizeOverride } from "#core/authorize.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import { listOverrides, reviewOverrides } from "#store/overrides.sql.ts";
import { pipelineSpecs } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { type OverrideView, overridePage } from "./override-shapes.ts";
import { overrideViewOf } from "./override-view.ts";
import { invalid, Problem } from "./problem.ts";
import { describe, object, optional, pageFrom, pageQuery, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, readRunRow, runIdOf } from "./run-view.ts";
import { type Infer, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { isDate } from "./start-run.ts";
import type { Page } from "./types.ts";

const filter = object(
  {
    ...pageQuery,
    project: optional(plainText("Only of this project.")),
    date: optional(plainText("Only of runs for this business date, YYYY-MM-DD.")),
    open: optional(truth("Only what nobody has reviewed yet.")),
  },
  "What to list.",
);

/** Above every id. */
const newest = "9223372036854775807";

export const overrideRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/overrides",
      {
        schema: describe({
          id: "listOverrides",
          action: "read",
          tag: "runs",
          summary: "What people changed of single runs",
          query: filter,
          answers: { 200: { description: "The newest first.", schema: overridePage } },
        }),
      },
      ({ query, sight }) => list(pool, query, sight),
    );
    app.post<{ Params: { id: string } }>(
      "/runs/:id/review",
      {
        schema: describe({
          id: "reviewRun",
          action: "review",
          tag: "runs",
          summary: "Say that somebody has looked at what was changed of a run",
          params: runParams,
          answers: { 200: { description: "The run.", schema: runView } },
        }),
      },
      async ({ params, actor, sight }) => {
        const { id } = await readRunRow(pool, params.id);
        const { rule } = authorizeOverride({ act: "review", actor });
        await transaction(pool, async (db) => {
          const reviewed = await reviewOverrides(db, { run: id, actor });
          if (reviewed.length === 0)
            throw new Problem("conflict", `nothing of run ${id} is to be reviewed`, {
              hint: "`trunkline overrides` lists what is.",
            });
          const detail = { overrides: reviewed.length, rule };
          await writeAudit(db, { actor, act: "review", subject: id, detail });
        });
        return readRun(pool, id, sight);
      },
    );
  };

async function list(
  db: Db,
  query: Infer<typeof filter>,
  { classes }: Sight,
): Promise<Page<OverrideView>> {
  const { limit = 50, project = null, date = null, open = false } = query;
  if (date !== null && !isDate(date))
    throw invalid([{ at: "date", message: `"${date}" is not a date like 2026-11-23` }]);
  const before = query.after === undefined ? newest : runIdOf(query.after);
  const rows = await listOverrides(db, { before, limit: limit + 1, project, date, open, classes });
  const ids = [...new Set(rows.map((row) => row.pipeline_revision_id))];
  const specs = new Map(
    (await pipelineSpecs(db, { ids })).map(({ id, spec }) => [id, storedPipeline(spec)]),
  );
  return pageFrom(
    rows,
    limit,
    (row) => row.id,
    (row) => overrideViewOf(row, specs.get(row.pipeline_revision_id) as Pipeline),
  );
}
