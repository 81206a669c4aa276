// The spine of the first flow: from a branch's tip to deployed pipelines, one named step after the other.
// Cost follows the change: trees, blobs, specs and rows of unchanged pipelines are not touched.

import type pg from "pg";
import { authorizationOf, authorize } from "#core/authorize.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct } from "#core/estate.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import { desiredPools } from "#core/judge.ts";
import { createParseCache, type ParseCache } from "#core/parse-cache.ts";
import type { Plan } from "#core/plan.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import { apply, StalePlan } from "#engine/apply.ts";
import { specReader } from "#engine/spec-reader.ts";
import { readAffected } from "#git/affected-estate.ts";
import { EstateView } from "#git/estate-view.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { type Commit, GitError, type GitSource } from "#git/source.ts";
import { SpecThread } from "#git/spec-thread.ts";
import { storingReader } from "#git/storing-reader.ts";
import { readDiff } from "#git/trees.ts";
import { countPipelines } from "#store/pipelines.sql.ts";
import { dropLease, extendLease, getProject, recordSync, takeLease } from "#store/projects.sql.ts";
import { storable } from "#store/storable.ts";
import { approveRevision } from "./approve-revision.ts";
import { changedIn } from "./changed-in.ts";
import { judgedBy, keepHeld } from "./held-revision.ts";
import { revertsOf, revisionFacts, type Verification, type VerifyInput } from "./revision-facts.ts";
import { judgeRevision, planRevision, type RevisionInput } from "./revision-plan.ts";
import { storedSpecs } from "./stored-specs.ts";
import { verifyRevision } from "./verify-revision.ts";

export const steps = [
  "lease",
  "tip",
  "fetch",
  "ancestry",
  "verify",
  "diff",
  "read",
  "validate",
  "plan",
  "authorize",
  "pin",
  "apply",
] as const;
export type Step = (typeof steps)[number];

export interface ReconcileOptions {
  pool: pg.Pool;
  project: string;
  source: GitSource;
  actor: string;
  /** Hash of a held plan that may go through. */
  confirm?: string | null;
  /** Looks again at a tip that was looked at before, where it is held or was read by another version; polls leave it alone. */
  recheck?: boolean;
  /** Names the rules by which specs are read; another name than the deployed revision's has the whole estate read again. */
  reader?: string;
  /** Kept between syncs: a spec that comes back is not parsed again. */
  cache?: ParseCache;
  /** Asks the forge for the change that brought a commit. What it throws as GitError leaves the revision for the next look. */
  changeOf?: (commit: Commit, isNeeded?: boolean) => Promise<ChangeEvidence | null>;
  /** Judges signatures; by the project's registration where it is left out. */
  verify?: (input: VerifyInput) => Promise<Verification>;
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
  const found = await getProject(pool, { name: options.project });
  if (!found) throw new Error(`project ${options.project} is not registered`);
  const { id } = found;
  const lease = await takeLease(pool, { id, ttlMs: String(leaseMs) });
  if (!lease) return { state: "Busy" };
  const token = lease.lease_token;
  const extending = setInterval(() => {
    extendLease(pool, { id, token, ttlMs: String(leaseMs) }).catch(() => {});
  }, leaseMs / 3);
  try {
    // Read again: the holder before may have applied since.
    const project = (await getProject(pool, { name: options.project })) ?? found;
    const reader = options.reader ?? specReader(rulesOf(project.rules as StoredRules).allow);
    return await sync(options, { ...project, token, reader });
  } catch (error) {
    // Somebody applied in between, as after a lease that ran out: the next sync plans against that.
    if (error instanceof StalePlan) return { state: "Busy" };
    if (!(error instanceof GitError)) throw error;
    // Git is away: only freshness suffers, what is deployed goes on.
    const reason = error.hint === null ? error.message : `${error.message}. ${error.hint}`;
    return await record(pool, { id, token }, { state: "Unknown", reason }, false);
  } finally {
    clearInterval(extending);
    await dropLease(pool, { id, token }).catch(() => {});
  }
}

/** A project's row as the sync found it, under its lease. */
type Project = NonNullable<Awaited<ReturnType<typeof getProject>>> & {
  token: string;
  reader: string;
};

/** What is deployed was read by other rules than ours. */
const isOutdated = ({ revision_id, read_by, reader }: Project): boolean =>
  revision_id !== null && read_by !== reader;

