// Holding pipelines, runs and tasks back, and letting them go: by whom, why and until when.

import type { FastifyInstance } from "fastify";
import { placesNamed } from "#core/for-each.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { holdModes } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { listHolds, placeHold, releaseHold } from "#store/holds.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { mayDoIt } from "./guard.ts";
import { holdPage } from "./hold-shapes.ts";
import { holdViewOf } from "./hold-view.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText, runParams } from "./route.ts";
import { readRunRow } from "./run-view.ts";
import { type Infer, oneOf } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { HoldView, Page } from "./types.ts";

/** Nobody holds more; a page of all is what people look through. */
const most = 10_000;

const releaseProperties = {
  task: optional(plainText("A task by its declared name, or one instance of it; else all.")),
  reason: optional(plainText("Why.", 1000)),
};
const releaseBody = object(releaseProperties, "What to let go.");
const holdBody = object(
  {
    ...releaseProperties,
    mode: optional(
      oneOf(
        holdModes,
        "`hold` (default) lets nothing start; `ice` passes a task over (without one: all of them), and what follows goes on as if it had succeeded; `noexec` has it succeed without being executed.",
      ),
    ),
    until: optional(plainText("When it ends by itself (RFC 3339); never when left out.")),
  },
  "What to hold.",
);
const filter = object({ project: optional(plainText("Only of this project.")) }, "What to list.");

type HoldBody = Infer<typeof holdBody>;
type ReleaseBody = Infer<typeof releaseBody>;

/** What is held: one of the two ids is set. */
interface Subject {
  pipeline: number | null;
  run: string | null;
  /** For the audit and for messages. */
  name: string;
  spec: Pipeline;
}

export const holdRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    const pipelineOf = async (asked: PipelineName): Promise<Subject> => {
      const row = await findDeployed(pool, asked);
      const name = `${row.project}/${row.name}`;
      return { pipeline: row.id, run: null, name, spec: storedPipeline(row.spec) };
    };
    const runOf = async (id: string): Promise<Subject> => {
      const row = await readRunRow(pool, id);
      if (row.finished_at !== null)
        throw new Problem("conflict", `run ${id} has ended: it ${row.state}`, {
          hint: "Only a run that waits or runs can be held.",
        });
      return { pipeline: null, run: id, name: id, spec: storedPipeline(row.spec) };
    };
    const held = { 200: { description: "Everything that is held.", schema: holdPage } };
    const all = async ({ classes }: Sight, project?: string): Promise<Page<HoldView>> => ({
      items: (await listHolds(pool, { project, classes, limit: most })).map(holdViewOf),
      next: null,
    });

    app.get<{ Querystring: Infer<typeof filter> }>(
      "/holds",
      {
        schema: describe({
          id: "listHolds",
          action: "read",
          tag: "runs",
          summary: "What is held, by whom and why",
          query: filter,
          answers: held,
        }),
      },
      ({ query, sight }) => all(sight, query.project),
    );
    app.post<{ Params: PipelineName; Body: HoldBody }>(
      "/pipelines/:project/:name/holds",
      {
        schema: describe({
          id: "holdPipeline",
          action: ["pause", "hold"],
          tag: "pipelines",
          summary: "Pause a pipeline or pass it over, or hold a task in all its runs",
          params: pipelineParams,
          body: holdBody,
          answers: held,
        }),
      },
      async (request) => {
        const { params, body, actor, sight } = request;
        const isPause = body.task === undefined && (body.mode ?? "hold") === "hold";
        await mayDoIt(request, isPause ? "pause" : "hold");
        await place(context, await pipelineOf(params), actor, body);
        return all(sight);
      },
    );
    app.post<{ Params: PipelineName; Body: ReleaseBody }>(
      "/pipelines/:project/:name/release",
      {
        schema: describe({
          id: "releasePipeline",
          action: ["resume", "release"],
          tag: "pipelines",
          summary: "End a pause, or the hold of a task in all runs",
          params: pipelineParams,
          body: releaseBody,
          answers: held,
        }),
      },
      async (request) => {
        const { params, body, actor, sight } = request;
        await mayDoIt(request, body.task === undefined ? "resume" : "release");
        await release(context, await pipelineOf(params), actor, body);
        return all(sight);
      },
    );
    app.post<{ Params: { id: string }; Body: HoldBody }>(
      "/runs/:id/holds",
      {
        schema: describe({
          id: "holdRun",
          action: "hold",
          tag: "runs",
          summary: "Hold a run, or one task of it",
          params: runParams,
          body: holdBody,
          answers: held,
        }),
      },
      async ({ params, body, actor, sight }) => {
        await place(context, await runOf(params.id), actor, body);
        return all(sight);
      },
    );
    app.post<{ Params: { id: string }; Body: ReleaseBody }>(
      "/runs/:id/release",
      {
        schema: describe({
          id: "releaseRun",
          action: "release",
          tag: "runs",
          summary: "End the hold of a run, or of one task of it",
          params: runParams,
          body: releaseBody,
          answers: held,
        }),
      },
      async ({ params, body, actor, sight }) => {
        await release(context, await runOf(params.id), actor, body);
        return all(sight);
      },
    );
  };

async function place(
  { pool }: ApiContext,
  subject: Subject,
  actor: string,
  body: HoldBody,
): Promise<void> {
  const { task = null, mode = "hold", reason = null } = body;
  checkTask(subject, task);
  const until = await endOf(pool, body.until);
  await transaction(pool, async (db) => {
    const { pipeline, run } = subject;
    await placeHold(db, { pipeline, run, task, mode, actor, reason, until });
    await writeAudit(db, {
      actor,
      act: pipeline !== null && task === null && mode === "hold" ? "pause" : "hold",
      subject: subject.name,
      detail: { task, mode, reason, until: until?.toISOString() ?? null },
    });
  });
}

async function release(
  { pool }: ApiContext,
  subject: Subject,
  actor: string,
  body: ReleaseBody,
): Promise<void> {
  const { task = null, reason = null } = body;
  await transaction(pool, async (db) => {
    const { pipeline, run } = subject;
    const row = await releaseHold(db, { pipeline, run, task });
    if (!row?.released)
      throw new Problem("conflict", `${named(subject, task)} is not held`, {
        hint: "`trunkline holds` lists what is.",
      });
    await writeAudit(db, {
      actor,
      act: pipeline !== null && task === null ? "resume" : "release",
      subject: subject.name,
      detail: { task, reason },
    });
  });
}

const named = ({ name, run }: Subject, task: string | null): string =>
  `${task === null ? "" : `task "${task}" of `}${run === null ? name : `run ${name}`}`;

/** @throws Problem 404 for a task that isn't there. */
function checkTask(subject: Subject, task: string | null): void {
  const { tasks } = subject.spec;
  if (task !== null && placesNamed(task, subject.spec).length === 0)
    throw notFound(
      named(subject, task),
      `It has: ${[...new Set(tasks.map(({ group }) => group))].slice(0, 20).join(", ")}.`,
    );
}

/** @throws Problem 422 for what is no instant, or none to come. */
export async function endOf(
  pool: ApiContext["pool"],
  text: string | undefined,
): Promise<Date | null> {
  if (text === undefined) return null;
  const now = ((await databaseClock(pool)) as { now: Date }).now;
  try {
    const until = new Date(Temporal.Instant.from(text).epochMilliseconds);
    if (until > now) return until;
  } catch {
    throw invalid([{ at: "until", message: `"${text}" is not an instant` }]);
  }
  throw invalid([{ at: "until", message: `${text} is past` }]);
}
