// Holding a whole project at a revision, and letting it follow its branch again.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Asked } from "#reconcile";
import type { Db } from "#store/connect.ts";
import { getProject, lockProject } from "#store/projects.sql.ts";
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
type MayConfirm = NonNullable<Asked["mayConfirm"]>;

export const projectHoldRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool, projects } = context;
    const answers = { 200: { description: "Where it stands now.", schema: projectView } };
    /** A server that does not sync it leaves that to the one that does, at its next look. */
    const synced = async (name: string, actor: string, sight: Sight): Promise<ProjectView> => {
      if (projects.names.includes(name)) await projects.sync(name, { confirm: null, actor });
      return projectOf(await findProject(context, name, sight), {
        sight,
        forge: projects.homeOf?.(name),
      });
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
        const place = async (db: Db): Promise<void> => {
          await placeSyncHold(db, { project: id, commit, actor, reason, until });
          const detail = { commit, reason, until: until?.toISOString() ?? null };
          await writeAudit(db, { actor, act: "hold", subject: name, detail });
        };
        const judge =
          commit === null
            ? null
            : mayConfirm(request, name, `hold ${name} at ${commit.slice(0, 12)}`);
        if (commit === null || !judge) await transaction(pool, place);
        else if (commit !== commit_oid)
          await goTo(context, request, { name, commit, judge, place });
        else await transaction(pool, (db) => stayAt(db, { id, name, commit, place }));
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

interface Placing {
  name: string;
  commit: string;
  place(db: Db): Promise<void>;
}

/**
 * To hold a project at another commit deploys that, so it takes what a confirmation takes: it is asked and the hold is placed
 * in one, so that nothing else is deployed in between and no later look follows a hold that nobody judged.
 * @throws Problem 403, 409 where nobody can say what it would deploy.
 */
async function goTo(
  { projects }: ApiContext,
  { actor }: FastifyRequest,
  { name, commit, judge, place }: Placing & { judge: MayConfirm },
): Promise<void> {
  const short = commit.slice(0, 12);
  if (!projects.names.includes(name))
    throw new Problem("conflict", `this server does not sync project ${name}`, {
      hint: "Ask the server that was started with its repository: it knows what that commit would deploy.",
    });
  let isPlaced = false;
  const outcome = await projects.sync(name, {
    ...{ confirm: null, actor, mayConfirm: judge },
    wouldHold: { commit, actor, reason: "", since: "", until: null },
    placeHold: async (db) => {
      await place(db);
      isPlaced = true;
    },
  });
  if (isPlaced) return;
  throw new Problem("conflict", `nobody can say what ${name} at ${short} would deploy`, {
    hint: `The last look at it ended as ${outcome.state}. Try again, or let somebody hold it who may read all of it.`,
  });
}

/** To hold it where it is deploys nothing, as long as it is there. Call it in a transaction. @throws Problem 409 */
async function stayAt(
  db: Db,
  { id, name, commit, place }: Placing & { id: number },
): Promise<void> {
  await lockProject(db, { id });
  // Read behind the lock: what was deployed meanwhile shows.
  if ((await getProject(db, { name }))?.commit_oid !== commit)
    throw new Problem("conflict", `project ${name} is not at ${commit.slice(0, 12)} any more`, {
      hint: "Something else was deployed meanwhile: hold it again.",
    });
  await place(db);
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
