// Projects: where they stand against their branch, and syncing them now.

import type { FastifyInstance } from "fastify";
import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { projectHealth } from "#core/project-health.ts";
import type { Outcome } from "#reconcile";
import { driftOf, type ListProjectsRow, listProjects } from "#store/projects.sql.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { withDrift } from "./break-glass-view.ts";
import { mayConfirm } from "./confirm.ts";
import { mayDoIt, resight } from "./guard.ts";
import { notFound, Problem } from "./problem.ts";
import { projectDetail, projectPage, syncResult } from "./project-shapes.ts";
import { describe, isoOrNull, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { type Sight, seesAll } from "./sight.ts";
import type { Page, ProjectDetail, ProjectView, SyncResult } from "./types.ts";
import { projectReason } from "./veil.ts";

const syncBody = object(
  {
    confirm: optional(plainText("Hash of a held plan that may go through.")),
    reason: optional(plainText("With `confirm`: why; kept with the revision.", 1000)),
  },
  "How to sync.",
);

export const projectRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    const held = () => context.copyReason() ?? context.scheduler.held();
    app.get(
      "/projects",
      {
        schema: describe({
          id: "listProjects",
          action: "readProject",
          tag: "projects",
          summary: "All projects",
          answers: { 200: { description: "All of them.", schema: projectPage } },
        }),
      },
      async ({ sight, sight: { classes, projects } }): Promise<Page<ProjectView>> => ({
        items: await withDrift(
          pool,
          (await listProjects(pool, { classes, projects })).map((row) =>
            projectOf(row, { held: held(), sight, forge: context.projects.homeOf?.(row.name) }),
          ),
          classes,
        ),
        next: null,
      }),
    );
    app.get<{ Params: { project: string } }>(
      "/projects/:project",
      {
        schema: describe({
          id: "getProject",
          action: "readProject",
          tag: "projects",
          summary: "A project and what is wrong in it",
          params: projectParams,
          answers: { 200: { description: "The project.", schema: projectDetail } },
        }),
      },
      async ({ params, sight }): Promise<ProjectDetail> => {
        const { classes } = sight;
        const row = await findProject(context, params.project, sight);
        const broken = await brokenSources(pool, { project: row.id, classes });
        const brokenFiles = broken.map(({ path, name, diagnostics }) => ({
          path,
          name,
          diagnostics: (diagnostics as Diagnostic[]).map(printed),
        }));
        const drift = (await driftOf(pool, { project: row.id, classes })).map(({ name, what }) => ({
          pipeline: name,
          what: what as "spec" | "revision",
        }));
        const made = projectOf(row, {
          ...{ drifted: drift.length, held: held(), sight },
          forge: context.projects.homeOf?.(row.name),
        });
        const [view = made] = await withDrift(pool, [made], classes);
        return { ...view, drift, brokenFiles };
      },
    );
    app.post<{ Params: { project: string }; Body: Infer<typeof syncBody> }>(
      "/projects/:project/sync",
      {
        schema: describe({
          id: "syncProject",
          action: ["sync", "confirm"],
          tag: "projects",
          summary: "Deploy the branch's tip now",
          params: projectParams,
          body: syncBody,
          answers: { 200: { description: "What it came to.", schema: syncResult } },
        }),
      },
      async (request): Promise<SyncResult> => {
        const { params, body, actor, sight } = request;
        await mayDoIt(request, body.confirm === undefined ? "sync" : "confirm");
        const row = await findProject(context, params.project, sight);
        const { name } = row;
        if (!context.projects.names.includes(name))
          throw new Problem("conflict", `this server does not sync project ${name}`, {
            hint: "Ask the server that was started with its repository.",
          });
        const { confirm, reason = null } = body;
        if (confirm !== undefined)
          refuseOther(
            name,
            confirm,
            row.held_plan_hash,
            projectReason(name, row.sync_reason, sight),
          );
        const outcome = await context.projects.sync(name, {
          confirm: confirm ?? null,
          confirmReason: reason,
          actor,
          isAsked: true,
          mayConfirm: mayConfirm(request, name),
        });
        // The branch may have moved since the plan was held.
        if (confirm !== undefined && outcome.state === "Held")
          refuseOther(
            name,
            confirm,
            outcome.plan?.hash ?? null,
            projectReason(name, outcome.reason, sight),
          );
        return resultOf(outcome, name, await resight(request));
      },
    );
  };

