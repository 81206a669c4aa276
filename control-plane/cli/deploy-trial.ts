// Deploys uncommitted files into a scratch database the way that any revision is deployed: plan, authorize, apply.

import { userInfo } from "node:os";
import type pg from "pg";
import { authorize } from "#core/authorize.ts";
import { plannedOf, planRevision } from "#core/judge.ts";
import { apply } from "#engine/apply.ts";
import { findLocalRepository } from "#git/local-repository.ts";
import { openSource } from "#git/open.ts";
import { GitError } from "#git/source.ts";
import { storingReader } from "#git/storing-reader.ts";
import { registerProject } from "#store/projects.sql.ts";
import { none, sha256, withObjects } from "./read-revisions.ts";
import type { Trial } from "./trial.ts";

const environment = "try";
const actor = "try";

/** The database must be empty. */
export async function deployTrial(pool: pg.Pool, trial: Trial): Promise<void> {
  await storeFiles(pool, trial);
  const { project: name, pipeline, file, root: repository } = trial;
  const project = await registerProject(pool, {
    name,
    environment,
    repository,
    branch: "",
    path: "",
  });
  const good = plannedOf(file, pipeline, sha256);
  const now = Temporal.Now.instant();
  const commit = await headOf(trial);
  const plan = planRevision(
    {
      project: name,
      base: null,
      commit,
      at: now,
      judged: { good: [good], sources: [], diagnostics: [] },
      live: [],
      changed: new Set(),
      pools: { live: [], desired: trial.pools },
    },
    sha256,
  );
  const verdict = authorize(plan, { deployed: 0, actor, rewritten: false, confirmed: null });
  if ("held" in verdict) throw new Error(`a first plan was held: ${verdict.held}`);
  const at = new Date(now.epochMilliseconds);
  await apply(pool, {
    projectId: (project as { id: number }).id,
    baseId: null,
    plan: verdict.plan,
    revision: {
      commit,
      tree: trial.tree,
      authorName: userInfo().username,
      authorEmail: "",
      authoredAt: at,
      committedAt: at,
      subject: "uncommitted files",
      change: null,
      approvers: [],
      uncommitted: true,
      readBy: null,
    },
    desired: new Map([[good.name, good]]),
    sources: [],
    removedSources: [],
  });
}

/** Under the same limits as a sync's. */
async function storeFiles(pool: pg.Pool, { objects }: Trial): Promise<void> {
  const reader = storingReader(withObjects(objects, none), pool);
  for await (const _ of reader.readObjects(objects.map(({ oid }) => oid)));
  await reader.flush();
}

/** The commit that the files were changed from; the tree's id where there is none. */
async function headOf({ root, tree }: Trial): Promise<string> {
  try {
    const { workTree } = findLocalRepository(root);
    const source = await openSource({ repository: workTree ?? root, cacheDir: "" });
    try {
      return (await source.resolve("HEAD")) ?? tree;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof GitError) return tree;
    throw error;
  }
}
