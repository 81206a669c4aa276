// A project whose registration is gone: what is deployed of it goes on until people confirm that all of it goes.

import type pg from "pg";
import { authorize } from "#core/authorize.ts";
import type { Judged } from "#core/judge.ts";
import { apply } from "#engine/apply.ts";
import { planAgainstLive } from "#engine/plan-live.ts";
import type { Outcome } from "#reconcile";
import { putObjects } from "#store/objects.sql.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { recordSync } from "#store/projects.sql.ts";
import { setRegistration } from "#store/registrations.sql.ts";
import { sourcesBelow } from "#store/sources.sql.ts";
import { transaction } from "#store/transaction.ts";
import { sha256 } from "./revision-plan.ts";
import { noteAsked, noteHeld } from "./sync-outcome.ts";
import { type MayConfirm, touchedBy } from "./touched-by.ts";
import { type LeasedProject, underLease } from "./under-lease.ts";

export interface UnregisterOptions {
  pool: pg.Pool;
  project: string;
  actor: string;
  /** As `reconcile` takes it. */
  isAsked?: boolean;
  /** Hash of the plan that may go through. */
  confirm: string | null;
  /** As `reconcile` takes it. */
  mayConfirm?: MayConfirm | null | undefined;
}

/** Of a folder without files; a project that comes back differs from it in every file. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
/** Holds the removal of all its pipelines, or does it when exactly that was confirmed. */
export const unregister = (options: UnregisterOptions): Promise<Outcome> =>
  underLease(options.pool, options.project, (project) => remove(options, project));

/** Fixed, so that the plan is the same until something else is deployed. */
const instantOf = (at: Date | null): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(at?.getTime() ?? 0);

const nothing: Judged = { good: [], sources: [], diagnostics: [] };

async function remove(options: UnregisterOptions, project: LeasedProject): Promise<Outcome> {
  const { pool, actor, confirm } = options;
  const { id, token } = project;
  // It was registered again meanwhile.
  if (project.registration !== "unregistered") return { state: "Busy" };
  const commit = project.commit_oid;
  const end = (outcome: Outcome) =>
    setRegistration(pool, { id, state: "removed" }).then(() => outcome);
  if (commit === null)
    return end({
      state: "Synced",
      commit: project.observed_commit ?? "",
      plan: null,
      diagnostics: [],
    });

  const pipelines = await allPipelines(pool, { project: id });
  const removed = (await sourcesBelow(pool, { project: id, prefixes: [""] })).map(
    ({ path }) => path,
  );
  const plan = await planAgainstLive(
    pool,
    {
      ...{ project, base: commit, commit, at: instantOf(project.applied_at) },
      ...{ judged: nothing, removed, changed: new Set(), pools: [], readableBy: [] },
      names: new Set(pipelines.map(({ name }) => name)),
    },
    sha256,
  );
  if (confirm === plan.hash) await options.mayConfirm?.(await touchedBy(pool, project, plan, []));
  const verdict = authorize(plan, {
    ...{ deployed: pipelines.length, actor, rewritten: false, confirmed: confirm },
    limits: { count: 0, percent: 0 },
  });
  if ("held" in verdict) {
    const reason = `${project.registration_reason}; what is deployed goes on as it is, without syncs: ${verdict.held}`;
    const outcome = { state: "Held" as const, commit, plan, reason, diagnostics: [] };
    const { name } = project;
    await transaction(pool, async (db) => {
      const note = await noteHeld(db, id, outcome);
      const held = { state: "Held", reason, heldPlan: plan.hash, reached: false };
      if ((await recordSync(db, { id, token, ...held })) === 0) return;
      if (note) await note(actor);
      else if (options.isAsked) await noteAsked(db, name, outcome, actor);
    });
    return outcome;
  }
  const empty = { oids: [emptyTree], types: ["tree"], starts: [0], lengths: [0] };
  await putObjects(pool, { ...empty, contents: Buffer.alloc(0) });
  const now = new Date();
  await apply(pool, {
    ...{ projectId: id, baseId: project.revision_id, lease: token, plan: verdict.plan },
    revision: {
      ...{ commit, tree: emptyTree, authorName: actor, authorEmail: "", authoredAt: now },
      ...{ committedAt: now, subject: `Unregistered: ${project.registration_reason}` },
      ...{ change: null, approvers: [], uncommitted: false, readBy: null },
    },
    ...{ desired: new Map(), sources: [], removedSources: removed },
  });
  return end({ state: "Synced", commit, plan, diagnostics: [] });
}