/** A confirmation is of exactly the plan that is held. @throws Problem 409 for any other. */
function refuseOther(name: string, confirm: string, held: string | null, reason: string | null) {
  if (held === confirm) return;
  if (held === null)
    throw new Problem("conflict", `no plan of project ${name} is held, so none can be confirmed`, {
      hint: "Sync without a confirmation to see what the branch's tip comes to.",
    });
  throw new Problem(
    "conflict",
    `the plan of project ${name} that is held is ${held}, not ${confirm}; it is held since ${reason}`,
    { hint: "Sync without a confirmation to see that plan, then confirm its hash." },
  );
}

/** @throws Problem 404 for one that is not there. */
export async function findProject(
  { pool }: ApiContext,
  name: string,
  { classes, projects }: Sight,
): Promise<ListProjectsRow> {
  const rows = await listProjects(pool, { classes, projects });
  const row = rows.find((each) => each.name === name);
  if (row) return row;
  throw notFound(
    `project "${name}"`,
    `known: ${rows.map((each) => each.name).join(", ") || "none"}`,
  );
}

/** @param more What the row doesn't say of its health. */
export const projectOf = (
  row: ListProjectsRow,
  more: {
    drifted?: number;
    held?: string | null;
    sight?: Sight;
    forge?: ProjectView["forge"] | undefined;
  } = {},
): ProjectView => ({
  name: row.name,
  environment: row.environment,
  repository: row.repository,
  branch: row.branch,
  path: row.path,
  forge: more.forge ?? null,
  sync: {
    state: row.sync_state as ProjectView["sync"]["state"],
    reason: projectReason(row.name, row.sync_reason, more.sight ?? seesAll),
    observedCommit: row.observed_commit,
    heldPlan: row.held_plan_hash,
    checkedAt: isoOrNull(row.checked_at),
    lagSeconds: Math.max(0, Math.round(row.lag)),
    since: isoOrNull(row.unsynced_at),
    wave: row.wave,
    hold:
      row.held_by === null
        ? null
        : {
            commit: row.held_commit,
            actor: row.held_by,
            reason: row.held_reason ?? "",
            since: (row.held_since as Date).toISOString(),
            until: isoOrNull(row.held_until),
          },
  },
  registration:
    row.registration_file === null
      ? null
      : {
          state: row.registration as NonNullable<ProjectView["registration"]>["state"],
          file: row.registration_file,
          reason: row.registration_reason,
        },
  deployed:
    row.commit_oid && row.applied_at
      ? { commit: row.commit_oid, appliedAt: row.applied_at.toISOString() }
      : null,
  readableBy: row.readable_by,
  pipelines: row.pipelines,
  broken: row.broken,
  health: projectHealth({
    deployed: row.commit_oid !== null,
    broken: row.broken,
    held: more.held ?? null,
    drifted: more.drifted ?? 0,
  }),
});

/** Of a project of which not all may be read no more than how it came out: a plan names pipelines that are not there yet. */
function resultOf(outcome: Outcome, project: string, sight: Sight): SyncResult {
  const nothing = { commit: null, reason: null, plan: null };
  const diagnostics = "diagnostics" in outcome ? outcome.diagnostics.map(printed) : [];
  const result = { ...nothing, ...outcome, diagnostics };
  if (!sight.partial.includes(project)) return result;
  const reason = projectReason(project, result.reason, sight);
  return { ...result, reason, plan: null, diagnostics: [] };
}
