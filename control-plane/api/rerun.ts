// Running a slot again, as its next generation.

import type { FastifyInstance } from "fastify";
import { authorizeOverride } from "#core/authorize.ts";
import type { Difference, RerunScope } from "#core/rerun.ts";
import { didYouMean } from "#core/suggest.ts";
import { force } from "#engine/force.ts";
import { override } from "#engine/override.ts";
import { type Rerun, rerunRun } from "#engine/rerun.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { forceRefusal, ignoredIn } from "./force.ts";
import { mayDoIt } from "./guard.ts";
import { givenIn, overrideRefusal, valuesProperties } from "./override.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, list, object, optional, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, runIdOf } from "./run-view.ts";
import { type Infer, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { RunView } from "./types.ts";

const rerunBody = object(
  {
    reason: optional(text("Why, for those who read it later.", { maxLength: 1000 })),
    fromFailed: optional(
      truth(
        "Carry tasks that succeeded over, which needs one that failed or was cancelled; true when left out.",
      ),
    ),
    tasks: optional(
      list(plainText("A task, or all instances of a matrix."), "Only these tasks run again."),
    ),
    ...valuesProperties,
    ignore: optional(
      list(
        plainText("As `force` takes it."),
        "Gates that its tasks don't wait for, such as `time`.",
      ),
    ),
    followers: optional(truth("With `tasks`: what follows them runs again too.")),
    revision: optional(
      oneOf(
        ["pinned", "latest"],
        "`pinned`, the default: as the run was; `latest`: as deployed now.",
      ),
    ),
  },
  "How.",
);
type RerunBody = Infer<typeof rerunBody>;

export function rerunRoute(app: FastifyInstance, context: ApiContext): void {
  app.post<{ Params: { id: string }; Body: RerunBody }>(
    "/runs/:id/rerun",
    {
      schema: describe({
        id: "rerun",
        action: "rerun",
        tag: "runs",
        summary: "Run a slot again, as its next generation",
        params: runParams,
        body: rerunBody,
        answers: { 201: { description: "The new run.", schema: runView } },
      }),
    },
    async (request, reply) => {
      const { params, body } = request;
      if (isGiven(body)) await mayDoIt(request, "override");
      if (body.ignore?.length) await mayDoIt(request, "force");
      const run = await runAgain(context, runIdOf(params.id), request);
      reply.status(201).header("location", `/api/v1/runs/${run.id}`);
      return run;
    },
  );
}

async function runAgain(
  { pool }: ApiContext,
  id: string,
  { actor, body, sight }: { actor: string; body: RerunBody; sight: Sight },
): Promise<RunView> {
  const scope = scopeOf(body);
  const next = await transaction(pool, async (db) => {
    const made = await rerunRun(db, {
      id,
      scope,
      latest: body.revision === "latest",
      actor,
      reason: body.reason ?? null,
    });
    if (made.kind !== "made") throw refusal(id, made);
    await change(db, made.id, actor, body);
    return made.id;
  });
  return readRun(pool, next, sight);
}

const isGiven = ({ env, params, runsOn }: RerunBody): boolean =>
  runsOn !== undefined || Object.keys({ ...env, ...params }).length > 0;

/** What a person gives the new run, before anybody can start anything of it. */
async function change(db: Db, id: string, actor: string, body: RerunBody): Promise<void> {
  const given = givenIn(body);
  const ignored = body.ignore?.length ? ignoredIn(body.ignore) : [];
  if (!isGiven(body) && ignored.length === 0) return;
  const { reason } = body;
  if (!reason)
    throw invalid([
      {
        at: "reason",
        message: '"reason" is missing: the run is given other values, or waits for less',
        help: "say why; on the command line: --reason TEXT",
      },
    ]);
  const { rule } = authorizeOverride({ act: "override", actor });
  const who = { id, task: null, actor, reason, rule };
  if (isGiven(body)) {
    const done = await override(db, { ...who, given });
    if (done.kind !== "overridden") throw overrideRefusal(id, null, done);
  }
  if (ignored.length === 0) return;
  const forced = await force(db, { ...who, ignored, every: true });
  if (forced.kind !== "forced") throw forceRefusal(id, null, forced);
}

function scopeOf({ tasks, followers = false, fromFailed }: RerunBody): RerunScope {
  if (tasks === undefined || tasks.length === 0) {
    if (followers) throw invalid([{ at: "followers", message: "followers needs tasks" }]);
    return { kind: fromFailed === false ? "all" : "failed" };
  }
  if (fromFailed !== undefined)
    throw invalid([{ at: "fromFailed", message: "fromFailed and tasks exclude each other" }]);
  return { kind: "tasks", tasks, followers };
}

function refusal(id: string, made: Exclude<Rerun, { kind: "made" }>): Problem {
  switch (made.kind) {
    case "noRun":
      return notFound(`run ${id}`);
    case "unfinished":
      return new Problem("conflict", `a run of slot ${made.slot} has not ended yet`, {
        hint: "Wait for its end, or cancel it.",
      });
    case "removed":
      return new Problem("conflict", "the pipeline is not deployed any more", {
        hint: "Without the latest revision it runs again as it was.",
      });
    case "inShadow":
      return new Problem("conflict", `run ${id} ran in shadow, which is not run again`, {
        hint: "The next start that is observed makes the next one.",
      });
    case "nothingFailed":
      return new Problem("conflict", `nothing of run ${id} failed or was cancelled`, {
        hint: "To run all of it again: `fromFailed: false`, on the command line --all.",
      });
    case "unknownTask":
      return invalid(
        made.names.map((name) => {
          const help = didYouMean(name, made.known);
          const message = `the pipeline has no task "${name}"`;
          return help === undefined ? { at: "tasks", message } : { at: "tasks", message, help };
        }),
      );
    case "differs":
      return new Problem(
        "conflict",
        `what would be carried over differs: ${differs(made.differences)}`,
        {
          hint: "Run everything again, or the revision that the run had.",
        },
      );
    case "params":
      return invalid(
        made.issues.map(({ name, message, help }) => ({
          at: `params.${name}`,
          message: `for the latest revision: ${message}`,
          ...(help === undefined ? {} : { help }),
        })),
      );
    default:
      return made satisfies never;
  }
}

const mostShown = 10;

const differs = (differences: readonly Difference[]): string => {
  const shown = differences.slice(0, mostShown).map(({ task, what }) => `${task} was ${what}`);
  const more = differences.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
};
