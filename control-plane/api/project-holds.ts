// Holding a whole project at a revision, and letting it follow its branch again.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { deployedCommits, endSyncHold, placeSyncHold } from "#store/sync-holds.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { mayConfirm } from "./confirm.ts";
import { endOf } from "./holds.ts";
import { invalid, Problem } from "./problem.ts";
import { projectView } from "./project-shapes.ts";
import { findProject, projectOf } from "./projects.ts";
import { describe, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { ProjectView } from "./types.ts";

const holdBody = object(
  {
    reason: optional(plainText("Why, which must be said; shown wherever the project is.", 1000)),
    at: optional(
      plainText(
        "The commit to be at meanwhile: the first digits of one that was deployed, or all 40 of another one of the branch; what is deployed when left out.",
      ),
    ),
    until: optional(plainText("When it ends by itself (RFC 3339); never when left out.")),
  },
  "At what to stay.",
);
const releaseBody = object(
  { reason: optional(plainText("Why.", 1000)) },
  "To follow the branch again.",
);

type Params = { project: string };

export const projectHoldRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool, projects } = context;
    const answers = { 200: { description: "Where it stands now.", schema: projectView } };
    /** A server that does not sync it leaves that to the one that does, at its next look. */
    const synced = async (name: string, actor: string, sight: Sight): Promise<ProjectView> => {
      if (projects.names.includes(name)) await projects.sync(name, { confirm: null, actor });
      return projectOf(await findProject(context, name, sight), { sight });
    };

    app.post<{ Params: Params; Body: Infer<typeof holdBody> }>(
      "/projects/:project/hold",
      {
        schema: describe({
          id: "holdProject",
          action: "holdProject",
          tag: "projects",
          summary: "Stay at a revision, or go back to one, while the branch goes on",
          params: projectParams,
          body: holdBody,
          answers,
        }),
      },
      async (request) => {
        const { params, body, actor, sight } = request;
        const { id, name, commit_oid } = await findProject(context, params.project, sight);
        const { reason, at } = body;
        if (reason === undefined) throw invalid([{ at: "reason", message: "reason is missing" }]);
        const until = await endOf(pool, body.until);
        const commit = at === undefined ? null : await commitNamed(pool, id, at);
        if (commit !== null && commit !== commit_oid) await mayGoTo(context, request, name, commit);
        await transaction(pool, async (db) => {
          await placeSyncHold(db, { project: id, commit, actor, reason, until });
          const detail = { commit, reason, until: until?.toISOString() ?? null };
          await writeAudit(db, { actor, act: "hold", subject: name, detail });
        });
        return synced(name, actor, sight);
      },
    );
    app.post<{ Params: Params; Body: Infer<typeof releaseBody> }>(
      "/projects/:project/release",
      {
        schema: describe({
          id: "releaseProject",
          action: "holdProject",
          tag: "projects",
          summary: "End the hold of a project: it follows its branch again",
          params: projectParams,
          body: releaseBody,
          answers,
        }),
      },
      async ({ params, body, actor, sight }) => {
        const { id, name } = await findProject(context, params.project, sight);
        await transaction(pool, async (db) => {
          if (!(await endSyncHold(db, { project: id })))
            throw new Problem("conflict", `project ${name} is not held at a revision`, {
              hint: "A plan that is held is released with `trunkline sync --confirm`.",
            });
          const detail = { reason: body.reason ?? null };
          await writeAudit(db, { actor, act: "release", subject: name, detail });
        });
        return synced(name, actor, sight);
      },
    );
  };

/**
 * To hold a project at another commit deploys that, so it takes what a confirmation takes. It is asked before there is a hold,
 * which any later look would follow.
 * @throws Problem 403, 409 where nobody can say what it would deploy.
 */
async function mayGoTo(
  { projects }: ApiContext,
  request: FastifyRequest,
  name: string,
  commit: string,
): Promise<void> {
  const { actor } = request;
  const short = commit.slice(0, 12);
  const judge = mayConfirm(request, name, `hold ${name} at ${short}`);
  if (judge === null || judge === undefined) return;
  if (!projects.names.includes(name))
    throw new Problem("conflict", `this server does not sync project ${name}`, {
      hint: "Ask the server that was started with its repository: it knows what that commit would deploy.",
    });
  let isAsked = false;
  const outcome = await projects.sync(name, {
    ...{ confirm: null, actor },
    wouldHold: { commit, actor, reason: "", since: "", until: null },
    mayConfirm: (touched) => {
      isAsked = true;
      return judge(touched);
    },
  });
  if (isAsked) return;
  throw new Problem("conflict", `nobody can say what ${name} at ${short} would deploy`, {
    hint: `The last look at it ended as ${outcome.state}. Try again, or let somebody hold it who may read all of it.`,
  });
}

/** @throws Problem 422 for digits that name no commit, or several. */
async function commitNamed(
  pool: ApiContext["pool"],
  project: number,
  text: string,
): Promise<string> {
  const prefix = text.toLowerCase();
  if (/^[0-9a-f]{40}$/.test(prefix)) return prefix;
  const found = /^[0-9a-f]{4,}$/.test(prefix)
    ? await deployedCommits(pool, { project, prefix })
    : [];
  const [only] = found;
  if (found.length === 1 && only) return only.commit_oid;
  const message =
    found.length === 0
      ? `no revision was deployed whose commit begins with "${text}"; of another commit give all 40 digits`
      : `several deployed revisions begin with "${text}"; give more digits`;
  throw invalid([{ at: "at", message }]);
}
