// Applies an authorized plan: one transaction with a compare-and-set on the base revision, so that a stale plan
// is refused and a crash leaves the last good state or the new one.

import { hash } from "node:crypto";
import type pg from "pg";
import type { AlertRoute } from "#core/alerts/settings.ts";
import type { AuditAct } from "#core/audit/acts.ts";
import { type AuthorizedPlan, authorizationOf } from "#core/authorize.ts";
import type { JudgedSource } from "#core/judge.ts";
import { type Change, type PlannedPipeline, planHash } from "#core/plan.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import { putOwnPolicies } from "#store/access.sql.ts";
import { dropAlertSource, putAlertSource } from "#store/alerts.sql.ts";
import { renameBlackouts } from "#store/blackouts.sql.ts";
import type { Db } from "#store/connect.ts";
import { hasPinned, insertDeployments, livePipelines, pinStale } from "#store/pipelines.sql.ts";
import {
  insertRevision,
  lockProject,
  recordSync,
  setDeployed,
  setReaders,
} from "#store/projects.sql.ts";
import { deleteSources, forgetInputs, inputsOf } from "#store/sources.sql.ts";
import { storableJson } from "#store/storable.ts";
import { transaction } from "#store/transaction.ts";
import { wakeRanges } from "#store/waits.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { activate, type StoredIds } from "./activate.ts";
import { endOverridden } from "./break-glass.ts";
import { deactivate } from "./deactivate.ts";
import { endRemoved, readOnDelete } from "./end-removed.ts";
import { evidenceHash } from "./evidence-hash.ts";
import { firstDues } from "./first-due.ts";
import { keepMigration, type Migration, provedAgain } from "./go-live.ts";
import { type DeployedChange, putChanges } from "./put-changes.ts";
import { putPools } from "./put-pools.ts";
import { putSourceRows } from "./put-sources.ts";
import { settleDue } from "./settle-due.ts";
import { StalePlan } from "./stale-plan.ts";
import { takeUp } from "./take-up-dates.ts";
import { wakeBySchedules, whoGoesBySchedules } from "./wake-by-schedules.ts";

/** Where a revision comes from, as its row keeps it. */
export interface RevisionFacts {
  commit: string;
  /** Of the project's folder. */
  tree: string;
  authorName: string;
  authorEmail: string;
  authoredAt: Date;
  committedAt: Date;
  subject: string;
  change: string | null;
  approvers: string[];
  uncommitted: boolean;
  /** Which reading of specs made it; null for one that is never synced again. */
  readBy: string | null;
  /** What it was deployed upon: signatures, approvals, the change as the forge has it. */
  evidence?: RevisionEvidence;
}

export interface ApplyInput {
  projectId: number;
  /** Id of the revision that the plan was made against; null for the first. */
  baseId: number | null;
  /** Token of the sync's lease, where it has one; once another has taken it the plan is stale. */
  lease?: string | null;
  plan: AuthorizedPlan;
  revision: RevisionFacts;
  /** Added and changed pipelines of the plan. */
  desired: ReadonlyMap<string, PlannedPipeline>;
  /** By pipeline, the change that touched it last, where that isn't the revision's own commit. */
  changedIn?: ReadonlyMap<string, DeployedChange>;
  /** Where the project stands afterwards; Synced with the revision's commit where nothing else is said. */
  standing?: { observed: string; state: "Synced" | "Held"; reason: string | null };
  /** By what the tip was judged. */
  judgedBy?: string | null;
  /** Approvals may come that let go what was kept back: the tip is looked at again after a while. */
  lookAgainMs?: number | null;
  /** What else is put on record with it. */
  acts?: { act: AuditAct; detail: object }[];
  /** What the project forbids within itself, texts by path; null: nothing; undefined: what it did. */
  ownPolicies?: Readonly<Record<string, string>> | null | undefined;
  /** The project's own routes of alerts; null: none; undefined: those that it had. */
  ownRoutes?: readonly AlertRoute[] | null | undefined;
  /** Waves of a migration; undefined: what the project had for their gates stays. */
  migration?: Migration;
  sources: readonly JudgedSource[];
  /** Of specs and classes that were stored before. */
  stored?: StoredIds;
  removedSources: readonly string[];
}

async function putOwnRoutes(db: Db, project: number, routes: readonly AlertRoute[] | null) {
  const name = `project/${project}`;
  if (routes === null) await dropAlertSource(db, { name });
  else await putAlertSource(db, { name, project, content: routes });
}

