// What a sync came to, and how it is kept with the project: so that a tip that was judged is judged again only when
// something else would judge it now.

import type pg from "pg";
import { nobody } from "#core/break-glass.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { Plan } from "#core/plan.ts";
import type { Db } from "#store/connect.ts";
import { newlyHeld, recordSync } from "#store/projects.sql.ts";
import { storable } from "#store/storable.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { sha256 } from "./revision-plan.ts";

export type Outcome =
  /** `reason`: what is odd about it all the same. */
  | {
      state: "Synced";
      commit: string;
      plan: Plan | null;
      diagnostics: Diagnostic[];
      reason?: string;
    }
  /** The plan is null when the same tip was held before and was not looked at again, or the project stays at a revision. */
  | { state: "Held"; commit: string; plan: Plan | null; reason: string; diagnostics: Diagnostic[] }
  | { state: "Unknown"; reason: string }
  /** Another process syncs the project right now. */
  | { state: "Busy" };

export const unknown = (reason: string): Outcome => ({
  state: "Unknown",
  reason: `${reason}; everything deployed stays`,
});

interface Judged {
  observed_commit: string | null;
  sync_state: string;
  sync_reason: string | null;
  judged_by: string | null;
}

/** Names what a verdict on a tip depends on beside the tip: rules, a hold. */
export const judgement = (by: unknown): string => sha256(canonicalJson(by)).slice(0, 16);

/**
 * What a tip that was looked at before came to; null when it must be looked at (again).
 * @param asked Somebody asks: what is held is judged again, and what another version read is read again.
 */
export function settledOutcome(
  project: Judged,
  tip: string,
  asked: {
    judgedBy: string;
    confirm: boolean;
    recheck: boolean;
    outdated: boolean;
    /** Approvals may have come since. */
    isToLook: boolean;
    /** Policies keep back some of what is there. */
    isDenied: boolean;
  },
): Outcome | null {
  if (tip !== project.observed_commit || asked.confirm) return null;
  if (project.judged_by !== null && project.judged_by !== asked.judgedBy) return null;
  const nothing = { commit: tip, plan: null, diagnostics: [] };
  if (asked.recheck && asked.outdated) return null;
  if (project.sync_state === "Synced")
    return asked.isDenied && (asked.isToLook || asked.recheck) ? null : stillSynced(project, tip);
  if (project.sync_state !== "Held" || asked.recheck || asked.isToLook) return null;
  return { state: "Held", reason: project.sync_reason ?? "", ...nothing };
}

/** Nothing of the project is otherwise at the commit; what was odd still is. */
export function stillSynced(
  { sync_state, sync_reason }: Pick<Judged, "sync_state" | "sync_reason">,
  commit: string,
): Outcome {
  const reason = sync_state === "Synced" ? sync_reason : null;
  const same = { commit, plan: null, diagnostics: [], ...(reason !== null && { reason }) };
  return { state: "Synced", ...same };
}

export interface RecordOptions {
  /** The source answered. */
  reached?: boolean;
  /** Of a tip that is settled: what is held of it stays so. */
  before?: { held_plan_hash: string | null; held_names: string[] | null };
  /** It lacks approvals, which come when they come. */
  isUnapproved?: boolean;
  /** Who had it looked at; when they asked for it, it is on record whatever it came to. */
  asked?: { actor: string; isAsked?: boolean };
}

/** A forge may not tell of reviews: so often it is asked again. */
export const lookAgainMs = 5 * 60_000;

interface Recorded {
  id: number;
  name: string;
  token: string;
  judgedBy?: string | null;
}

/**
 * Writes what a sync that applied nothing came to, while it still holds the lease; a plan that is held now, and a sync that
 * somebody asked for, on record too.
 */
export async function record(
  pool: pg.Pool,
  project: Recorded,
  outcome: Outcome,
  options: RecordOptions = {},
): Promise<Outcome> {
  const { actor, isAsked = false } = options.asked ?? { actor: nobody };
  const held = outcome.state === "Held" && outcome.plan !== null ? outcome : null;
  // Most looks find nothing, and nobody asks for them: they are one statement.
  const written =
    held !== null || isAsked
      ? await transaction(pool, async (db) => {
          const note = held && (await noteHeld(db, project.id, held));
          const rows = await write(db, project, outcome, options);
          if (rows === 0) return rows;
          if (note) await note(actor);
          else if (isAsked) await noteAsked(db, project.name, outcome, actor);
          return rows;
        })
      : await write(pool, project, outcome, options);
  return written === 0 ? { state: "Busy" } : outcome;
}

/** Somebody asked for a sync that applied nothing and that nothing else is on record of. */
export const noteAsked = (
  db: Db,
  project: string,
  outcome: Outcome,
  actor: string,
): Promise<number> =>
  writeAudit(db, {
    ...{ actor, act: "sync", subject: project },
    reason: "reason" in outcome && outcome.reason ? storable(outcome.reason) : null,
    revision: "commit" in outcome ? outcome.commit || null : null,
    detail: { state: outcome.state },
  });

function write(
  db: Db,
  { id, token, judgedBy = null }: Recorded,
  outcome: Outcome,
  { reached = true, before, isUnapproved = false }: RecordOptions,
): Promise<number> {
  const plan = outcome.state === "Held" ? outcome.plan : null;
  return recordSync(db, {
    id,
    token,
    observed: "commit" in outcome ? outcome.commit : null,
    state: outcome.state,
    reason: "reason" in outcome && outcome.reason ? storable(outcome.reason) : null,
    heldPlan: plan?.hash ?? before?.held_plan_hash ?? null,
    heldNames: namesOf(plan) ?? before?.held_names ?? null,
    isSettled: before !== undefined,
    lookAgainMs: isUnapproved ? String(lookAgainMs) : null,
    judgedBy,
    reached,
  });
}

/**
 * Before the project says that the plan is held, in the same transaction.
 * @returns what puts it on record once that is written; null where it is on record.
 */
export async function noteHeld(
  db: Db,
  id: number,
  { plan, reason, commit }: Pick<Outcome & { state: "Held" }, "plan" | "reason" | "commit">,
): Promise<((actor: string) => Promise<number>) | null> {
  const held = plan && (await newlyHeld(db, { id, plan: plan.hash }));
  if (!plan || !held) return null;
  const detail = { plan: plan.hash, base: plan.base, changes: plan.changes.length };
  const entry = { subject: held.name, reason: storable(reason), revision: commit, detail };
  return (actor) => writeAudit(db, { actor, act: "hold-plan", ...entry });
}

/** So many are not looked up by name any more: all that may differ counts as held. */
const mostNames = 2_000;

const namesOf = (plan: Plan | null): string[] | null =>
  plan === null || plan.changes.length > mostNames
    ? null
    : plan.changes.map(({ pipeline, renamedFrom }) => renamedFrom ?? pipeline);