async function sync(options: ReconcileOptions, project: Project): Promise<Outcome> {
  const { pool, source } = options;
  const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    await options.onStep?.(name);
    return work();
  };
  const end = (outcome: Outcome) => record(pool, project, outcome);

  // Where no tip was ever looked at there is nothing to compare with, and the fetch says whether the branch is there.
  if (project.observed_commit !== null) {
    const tip = await step("tip", () => source.remoteTip(project.branch));
    if (tip === null)
      return end(unknown(`branch ${project.branch} is missing in ${project.repository}`));
    const settled = settledOutcome(project, tip, options);
    if (settled) return end(settled);
  }

  const first = project.revision_id === null;
  await using thread = first ? new SpecThread() : null;
  const head = await step("fetch", async () =>
    source.readCommit(await source.fetch(project.branch)),
  );
  const deployed = project.commit_oid;
  const rewritten = await step(
    "ancestry",
    async () => deployed !== null && !(await source.isAncestor(deployed, head.oid)),
  );

  const rules = rulesOf(project.rules as StoredRules);
  const change = await step("verify", async () => (await options.changeOf?.(head)) ?? null);
  const judgedProject = { ...project, rules };
  const judging: VerifyInput = {
    ...{ pool, base: deployed, head, change, source },
    project: judgedProject,
    ...(options.changeOf && { changeOf: options.changeOf }),
  };
  const verified = await (options.verify ?? verifyRevision)(judging);

  // Everything read from here on goes into the store, so that runs never need Git.
  const reader = storingReader(source, pool);
  const tree = await folderTree(reader, head.tree, project.path);
  if (tree === null)
    return end(unknown(`folder ${project.path} is missing at ${head.oid.slice(0, 12)}`));
  const outdated = isOutdated(project);
  if (tree === project.tree_oid && !rewritten && !outdated)
    return end({ state: "Synced", commit: head.oid, plan: null, diagnostics: [] });

  const diff = await step("diff", () => readDiff(reader, project.tree_oid, tree));
  const tooLarge = diff.findings.find(({ code }) => code === "tree-too-large");
  if (tooLarge) return end(unknown(`${tooLarge.message}. ${tooLarge.help}`));

  // A first sync would fill it with what is deployed, at 80 MB for 10,000 specs; what is read again is what changes.
  const cache = first ? null : (options.cache ?? createParseCache());
  const view = new EstateView(reader, new ProjectTree(reader, tree), cache, rules);
  const specs = storedSpecs(pool);
  const estate = await step("read", () =>
    readAffected({
      pool,
      project: project.id,
      first,
      outdated,
      view,
      diff,
      reader,
      thread,
      onRead: specs.add,
    }),
  );
  await thread?.end();
  const revision: RevisionInput = {
    ...{ pool, project, estate, view, planned: specs.planned },
    base: deployed,
    commit: head.oid,
    at: head.committer.at,
    changed: new Set(diff.changes.map(({ path }) => path)),
    pools: estate.pools && desiredPools(estate.pools),
    readableBy: estate.readableBy,
  };
  const asRead = await step("validate", () => judgeRevision(revision));
  const { judged, plan, removed, missed } = await step("plan", () =>
    planRevision(revision, asRead),
  );
  const diagnostics = distinct([...judged.diagnostics, ...estate.diagnostics]);
  // Only a plan that removes some is measured by what there is.
  const count = plan.changes.some(({ action }) => action === "removed")
    ? await countPipelines(pool, { project: project.id })
    : null;
  await Promise.all([reader.flush(), specs.flush()]);

  const proving = { ...judging, plan, judged, project: judgedProject, reader, tree };
  const approved = await approveRevision(proving);
  const verdict = await step("authorize", async () =>
    authorize(plan, {
      deployed: count?.count ?? 0,
      actor: options.actor,
      unproven: [...(verified.refused === null ? [] : [verified.refused]), ...approved.refused],
      rewritten: rewritten && rules.sync.onRewrite === "block",
      missed,
      limits: rules.sync.holdDeletions,
      confirmed: options.confirm ?? null,
    }),
  );
  if ("held" in verdict) {
    await keepHeld(pool, project, approved.refused.length > 0);
    return end({ state: "Held", commit: head.oid, plan, reason: verdict.held, diagnostics });
  }

  const { released, actor } = authorizationOf(verdict.plan);
  const confirmation = released && { by: actor, plan: plan.hash, of: released, reason: null };

  // Before it is deployed: a deployed commit must not be lost to Git's own tidying.
  await step("pin", () => source.pin(`${project.name}/${head.oid}`, head.oid));
  await step("apply", async () =>
    apply(pool, {
      projectId: project.id,
      baseId: project.revision_id,
      lease: project.token,
      plan: verdict.plan,
      revision: {
        ...revisionFacts(head, change),
        ...{ tree, readBy: project.reader },
        evidence: {
          ...{ ...verified.evidence, ...approved.evidence, ...(change && { change }) },
          ...(confirmation && { confirmation }),
          ...revertsOf(head),
        },
      },
      changedIn: await changedIn(proving),
      desired: new Map(judged.good.map((one) => [one.name, one])),
      sources: judged.sources,
      removedSources: removed,
    }),
  );
  return { state: "Synced", commit: head.oid, plan, diagnostics };
}

const unknown = (reason: string): Outcome => ({
  state: "Unknown",
  reason: `${reason}; everything deployed stays`,
});

/** What a tip that was looked at before came to; null when it must be looked at (again). */
function settledOutcome(
  project: Project,
  tip: string,
  { confirm, recheck }: ReconcileOptions,
): Outcome | null {
  if (tip !== project.observed_commit || confirm) return null;
  const nothing = { commit: tip, plan: null, diagnostics: [] };
  if (recheck && isOutdated(project)) return null;
  if (project.sync_state === "Synced") return { state: "Synced", ...nothing };
  if (project.sync_state !== "Held" || recheck) return null;
  if (project.isToLook || project.judged_by !== judgedBy(project)) return null;
  return { state: "Held", reason: project.sync_reason ?? "", ...nothing };
}

/** Writes what a sync that applied nothing came to, while it still holds the lease. */
async function record(
  pool: pg.Pool,
  { id, token, held_plan_hash }: { id: number; token: string; held_plan_hash?: string | null },
  outcome: Outcome,
  reached = true,
): Promise<Outcome> {
  const isHeld = outcome.state === "Held";
  const written = await recordSync(pool, {
    id,
    token,
    observed: "commit" in outcome ? outcome.commit : null,
    state: outcome.state,
    reason: "reason" in outcome ? storable(outcome.reason) : null,
    heldPlan: isHeld ? (outcome.plan?.hash ?? held_plan_hash ?? null) : null,
    reached,
  });
  return written === 0 ? { state: "Busy" } : outcome;
}
