// The spine of the first flow: from a branch's tip to deployed pipelines, one named step after the other.
// Cost follows the change: trees, blobs, specs and rows of unchanged pipelines are not touched.

import { createHash } from "node:crypto";
import type pg from "pg";
import { reachOf } from "#core/affected.ts";
import { authorize } from "#core/authorize.ts";
import { readChange } from "#core/change.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { PipelineSource } from "#core/estate.ts";
import { type Judged, judge, plannedOf, planRevision } from "#core/judge.ts";
import { createParseCache, type ParseCache } from "#core/parse-cache.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";
import type { TreeDiff } from "#core/tree-diff.ts";
import { apply, StalePlan } from "#engine/apply.ts";
import { type SpecWriter, specWriter } from "#engine/revisions.ts";
import { EstateView } from "#git/estate-view.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { type Commit, GitError, type GitSource } from "#git/source.ts";
import { storingReader } from "#git/storing-reader.ts";
import { readDiff } from "#git/trees.ts";
import {
  countPipelines,
  livePipelines,
  sourcesBelow,
  sourcesNamed,
  sourcesUsing,
} from "#store/pipelines.sql.ts";
import { dropLease, extendLease, getProject, recordSync, takeLease } from "#store/projects.sql.ts";

export const steps = [
  "lease",
  "tip",
  "fetch",
  "ancestry",
  "diff",
  "read",
  "validate",
  "plan",
  "authorize",
  "apply",
  "record",
] as const;
export type Step = (typeof steps)[number];

export interface ReconcileOptions {
  pool: pg.Pool;
  project: string;
  source: GitSource;
  actor: string;
  /** Hash of a held plan that may go through. */
  confirm?: string | null;
  /** Plans again though the same tip is held already; polls leave it alone. */
  recheck?: boolean;
  /** Kept between syncs: a spec that comes back is not parsed again. */
  cache?: ParseCache;
  /** Called before each step; what it throws ends the sync there. */
  onStep?: (step: Step) => void | Promise<void>;
}

export type Outcome =
  | { state: "Synced"; commit: string; plan: Plan | null; diagnostics: Diagnostic[] }
  /** The plan is null when the same tip was held before and was not looked at again. */
  | { state: "Held"; commit: string; plan: Plan | null; reason: string; diagnostics: Diagnostic[] }
  | { state: "Unknown"; reason: string }
  /** Another process syncs the project right now. */
  | { state: "Busy" };

const leaseMs = 30_000;

/** Brings what is deployed to the branch's tip, or says why not. @throws for faults of the database or of a step's hook. */
export async function reconcile(options: ReconcileOptions): Promise<Outcome> {
  const { pool } = options;
  await options.onStep?.("lease");
  const project = await getProject(pool, { name: options.project });
  if (!project) throw new Error(`project ${options.project} is not registered`);
  const lease = await takeLease(pool, { id: project.id, ttlMs: String(leaseMs) });
  if (!lease) return { state: "Busy" };
  const token = lease.lease_token;
  const extending = setInterval(() => {
    extendLease(pool, { id: project.id, token, ttlMs: String(leaseMs) }).catch(() => {});
  }, leaseMs / 3);
  try {
    return await sync(options, project);
  } catch (error) {
    // Somebody applied in between, as after a lease that ran out: the next sync plans against that.
    if (error instanceof StalePlan) return { state: "Busy" };
    if (!(error instanceof GitError)) throw error;
    // Git is away: only freshness suffers, what is deployed goes on.
    const reason = error.hint === null ? error.message : `${error.message}. ${error.hint}`;
    return await unknown(pool, project.id, reason);
  } finally {
    clearInterval(extending);
    await dropLease(pool, { id: project.id, token }).catch(() => {});
  }
}

type Project = NonNullable<Awaited<ReturnType<typeof getProject>>>;

