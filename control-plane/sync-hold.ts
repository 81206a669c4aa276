// A project that is held stays at a revision while its branch goes on: the sync looks on, says how far it is behind, and
// deploys nothing but that revision, whatever is pushed.

import type pg from "pg";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import { holdText, type SyncHold } from "#core/sync-hold.ts";
import { StalePlan } from "#engine/stale-plan.ts";
import type { Commit, GitSource } from "#git/source.ts";
import { lockProject } from "#store/projects.sql.ts";
import {
  deployedCommits,
  expireSyncHold,
  type SyncHoldOfRow,
  syncHoldOf,
} from "#store/sync-holds.sql.ts";
import { transaction } from "#store/transaction.ts";
import type { ReconcileOptions } from "./reconcile-options.ts";
import type { Outcome } from "./sync-outcome.ts";
import { touchedBy } from "./touched-by.ts";
import type { LeasedProject } from "./under-lease.ts";

/** The hold that is on by the database's clock; one whose time is over ends here, on record. */
export async function holdOn(db: pg.Pool, project: number): Promise<SyncHold | null> {
  await expireSyncHold(db, { project });
  const row = await syncHoldOf(db, { project });
  return row ? syncHoldFacts(row) : null;
}

export const syncHoldFacts = ({ commit_oid, actor, reason, since, until }: SyncHoldOfRow) => ({
  ...{ commit: commit_oid, actor, reason },
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
});

/** Where a held project is to be, and why. */
export interface HeldAt {
  /** What is to be deployed; null: what is. */
  target: Commit | null;
  /** It was deployed before: whoever holds the project goes back to it. */
  wasDeployed: boolean;
  reason: string;
}

/** More commits than this are not counted. */
const mostBehind = 500;

/** @throws GitError when the commit is not in the repository. */
export async function heldAt(
  { pool, source }: { pool: pg.Pool; source: GitSource },
  project: { id: number; commit_oid: string | null },
  hold: SyncHold,
  tip: Commit,
): Promise<HeldAt> {
  const deployed = project.commit_oid;
  const wanted = hold.commit ?? deployed;
  if (wanted === null || wanted === deployed) {
    const behind = wanted === null ? null : await commitsAfter(source, wanted, tip);
    return { target: null, wasDeployed: true, reason: holdText(hold, wanted, behind) };
  }
  const wasDeployed =
    (await deployedCommits(pool, { project: project.id, prefix: wanted })).length > 0;
  if (!wasDeployed && !(await source.isAncestor(wanted, tip.oid)))
    return {
      ...{ target: null, wasDeployed },
      reason: `${holdText(hold, wanted, null)}; but that commit is not on the branch and was never deployed, so ${deployed?.slice(0, 12) ?? "nothing"} stays`,
    };
  const behind = await commitsAfter(source, wanted, tip);
  const target = await source.readCommit(wanted);
  return { target, wasDeployed, reason: holdText(hold, wanted, behind) };
}

/** First-parent commits that lie between; null where the one is not among the other's, or too far away. */
async function commitsAfter(source: GitSource, from: string, tip: Commit): Promise<number | null> {
  let commit = tip;
  for (let count = 0; count <= mostBehind; count++) {
    if (commit.oid === from) return count;
    const [parent] = commit.parents;
    if (parent === undefined) return null;
    commit = await source.readCommit(parent);
  }
  return null;
}

/**
 * Asks whether a hold may be placed, by what it would deploy, and places it: in one transaction in which nothing else can be
 * deployed, so that it is placed upon what it was judged by.
 * @throws StalePlan when something else was deployed since the plan was made; what `mayConfirm` throws
 */
export async function placeJudged(
  { pool, mayConfirm, placeHold }: ReconcileOptions,
  project: LeasedProject,
  { plan, good }: { plan: Plan; good: readonly PlannedPipeline[] },
): Promise<Outcome> {
  await transaction(pool, async (db) => {
    const locked = await lockProject(db, { id: project.id });
    if (locked?.revision_id !== project.revision_id || locked.lease_token !== project.token)
      throw new StalePlan(`something else was deployed of ${project.name} meanwhile`);
    await mayConfirm?.(await touchedBy(db, project, plan, good));
    await placeHold?.(db);
  });
  return { state: "Busy" };
}
