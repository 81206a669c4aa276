// Giving one run other values: parameters, variables of its commands, and where its tasks run.

import type { FastifyInstance } from "fastify";
import { authorizeOverride } from "#core/authorize.ts";
import type { GivenValues } from "#core/override/values.ts";
import { didYouMean } from "#core/suggest.ts";
import { type Overridden, override } from "#engine/override.ts";
import { transaction } from "#store/transaction.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, list, object, optional, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, readRunRow } from "./run-view.ts";
import { type Infer, mapOf, opaque, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

/** Of an act and of a rerun. */
export const valuesProperties = {
  env: optional(
    mapOf(
      text("The value, as it is: no expression.", { maxLength: 10_000 }),
      "Environment variables of commands, over those of the spec; secrets can't be given.",
    ),
  ),
  params: optional(
    opaque<Record<string, unknown>>("Parameters by name; a text is read as the type."),
  ),
  runsOn: optional(
    list(plainText("A label."), "Labels of the workers that take the tasks; none: any worker."),
  ),
};

const overrideBody = object(
  {
    ...valuesProperties,
    task: optional(
      plainText("Only this task, or all instances of a matrix; the whole run when left out."),
    ),
    reason: optional(plainText("Why, for those who read it later; needed.", 1000)),
  },
  "What to give it.",
);

export const givenIn = ({
  env = {},
  params = {},
  runsOn,
}: Pick<Infer<typeof overrideBody>, "env" | "params" | "runsOn">): GivenValues => ({
  env,
  params,
  runsOn: runsOn ?? null,
});

export function overrideRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.post<{ Params: { id: string }; Body: Infer<typeof overrideBody> }>(
    "/runs/:id/override",
    {
      schema: describe({
        id: "overrideRun",
        action: "override",
        tag: "runs",
        summary: "Give one run other values, for what has not started",
        params: runParams,
        body: overrideBody,
        answers: { 200: { description: "The run.", schema: runView } },
      }),
    },
    async ({ params, body, actor, sight }) => {
      const { id } = await readRunRow(pool, params.id);
      const { task = null, reason } = body;
      if (!reason) throw invalid([{ at: "reason", message: '"reason" is missing' }]);
      const { rule } = authorizeOverride({ act: "override", actor });
      await transaction(pool, async (db) => {
        const request = { id, task, given: givenIn(body), actor, reason, rule };
        const done = await override(db, request);
        if (done.kind !== "overridden") throw overrideRefusal(id, task, done);
      });
      return readRun(pool, id, sight);
    },
  );
}

export function overrideRefusal(
  id: string,
  task: string | null,
  done: Exclude<Overridden, { kind: "overridden" }>,
): Problem {
  switch (done.kind) {
    case "noRun":
      return notFound(`run ${id}`);
    case "unknownTask": {
      const help = didYouMean(task ?? "", done.known);
      const message = `run ${id} has no task "${task}"`;
      return invalid([{ at: "task", message, ...(help === undefined ? {} : { help }) }]);
    }
    case "started":
      return new Problem("conflict", done.message, {
        hint: `Run it again with other values: \`trunkline rerun ${id} --set …\`.`,
      });
    case "invalid":
      return invalid(done.issues);
    default:
      return done satisfies never;
  }
}
