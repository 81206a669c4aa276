// Opening gates by force: chosen ones, of a task that waits or of a run that has not started.

import type { FastifyInstance } from "fastify";
import { authorizeOverride } from "#core/authorize.ts";
import { type Ignored, parseIgnored } from "#core/override/ignore.ts";
import { didYouMean } from "#core/suggest.ts";
import { type Forced, force } from "#engine/force.ts";
import { transaction } from "#store/transaction.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, list, object, optional, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, readRunRow } from "./run-view.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const forceBody = object(
  {
    task: optional(
      plainText("The task, or all instances of a matrix; when left out what holds the run back."),
    ),
    ignore: optional(
      list(
        plainText("`time`, `condition`, `condition:NAME`, `pool`, `pool:NAME`, `retry`, …"),
        "What is opened: also `hold`, and of a run that has not started `blackout`; needed.",
      ),
    ),
    reason: optional(plainText("Why, for those who read it later; needed.", 1000)),
  },
  "What to open.",
);

export function forceRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.post<{ Params: { id: string }; Body: Infer<typeof forceBody> }>(
    "/runs/:id/force",
    {
      schema: describe({
        id: "forceTask",
        action: "force",
        tag: "runs",
        summary: "Open chosen gates of a waiting task, in this run only",
        params: runParams,
        body: forceBody,
        answers: { 200: { description: "The run.", schema: runView } },
      }),
    },
    async ({ params, body, actor, sight }) => {
      const { id } = await readRunRow(pool, params.id);
      const { task = null, reason } = body;
      const ignored = ignoredIn(body.ignore ?? []);
      if (!reason) throw invalid([{ at: "reason", message: '"reason" is missing' }]);
      const { rule } = authorizeOverride({ act: "force", actor });
      await transaction(pool, async (db) => {
        const forced = await force(db, { id, task, ignored, actor, reason, rule });
        if (forced.kind !== "forced") throw forceRefusal(id, task, forced);
      });
      return readRun(pool, id, sight);
    },
  );
}

/** @throws Problem 422 for none, and for what can't be ignored. */
export function ignoredIn(texts: readonly string[]): Ignored[] {
  if (texts.length === 0) throw invalid([{ at: "ignore", message: "nothing is to be ignored" }]);
  const parsed = texts.map(parseIgnored);
  const issues = parsed.filter((one) => "message" in one);
  if (issues.length > 0) throw invalid(issues.map((issue) => ({ at: "ignore", ...issue })));
  return parsed.filter((one) => "kind" in one);
}

export function forceRefusal(
  id: string,
  task: string | null,
  forced: Exclude<Forced, { kind: "forced" }>,
): Problem {
  switch (forced.kind) {
    case "noRun":
      return notFound(`run ${id}`);
    case "unknownTask": {
      const help = didYouMean(task ?? "", forced.known);
      const message = `run ${id} has no task "${task}"`;
      return invalid([{ at: "task", message, ...(help === undefined ? {} : { help }) }]);
    }
    case "beyond":
      return new Problem("conflict", forced.message, {
        hint: `\`trunkline why ${id}\` says what is waited for.`,
      });
    case "notAwaited":
      return invalid(forced.issues.map((issue) => ({ at: "ignore", ...issue })));
    default:
      return forced satisfies never;
  }
}