/** Returns the id of the new revision. @throws StalePlan */
export async function apply(pool: pg.Pool, input: ApplyInput): Promise<number> {
  return transaction(pool, (db) => applyIn(db, input));
}

async function applyIn(db: Db, input: ApplyInput): Promise<number> {
  const { projectId, plan, revision, desired } = input;
  const locked = await lockProject(db, { id: projectId });
  if ((locked?.revision_id ?? null) !== input.baseId)
    throw new StalePlan(
      `the plan was made against revision ${input.baseId}, deployed is ${locked?.revision_id}`,
    );
  if (locked && input.lease && locked.lease_token !== input.lease)
    throw new StalePlan("another process has taken the project's lease");
  if (locked?.name !== plan.project)
    throw new Error(`a plan for ${plan.project} can't be applied to ${locked?.name}`);

  const live =
    input.baseId === null ? new Map<string, number>() : await liveOf(db, projectId, plan.changes);
  const now = new Date((await db.query<{ now: Date }>("select now()")).rows[0]?.now ?? 0);
  await settleDue(db, live, desired, now);
  const proofs = await provedAgain(db, input.migration, now);

  const changed = plan.changes.filter(({ action }) => action !== "removed");
  const removed = plan.changes.filter(({ action }) => action === "removed");
  const pipelines = changed.flatMap(({ pipeline }) => desired.get(pipeline) ?? []);
  const { actor, rule } = authorizationOf(plan);
  const bySchedule = await whoGoesBySchedules(db, input);
  const evidence: RevisionEvidence = revision.evidence ?? {};
  const inserted = await insertRevision(db, {
    project: projectId,
    base: input.baseId,
    planHash: plan.hash,
    appliedBy: actor,
    ...revision,
    evidence: JSON.parse(storableJson(evidence)),
  });
  const revisionId = (inserted as { id: number }).id;
  const touched = [...input.sources.map(({ path }) => path), ...input.removedSources];
  const inputs =
    input.baseId === null ? [] : await inputsOf(db, { project: projectId, paths: touched });
  // The rest is made ready while Postgres writes what it takes longest for.
  const sources = putSourceRows(db, projectId, revision.commit, input.sources);
  const dues = firstDues(pipelines, now).then((dues) => {
    checkAuthorized(input);
    return dues;
  });
  const [activated] = await Promise.all([
    activate(db, {
      projectId,
      project: plan.project,
      environment: locked.environment,
      revisionId,
      now,
      live,
      pipelines,
      renamed: new Set(
        plan.changes.flatMap(({ action, pipeline }) => (action === "renamed" ? pipeline : [])),
      ),
      dues,
      isFirst: input.baseId === null,
      ...(input.stored && { stored: input.stored }),
    }),
    sources,
    dues,
  ]);
  const removedIds = removed.flatMap(({ pipeline }) => live.get(pipeline) ?? []);
  const ending = await readOnDelete(db, removedIds);
  if (removedIds.length > 0) await deactivate(db, plan.project, revisionId, removedIds);
  const renamed = plan.changes.filter(({ renamedFrom }) => renamedFrom !== undefined);
  if (renamed.length > 0)
    await renameBlackouts(db, {
      project: plan.project,
      before: renamed.map(({ renamedFrom }) => renamedFrom as string),
      names: renamed.map(({ pipeline }) => pipeline),
    });
  if (live.size > 0) await endOverridden(db, [...live.values()], actor);
  if (input.baseId !== null) await pin(db, projectId, input.baseId, input.sources);
  await insertDeployments(db, deploymentRows(revisionId, plan.changes, live, activated));
  await putChanges(db, revisionId, input.changedIn, { activated, live });
  await putPools(db, projectId, plan.pools);
  // A project's first revision is news to whoever waits for anything of it.
  if (plan.readableBy || input.baseId === null)
    await setReaders(db, { id: projectId, patterns: plan.readableBy?.after ?? [] });
  else await wakeAwaiters(db, plan);
  await wakeBySchedules(db, bySchedule);
  if (input.removedSources.length > 0)
    await deleteSources(db, { project: projectId, paths: [...input.removedSources] });
  if (inputs.length > 0) await forgetInputs(db, { lists: inputs.map(({ id }) => id) });

  if (input.ownPolicies || (input.ownPolicies === null && input.baseId !== null)) {
    const { ownPolicies: policies } = input;
    const detail = { commit: revision.commit, policies: policies && Object.keys(policies) };
    if ((await putOwnPolicies(db, { project: projectId, policies })) > 0)
      await writeAudit(db, { actor, act: "change policies", subject: plan.project, detail });
  }
  if (input.ownRoutes || (input.ownRoutes === null && input.baseId !== null))
    await putOwnRoutes(db, projectId, input.ownRoutes);
  await setDeployed(db, { id: projectId, revision: revisionId });
  await recordSync(db, {
    id: projectId,
    ...(input.standing ?? { observed: revision.commit, state: "Synced", reason: null }),
    heldPlan: null,
    heldNames: null,
    judgedBy: input.judgedBy ?? null,
    lookAgainMs: input.lookAgainMs ? String(input.lookAgainMs) : null,
    reached: true,
  });
  for (const { act, detail } of input.acts ?? [])
    await writeAudit(db, { actor, act, subject: plan.project, detail });
  const kept = { project: projectId, name: plan.project, commit: revision.commit, actor };
  const takenUp = await takeUp(db, {
    ...{ project: projectId, revision: revisionId, ids: activated, now },
    pipelines: proofs.flatMap((proof) => (proof.retires ? [] : proof.pipelines)),
  });
  const isFirst = input.baseId === null;
  await keepMigration(db, { ...kept, isFirst }, input.migration, proofs, takenUp);
  await endRemoved(db, ending, { actor, commit: revision.commit });
  await writeAudit(db, {
    actor,
    act: "apply",
    subject: plan.project,
    detail: {
      ...{ commit: revision.commit, plan: plan.hash, rule, changes: plan.changes.length },
      // The proof of a deployment must not be altered without the audit's being altered as well.
      evidence: evidenceHash(evidence),
    },
  });
  return revisionId;
}

