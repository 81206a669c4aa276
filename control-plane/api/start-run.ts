// Asking for a run: parameters are checked here, so that a run that can't start is never made.

import type { FastifyInstance } from "fastify";
import { resolveParams } from "#core/parameters.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { parseTraceparent } from "#core/trace-ids.ts";
import { requestRun } from "#engine/request-run.ts";
import { valuesBeforeRun } from "#engine/values.ts";
import type { DeployedPipelineRow } from "#store/pipelines.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { type Issue, invalid, Problem } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun } from "./run-view.ts";
import { type Infer, opaque, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { RunView } from "./types.ts";

const startBody = object(
  {
    params: optional(opaque<Record<string, unknown>>("Values of parameters, by name.")),
    date: optional(
      text("The business date; the present one by the pipeline's zone and new day when left out."),
    ),
    dedupKey: optional(
      text(
        "A second request with the same key answers the run that exists, or a conflict where it asks for another date or other parameters.",
        {
          minLength: 1,
          maxLength: 200,
          pattern: "^[^\\u0000-\\u001f\\u007f]*$",
        },
      ),
    ),
    traceparent: optional(plainText("W3C trace context of whoever asks.")),
  },
  "What to run.",
);
type StartBody = Infer<typeof startBody>;

export function startRunRoute(app: FastifyInstance, context: ApiContext): void {
  const { pool } = context;
  app.post<{ Params: PipelineName; Body: StartBody }>(
    "/pipelines/:project/:name/runs",
    {
      schema: describe({
        id: "startRun",
        action: "trigger",
        tag: "runs",
        summary: "Run a pipeline now",
        params: pipelineParams,
        body: startBody,
        answers: {
          201: { description: "The run that was made.", schema: runView },
          200: { description: "The run that the deduplication key had already.", schema: runView },
        },
      }),
    },
    async ({ params, body: asked, actor, sight }, reply): Promise<RunView> => {
      const row = await findDeployed(pool, params);
      await checkRun(context, row, asked);
      const { id, created, differs } = await requestRun(pool, {
        pipelineId: row.id,
        day: storedPipeline(row.spec),
        date: asked.date,
        params: asked.params ?? {},
        actor,
        dedupKey: asked.dedupKey,
        parentTrace: asked.traceparent,
      }).catch(async (error: unknown) => {
        // A sync may have removed it since it was found: then this says so.
        await findDeployed(pool, params);
        throw error;
      });
      if (differs.length > 0)
        throw new Problem(
          "conflict",
          `the key ${asked.dedupKey} has run ${id} already, with another ${differs.join(", ")}`,
          { hint: "Ask for the same, or with another key." },
        );
      const run = await readRun(pool, id, sight);
      reply.status(created ? 201 : 200).header("location", `/api/v1/runs/${id}`);
      return run;
    },
  );
}

/** @throws Problem 422 with everything that is wrong. */
export async function checkRun(
  context: ApiContext,
  row: DeployedPipelineRow,
  asked: Pick<StartBody, "date" | "traceparent" | "params">,
) {
  const issues: Issue[] = [];
  if (asked.date !== undefined && !isDate(asked.date))
    issues.push({ at: "date", message: `"${asked.date}" is not a date like 2026-11-23` });
  if (asked.traceparent !== undefined && parseTraceparent(asked.traceparent) === null)
    issues.push({ at: "traceparent", message: "traceparent is not one of W3C trace context" });
  if (issues.length > 0) throw invalid(issues);
  const spec = storedPipeline(row.spec);
  const now = ((await databaseClock(context.pool)) as { now: Date }).now;
  const resolved = resolveParams(
    spec.params,
    asked.params ?? {},
    valuesBeforeRun(spec, { project: row.project, now, date: asked.date }),
  );
  if ("issues" in resolved)
    throw invalid(
      resolved.issues.map(({ name, message, help }) => ({
        at: `params.${name}`,
        message,
        ...(help === undefined ? {} : { help }),
      })),
    );
}

/** A day that exists, within what Postgres and people mean by a date. */
export const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "1900") return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
};
