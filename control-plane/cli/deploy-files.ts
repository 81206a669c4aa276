// Deploys uncommitted files into a database of their own the way that any revision is deployed: plan, authorize, apply.

import { userInfo } from "node:os";
import type pg from "pg";
import { authorize } from "#core/authorize.ts";
import { planRevision } from "#core/judge.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { PoolDeclaration } from "#core/pools/declaration.ts";
import { apply } from "#engine/apply.ts";
import { findLocalRepository } from "#git/local-repository.ts";
import { none, withObjects } from "#git/object-reader.ts";
import { openSource } from "#git/open.ts";
import { GitError, type GitObject } from "#git/source.ts";
import { storingReader } from "#git/storing-reader.ts";
import { registerProject } from "#store/projects.sql.ts";
import { sha256 } from "./read-revisions.ts";

export interface UncommittedFiles {
  root: string;
  project: string;
  pipelines: readonly PlannedPipeline[];
  /** Id of the files' tree, and what it is made of. */
  tree: string;
  objects: readonly GitObject[];
  pools: readonly PoolDeclaration[];
}

/** @param actor who deploys, and the name of the environment. The database must be empty. */
export async function deployFiles(
  pool: pg.Pool,
  files: UncommittedFiles,
  actor: string,
): Promise<void> {
  await storeFiles(pool, files);
  const { project: name, pipelines, root: repository } = files;
  const project = await registerProject(pool, {
    name,
    environment: actor,
    repository,
    branch: "",
    path: "",
  });
  const now = Temporal.Now.instant();
  const commit = await headOf(files);
  const plan = planRevision(
    {
      project: name,
      base: null,
      commit,
      at: now,
      judged: { good: [...pipelines], sources: [], diagnostics: [] },
      live: [],
      changed: new Set(),
      pools: { live: [], desired: files.pools },
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
      tree: files.tree,
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
    desired: new Map(pipelines.map((one) => [one.name, one])),
    sources: [],
    removedSources: [],
  });
}

/** Under the same limits as a sync's. */
async function storeFiles(pool: pg.Pool, { objects }: UncommittedFiles): Promise<void> {
  const reader = storingReader(withObjects(objects, none), pool);
  for await (const _ of reader.readObjects(objects.map(({ oid }) => oid)));
  await reader.flush();
}

/** The commit that the files were changed from; the tree's id where there is none. */
async function headOf({ root, tree }: UncommittedFiles): Promise<string> {
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