const sha256 = (text: string): string => hash("sha256", text);

/** Only what was authorized, to the letter: neither the plan nor what it deploys may differ. A throw is a bug. */
function checkAuthorized({ plan, desired }: ApplyInput): void {
  if (authorizationOf(plan).hash !== plan.hash || planHash(plan, sha256) !== plan.hash)
    throw new Error("the plan is not the one that was authorized");
  for (const { pipeline, after } of plan.changes) {
    const given = desired.get(pipeline);
    if (after !== null && (given?.hash !== after.hash || given.file !== after.file))
      throw new Error(`${pipeline} is not as the plan has it`);
  }
}

/** Looks for pipelines by file, which nearly no revision needs. */
async function pin(db: Db, project: number, base: number, sources: readonly JudgedSource[]) {
  const isNeeded = sources.some(({ broken }) => broken) || (await hasPinned(db, { project }))?.has;
  if (isNeeded) await pinStale(db, { project, base, paths: sources.map(({ path }) => path) });
}

/** Whoever waits for a pipeline hears that it is there or gone; some more may be looked at, whose names begin alike. */
async function wakeAwaiters(db: Db, { project, changes }: AuthorizedPlan): Promise<void> {
  const keys = changes.flatMap(({ action, pipeline, renamedFrom = [] }) =>
    action === "changed"
      ? []
      : [pipeline, renamedFrom]
          .flat()
          .flatMap((name) => ["p", "t"].map((grain) => `${grain}:${project}/${name}`)),
  );
  if (keys.length > 0) await wakeRanges(db, { from: keys, below: keys.map((key) => `${key};`) });
}

/** Ids of the deployed pipelines that the plan touches, by the names that they get or have. */
async function liveOf(
  db: Db,
  project: number,
  changes: readonly Change[],
): Promise<Map<string, number>> {
  const names = changes.map(({ pipeline, renamedFrom }) => renamedFrom ?? pipeline);
  if (names.length === 0) return new Map();
  const rows = await livePipelines(db, { project, names, files: [] });
  const renamed = new Map(
    changes.flatMap(({ pipeline, renamedFrom }) =>
      renamedFrom === undefined ? [] : [[renamedFrom, pipeline]],
    ),
  );
  return new Map(rows.map((row) => [renamed.get(row.name) ?? row.name, row.id]));
}

function deploymentRows(
  revision: number,
  changes: readonly Change[],
  live: ReadonlyMap<string, number>,
  activated: ReadonlyMap<string, { id: number; revision: number }>,
) {
  const rows = changes.map((change) => ({ change, now: activated.get(change.pipeline) }));
  return {
    revision,
    pipelines: rows.map(({ change, now }) => now?.id ?? (live.get(change.pipeline) as number)),
    revisions: rows.map(({ now }) => now?.revision ?? null) as number[],
    actions: rows.map(({ change }) => change.action),
    files: rows.map(({ change }) => change.file),
  };
}
