// Marking a task: somebody says what became of it.

import type { FastifyInstance } from "fastify";
import { markStates } from "#core/rerun.ts";
import { didYouMean } from "#core/suggest.ts";
import { type Marked, mark } from "#engine/mark.ts";
import { transaction } from "#store/transaction.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, object, optional, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, readRunRow } from "./run-view.ts";
import { type Infer, oneOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const markBody = object(
  {
    task: optional(plainText("The task, or all instances of a matrix; needed.")),
    state: optional(oneOf(markStates, "What it counts as; needed.")),
    reason: optional(text("Why, for those who read it later; needed.", { maxLength: 1000 })),
  },
  "What became of it.",
);

export function markRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.post<{ Params: { id: string }; Body: Infer<typeof markBody> }>(
    "/runs/:id/mark",
    {
      schema: describe({
        id: "markTask",
        action: "mark",
        tag: "runs",
        summary: "Say what became of a task",
        params: runParams,
        body: markBody,
        answers: { 200: { description: "The run.", schema: runView } },
      }),
    },
    async ({ params, body, actor, sight }) => {
      const { id } = await readRunRow(pool, params.id);
      const { task, state, reason } = body;
      if (!task || !state || !reason)
        throw invalid(
          Object.entries({ task, state, reason }).flatMap(([at, given]) =>
            given ? [] : [{ at, message: `"${at}" is missing` }],
          ),
        );
      await transaction(pool, async (db) => {
        const marked = await mark(db, { id, task, state, reason, actor });
        if (marked.kind !== "marked") throw refusal(id, task, marked);
      });
      return readRun(pool, id, sight);
    },
  );
}

function refusal(id: string, task: string, marked: Exclude<Marked, { kind: "marked" }>): Problem {
  const conflict = (detail: string, hint: string) => new Problem("conflict", detail, { hint });
  switch (marked.kind) {
    case "noRun":
      return notFound(`run ${id}`);
    case "unknownTask": {
      const help = didYouMean(task, marked.known);
      const message = `run ${id} has no task "${task}"`;
      return invalid([{ at: "task", message, ...(help === undefined ? {} : { help }) }]);
    }
    case "noTasks":
      return conflict(`run ${id} never ran, so it has no tasks`, "Run it with `rerun`.");
    case "cancelling":
      return conflict(`run ${id} is being cancelled`, "Mark its tasks when it has ended.");
    case "newer":
      return conflict(
        `run ${marked.id} is a newer generation of the slot`,
        `Mark the task of run ${marked.id}.`,
      );
    case "running":
      return conflict(`${marked.tasks.join(", ")} is running`, "Cancel the run first, or wait.");
    case "followersRun":
      return conflict(
        `${marked.tasks.join(", ")} runs and would have to wait again`,
        "Cancel the run first, or wait.",
      );
    default:
      return marked satisfies never;
  }
}