async function sync(options: ReconcileOptions, project: Project): Promise<Outcome> {
  const { pool, source } = options;
  const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    await options.onStep?.(name);
    return work();
  };

  const tip = await step("tip", () => source.remoteTip(project.branch));
  if (tip === null)
    return unknown(
      pool,
      project.id,
      `branch ${project.branch} is missing in ${project.repository}; everything deployed stays`,
    );
  if (tip === project.observed_commit && project.sync_state === "Synced" && !options.confirm)
    return synced(options, project, tip, null, []);
  if (
    tip === project.observed_commit &&
    project.sync_state === "Held" &&
    !options.confirm &&
    !options.recheck
  )
    return {
      state: "Held",
      commit: tip,
      plan: null,
      reason: project.sync_reason ?? "",
      diagnostics: [],
    };

  const head = await step("fetch", async () =>
    source.readCommit(await source.fetch(project.branch)),
  );
  const deployed = project.commit_oid;
  const rewritten = await step(
    "ancestry",
    async () => deployed !== null && !(await source.isAncestor(deployed, head.oid)),
  );

  // Everything read from here on goes into the store, so that runs never need Git.
  const reader = storingReader(source, pool);
  const tree = await folderTree(reader, head.tree, project.path);
  if (tree === null)
    return unknown(
      pool,
      project.id,
      `folder ${project.path} is missing at ${head.oid.slice(0, 12)}; everything deployed stays`,
    );
  if (tree === project.tree_oid && !rewritten) return synced(options, project, head.oid, null, []);

  const diff = await step("diff", () => readDiff(reader, project.tree_oid, tree));
  const tooLarge = diff.findings.find(({ code }) => code === "tree-too-large");
  if (tooLarge) return unknown(pool, project.id, `${tooLarge.message}. ${tooLarge.help}`);
  const view = new EstateView(
    reader,
    new ProjectTree(reader, tree),
    options.cache ?? createParseCache(),
  );
  const specs = specWriter(pool);
  const estate = await step("read", () => readAffected(pool, project, view, diff, reader, specs));
  const judged = await step("validate", async () =>
    judge(
      estate.sources,
      (path) => view.content(path),
      (path, pipeline) => estate.planned.get(path) ?? plannedOf(path, pipeline, sha256),
    ),
  );
  const planned = await step("plan", () => makePlan(pool, project, head, judged, diff));
  const deployedCount = await countPipelines(pool, { project: project.id });
  await Promise.all([reader.flush(), specs.flush()]);
  const verdict = await step("authorize", async () =>
    authorize(planned.plan, {
      deployed: deployedCount?.count ?? 0,
      actor: options.actor,
      rewritten,
      confirmed: options.confirm ?? null,
    }),
  );
  const diagnostics = [
    ...treeDiagnostics(diff.findings),
    ...estate.projectDiagnostics,
    ...judged.diagnostics,
  ];
  if ("held" in verdict) {
    await recordSync(pool, {
      id: project.id,
      observed: head.oid,
      state: "Held",
      reason: verdict.held,
      heldPlan: planned.plan.hash,
    });
    return {
      state: "Held",
      commit: head.oid,
      plan: planned.plan,
      reason: verdict.held,
      diagnostics,
    };
  }
  const revision = await step("apply", () =>
    apply(pool, {
      projectId: project.id,
      baseId: project.revision_id,
      plan: verdict.plan,
      revision: { ...revisionFacts(head), tree },
      desired: planned.desired,
      sources: judged.sources,
      removedSources: estate.removed,
    }),
  );
  await source.pin(`${project.name}/${revision}`, head.oid);
  await step("record", async () => undefined);
  return { state: "Synced", commit: head.oid, plan: planned.plan, diagnostics };
}

async function unknown(pool: pg.Pool, id: number, reason: string): Promise<Outcome> {
  await recordSync(pool, { id, observed: null, state: "Unknown", reason, heldPlan: null });
  return { state: "Unknown", reason };
}

async function synced(
  { pool }: ReconcileOptions,
  project: Project,
  commit: string,
  made: Plan | null,
  diagnostics: Diagnostic[],
): Promise<Outcome> {
  await recordSync(pool, {
    id: project.id,
    observed: commit,
    state: "Synced",
    reason: null,
    heldPlan: null,
  });
  return { state: "Synced", commit, plan: made, diagnostics };
}

const sourcesPerPortion = 1_000;

interface AffectedEstate {
  sources: PipelineSource[];
  /** The plan's side of good sources, by path. */
  planned: Map<string, PlannedPipeline>;
  /** Spec files on record that are none any more. */
  removed: string[];
  /** Of `trunkline.yaml`. */
  projectDiagnostics: Diagnostic[];
}

