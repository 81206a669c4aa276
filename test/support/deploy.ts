// Deploys pipelines by the product's own plan, authorize and apply, without Git: for engine tests and benchmarks.

import { createHash } from "node:crypto";
import type pg from "pg";
import { authorize } from "#core/authorize.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { type PlannedPipeline, plan } from "#core/plan.ts";
import { type PoolDeclaration, poolChanges } from "#core/pools/declaration.ts";
import { specText, storedPipeline } from "#core/stored-spec.ts";
import { type ApplyInput, apply } from "#engine/apply.ts";
import { declarationOf } from "#engine/plan-live.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { declaredPools } from "#store/pools.sql.ts";
import { getProject, registerProject } from "#store/projects.sql.ts";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A task with every default; `needs` are indexes. */
export function task(name: string, fields: Partial<Task> = {}): Task {
  return {
    name,
    group: name,
    matrix: {},
    phase: "main",
    needs: [],
    condition: null,
    onFailure: "fail",
    failFast: false,
    gates: null,
    priority: 0,
    deadline: null,
    effects: [],
    runsOn: [],
    runAs: null,
    on: [],
    timeoutMs: null,
    retry: { retries: 0, delayMs: 0, backoff: "fixed", maxDelayMs: null },
    env: {},
    outputs: {},
    secrets: [],
    action: { kind: "command", script: "true", variables: {} },
    ...fields,
  };
}

/** A pipeline with every default. */
export function pipeline(name: string, tasks: Task[], fields: Partial<Pipeline> = {}): Pipeline {
  return {
    name,
    description: null,
    owner: null,
    tags: {},
    timezone: "UTC",
    newDay: "00:00",
    calendar: null,
    params: {},
    triggers: [],
    after: [],
    awaits: null,
    concurrency: { runs: null, whenBusy: "queue" },
    failFast: false,
    undoWhen: [],
    deadline: null,
    tasks,
    ...fields,
  };
}

/** Makes exactly these pipelines the deployed ones of project `test`; answers their ids by name. */
export async function deploy(
  pool: pg.Pool,
  pipelines: Pipeline[],
  pools?: PoolDeclaration[],
): Promise<Map<string, number>> {
  const input = await deployment(pool, pipelines, "test", pools);
  await apply(pool, input);
  const rows = await allPipelines(pool, { project: input.projectId });
  return new Map(rows.map((row) => [row.name, row.id]));
}

/** What `apply` takes to make exactly these pipelines the deployed ones of a project, authorized. */
export async function deployment(
  pool: pg.Pool,
  pipelines: Pipeline[],
  name = "test",
  pools: PoolDeclaration[] | null = null,
): Promise<ApplyInput> {
  const project = await registerProject(pool, {
    name,
    environment: "test",
    repository: "/nowhere",
    branch: "main",
    path: "",
  });
  const projectId = (project as { id: number }).id;
  const current = await getProject(pool, { name });
  const live = await allPipelines(pool, { project: projectId });
  const livePools = (await declaredPools(pool, { project: projectId })).map(declarationOf);
  const desired = pipelines.map((one): PlannedPipeline => {
    const hash = sha256(specText(one));
    return { name: one.name, file: `pipelines/${one.name}.yaml`, pipeline: one, hash };
  });
  const commit = sha256(`${current?.commit_oid} ${desired.map(({ hash }) => hash).join()}`).slice(
    0,
    40,
  );
  const planned = plan(
    {
      project: name,
      base: current?.commit_oid ?? null,
      commit,
      at: Temporal.Instant.from("2026-01-01T00:00:00Z"),
      desired,
      live: live.map((row) => ({
        name: row.name,
        file: row.file,
        hash: row.content_hash,
        pipeline: storedPipeline(row.spec),
      })),
      broken: [],
      kept: new Set(),
      scripts: new Map(),
      pools: poolChanges(livePools, pools ?? livePools),
    },
    sha256,
  );
  const verdict = authorize(planned, {
    deployed: live.length,
    actor: "test",
    rewritten: false,
    confirmed: planned.hash,
  });
  if ("held" in verdict) throw new Error(verdict.held);
  const at = new Date("2026-01-01T00:00:00Z");
  return {
    projectId,
    baseId: current?.revision_id ?? null,
    plan: verdict.plan,
    revision: {
      commit,
      tree: sha256(commit).slice(0, 40),
      authorName: "Ada",
      authorEmail: "ada@example.org",
      authoredAt: at,
      committedAt: at,
      subject: "test",
      change: null,
      approvers: [],
      uncommitted: false,
      readBy: null,
    },
    desired: new Map(desired.map((one) => [one.name, one])),
    sources: [],
    removedSources: [],
  };
}
