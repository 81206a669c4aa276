// Break-glass: a change of a deployed pipeline for a time, without a commit, that two people agree on.

import { hash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { editIssues, type SpecEdit, secondPersonIssue, untilIssue } from "#core/break-glass.ts";
import { wideningOf } from "#core/break-glass-rights.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { approve, NoLongerOpen, withdraw } from "#engine/break-glass.ts";
import { revisionsOf } from "#engine/revisions.ts";
import { overriddenPipeline } from "#git/overridden-pipeline.ts";
import { storedReader } from "#git/stored-reader.ts";
import {
  listBreakGlass,
  openBreakGlass,
  proposeBreakGlass,
  revisionSpec,
  sourceOfPipeline,
} from "#store/break-glass.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { breakGlassPage, breakGlassView } from "./break-glass-shapes.ts";
import { breakGlassViewOf, mostShown } from "./break-glass-view.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText } from "./route.ts";
import { anything, type Infer, list, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { BreakGlassView, Page } from "./types.ts";

const proposal = object(
  {
    set: optional(
      list(
        object(
          { path: plainText("Such as `tasks.load.timeout`.", 500), value: anything("The value.") },
          "A value in the words of the spec.",
        ),
        "What to change; needed.",
      ),
    ),
    reason: optional(plainText("Why it can't wait for a merge; needed.", 1000)),
    until: optional(plainText("When it ends by itself (RFC 3339), at most 14 days ahead; needed.")),
  },
  "A change of the deployed pipeline.",
);
const ending = object({ reason: optional(plainText("Why.", 1000)) }, "Why.");
const filter = object(
  {
    project: optional(plainText("Only of this project.")),
    pipeline: optional(plainText("Only of pipelines of this name.")),
    all: optional(truth("Those that have ended, too.")),
  },
  "Which.",
);

export const breakGlassRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    const route = (id: string, summary: string, more: object) =>
      describe({
        ...{ id, action: "breakGlass", tag: "pipelines", summary, params: pipelineParams, ...more },
        answers: { 200: { description: "As it is now.", schema: breakGlassView } },
      });
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/break-glass",
      {
        schema: describe({
          id: "listBreakGlass",
          action: "read",
          tag: "pipelines",
          summary: "What people changed for a time without a commit, newest first",
          query: filter,
          answers: { 200: { description: "The newest of them.", schema: breakGlassPage } },
        }),
      },
      async ({ query, sight: { classes } }): Promise<Page<BreakGlassView>> => {
        const { project = null, pipeline = null, all = false } = query;
        const rows = await listBreakGlass(pool, {
          project,
          pipeline,
          all,
          classes,
          limit: mostShown,
        });
        return { items: rows.map(breakGlassViewOf), next: null };
      },
    );
    app.post<{ Params: PipelineName; Body: Infer<typeof proposal> }>(
      "/pipelines/:project/:name/break-glass",
      { schema: route("proposeBreakGlass", "Propose one", { body: proposal }) },
      async ({ params, body, actor }) => {
        const row = await findDeployed(pool, params);
        await propose(context, row.id, body, actor);
        return shown(context, row.project, row.name);
      },
    );
    app.post<{ Params: PipelineName; Body: Infer<typeof ending> }>(
      "/pipelines/:project/:name/break-glass/approve",
      { schema: route("approveBreakGlass", "Agree to one, as another person", { body: ending }) },
      async ({ params, actor, identity }) => {
        const row = await findDeployed(pool, params);
        await answered(async (db) => {
          const found = await openBreakGlass(db, { pipeline: row.id });
          const issue = found && secondPersonIssue(found.proposed_by, actor);
          if (issue)
            throw new Problem("conflict", issue, {
              hint:
                identity.kind === "local"
                  ? "--actor says who agrees."
                  : "Ask somebody else who has the right `breakGlass`.",
            });
          await approve(db, row.id, actor);
        }, context);
        context.scheduler.wake();
        return shown(context, row.project, row.name);
      },
    );
    app.post<{ Params: PipelineName; Body: Infer<typeof ending> }>(
      "/pipelines/:project/:name/break-glass/end",
      { schema: route("endBreakGlass", "End one, or take the proposal back", { body: ending }) },
      async ({ params, body, actor }) => {
        const row = await findDeployed(pool, params);
        await answered((db) => withdraw(db, row.id, actor, body.reason ?? null), context);
        context.scheduler.wake();
        return shown(context, row.project, row.name);
      },
    );
  };

type Work = Parameters<typeof transaction<void>>[1];

/** @throws Problem for what is over or was decided already. */
/** What deploys is the engine's: it stores a spec that no pipeline has yet. */
async function answered(work: Work, { engine }: Pick<ApiContext, "engine">): Promise<void> {
  await transaction(engine, work).catch((error: unknown) => {
    if (error instanceof NoLongerOpen) throw new Problem("conflict", error.message);
    throw error;
  });
}

async function shown(
  { pool }: ApiContext,
  project: string,
  pipeline: string,
): Promise<BreakGlassView> {
  const [newest] = await listBreakGlass(pool, { project, pipeline, all: true, limit: 1 });
  if (!newest) throw notFound(`break-glass of "${project}/${pipeline}"`);
  return breakGlassViewOf(newest);
}

const sha256 = (text: string): string => hash("sha256", text);

async function propose(
  { pool, engine }: ApiContext,
  pipeline: number,
  { set = [], reason = "", until = "" }: Infer<typeof proposal>,
  actor: string,
): Promise<void> {
  const edits = set as SpecEdit[];
  const now = ((await databaseClock(pool)) as { now: Date }).now;
  const end = new Date(until);
  const late = Number.isNaN(end.getTime())
    ? { at: "until", message: `"${until}" is not an instant` }
    : untilIssue(end, now);
  const issues = [...editIssues(edits), ...(late ? [late] : [])];
  if (reason.trim() === "") issues.push({ at: "reason", message: "it says no reason" });
  if (issues.length > 0) throw invalid(issues);
  const source = await sourceOfPipeline(pool, { pipeline });
  if (!source) throw notFound("deployed pipeline");
  const made = await overriddenPipeline({
    ...{
      reader: storedReader(pool),
      tree: source.tree_oid,
      folder: source.path,
      environment: source.environment,
      ceilings: rulesOf(source.rules as StoredRules, {
        ...{ project: source.project, environment: source.environment },
        today: now.toISOString().slice(0, 10),
      }),
    },
    ...{ file: source.file, hash: source.content_hash, edits, sha256 },
  });
  if ("refused" in made) throw invalid([{ at: made.at, message: made.refused }]);
  const deployed = await revisionSpec(pool, { id: source.revision });
  const widening = deployed && wideningOf(storedPipeline(deployed.spec), made.planned.pipeline);
  if (widening)
    throw invalid([
      {
        at: "set",
        message: `it would widen what the pipeline may use: ${widening}`,
        help: "rights come by review: merge a change of it",
      },
    ]);
  await answered(
    async (db) => {
      if (await openBreakGlass(db, { pipeline }))
        throw new NoLongerOpen("there is one of this pipeline already: end it first");
      const revisions = await revisionsOf(db, [made.planned]);
      const row = await proposeBreakGlass(db, {
        ...{ pipeline, deployed: source.revision, reason, actor, until: end, edits },
        ...{ revision: revisions.get(made.planned.hash) as number, patch: made.patch },
      });
      const detail = { pipeline: `${source.project}/${source.name}`, set: edits, reason, until };
      await writeAudit(db, { actor, act: "break-glass", subject: String(row?.id), detail });
    },
    { engine },
  );
}