/** Reads the pipelines that the difference may touch, and those that share a name with them. */
async function readAffected(
  pool: pg.Pool,
  project: Project,
  view: EstateView,
  diff: TreeDiff,
  reader: ReturnType<typeof storingReader>,
  specs: SpecWriter,
): Promise<AffectedEstate> {
  const changed = diff.changes.map(({ path }) => path);
  const contents = new Map<string, string[]>();
  for (const { path, after } of diff.changes)
    if (after !== null) contents.set(after, [...(contents.get(after) ?? []), path]);
  // Every changed blob is stored; specs are kept at hand to be parsed.
  for await (const { oid, content } of reader.readObjects([...contents.keys()]))
    for (const path of contents.get(oid) ?? [])
      if (path.endsWith(".yaml")) view.know(path, oid, content.slice());

  const { diagnostics } = await view.project();
  const reach = reachOf(diff.changes);
  const first = project.revision_id === null;
  const everything = first || reach.everything;
  const known = first
    ? []
    : [
        ...(await sourcesUsing(pool, { project: project.id, inputs: changed })),
        ...(await sourcesBelow(pool, {
          project: project.id,
          prefixes: everything ? [""] : reach.folders,
        })),
      ];
  const candidates = [...new Set([...changed, ...known.map(({ path }) => path)])];
  const below = everything
    ? []
    : await Promise.all(reach.folders.map((folder) => view.below(folder)));
  // The difference from nothing lists every file.
  const paths = first
    ? await view.of(changed)
    : everything
      ? await view.everything()
      : await view.surroundings([...candidates, ...below.flat()]);
  const affected = everything
    ? paths.sources
    : paths.sources.filter(
        (path) =>
          candidates.includes(path) ||
          below.some((files) => files.includes(path)) ||
          (paths.tasks.get(path) ?? []).some((task) => changed.includes(task)),
      );
  const sources: PipelineSource[] = [];
  const planned = new Map<string, PlannedPipeline>();
  // In portions, so that Postgres stores what was read while the rest is parsed.
  for (let at = 0; at < affected.length; at += sourcesPerPortion) {
    const portion = await view.read(affected.slice(at, at + sourcesPerPortion), paths);
    sources.push(...portion);
    const good = portion.flatMap(({ path, pipeline }) =>
      pipeline ? plannedOf(path, pipeline, sha256) : [],
    );
    for (const { text: _, ...one } of good) planned.set(one.file, one);
    await specs.add(good);
  }
  const names = new Set([...sources, ...known].flatMap(({ name }) => name ?? []));
  const gone = known.filter(({ path }) => !paths.sources.includes(path));
  const removed: string[] = [];
  for (const { path, name } of gone) {
    // A spec that became a symbolic link or a submodule was not deleted: its pipeline stays as it is.
    const refusal = await view.refusal(path);
    if (refusal === null) removed.push(path);
    else sources.push(refusedSource(path, name, treeDiagnostics([{ ...refusal, path }])));
  }
  if (!first) {
    const read = new Set(affected);
    const namesakes = (await sourcesNamed(pool, { project: project.id, names: [...names] })).filter(
      ({ path }) => !read.has(path) && !removed.includes(path),
    );
    if (namesakes.length > 0) {
      const around = await view.surroundings(namesakes.map(({ path }) => path));
      sources.push(
        ...(await view.read(
          namesakes.map(({ path }) => path),
          around,
        )),
      );
    }
  }
  return { sources, planned, removed, projectDiagnostics: diagnostics };
}

const refusedSource = (
  path: string,
  name: string | null,
  diagnostics: Diagnostic[],
): PipelineSource => ({ path, name, inputs: [path], pipeline: null, diagnostics });

async function makePlan(
  pool: pg.Pool,
  project: Project,
  head: Commit,
  judged: Judged,
  diff: TreeDiff,
): Promise<{ plan: Plan; desired: Map<string, PlannedPipeline> }> {
  const changed = new Set(diff.changes.map(({ path }) => path));
  const broken = judged.sources.filter((source) => source.broken);
  const rows =
    project.revision_id === null
      ? []
      : await livePipelines(pool, {
          project: project.id,
          names: [
            ...judged.good.map(({ name }) => name),
            ...broken.flatMap(({ name }) => name ?? []),
          ],
          files: [...changed, ...judged.sources.map(({ path }) => path)],
        });
  const made = planRevision(
    {
      project: project.name,
      base: project.commit_oid,
      commit: head.oid,
      at: head.committer.at,
      judged,
      live: rows.map((row) => ({
        name: row.name,
        file: row.file,
        hash: row.content_hash,
        pipeline: row.spec as Pipeline,
      })),
      changed,
    },
    sha256,
  );
  return { plan: made, desired: new Map(judged.good.map((one) => [one.name, one])) };
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function revisionFacts(head: Commit) {
  const { subject, change, approvers } = readChange(head.message);
  return {
    commit: head.oid,
    authorName: head.author.name,
    authorEmail: head.author.email,
    authoredAt: new Date(head.author.at.epochMilliseconds),
    committedAt: new Date(head.committer.at.epochMilliseconds),
    subject,
    change: change === null ? null : String(change.number),
    approvers,
    uncommitted: false,
  };
}
