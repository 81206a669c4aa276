// What is known of a revision besides its pipelines: who wrote it, who approved it, and what was verified.

import type { AuditAct } from "#core/audit/acts.ts";
import { type AuthorizedPlan, authorizationOf } from "#core/authorize.ts";
import { readChange, readReverts } from "#core/change.ts";
import { approversOf, type ChangeEvidence } from "#core/evidence.ts";
import type { Plan } from "#core/plan.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import type { ProjectRules } from "#core/registration.ts";
import type { Commit, GitSource } from "#git/source.ts";
import type { Db } from "#store/connect.ts";
import { countPipelines } from "#store/pipelines.sql.ts";
import { storable } from "#store/storable.ts";

/** What a revision is judged by before its files are read. */
export interface VerifyInput {
  pool: Db;
  project: { id: number; name: string; environment: string; path: string; rules: ProjectRules };
  /** The deployed commit; null for the first. */
  base: string | null;
  head: Commit;
  /** What the forge says of the change that brought it; null where none was asked or it knows of none. */
  change: ChangeEvidence | null;
  /** Asks the forge for the change of one of its commits. `isNeeded`: a forge that doesn't answer is a GitError. */
  changeOf?: (commit: Commit, isNeeded?: boolean) => Promise<ChangeEvidence | null>;
  source: GitSource;
}

/** A reason to refuse holds the whole revision until a person releases its plan; what was found is kept with a deployed one. */
export interface Verification {
  refused: string | null;
  evidence: RevisionEvidence;
}

/** Who approved it is what the forge says; without one, what the message declares. */
export function revisionFacts(head: Commit, known: ChangeEvidence | null) {
  const { subject, ...declared } = readChange(head.message);
  const change = known ?? declared.change;
  const approvers = known === null ? declared.approvers : approversOf(known);
  return {
    commit: head.oid,
    authorName: storable(head.author.name),
    authorEmail: storable(head.author.email),
    authoredAt: new Date(head.author.at.epochMilliseconds),
    committedAt: new Date(head.committer.at.epochMilliseconds),
    subject: storable(subject),
    change: change === null ? null : String(change.number),
    approvers: approvers.map(storable),
    uncommitted: false,
  };
}

/** Commits that its message says to take back, for the revision's evidence. */
function revertsOf({ message }: Pick<Commit, "message">): { reverts?: string[] } {
  const reverts = readReverts(message);
  return reverts.length === 0 ? {} : { reverts };
}

export interface DeployedInput {
  head: Commit;
  change: ChangeEvidence | null;
  tree: string;
  readBy: string;
  plan: AuthorizedPlan;
  /** What signatures and approvals came to. */
  found: RevisionEvidence;
  /** Why somebody let through what was held, in their words. */
  reason: string | null;
  /** The hold that put the project here. */
  hold: object | null;
  /** The commit from which a rewritten history was followed. */
  followed: string | null;
  /** What else is put on record with it. */
  acts: { act: AuditAct; detail: object }[];
}

/** What is kept of a deployment: its revision with what it was deployed upon, and acts beside it. */
export function recordOf({ head, change, plan, found, hold, followed, ...input }: DeployedInput) {
  const { released, actor } = authorizationOf(plan);
  const confirmation = { by: actor, plan: plan.hash, of: released ?? "", reason: input.reason };
  const acts: DeployedInput["acts"] = [
    ...(released === null ? [] : [{ act: "confirm", detail: confirmation } as const]),
    ...(followed === null
      ? []
      : [{ act: "follow-rewrite", detail: { from: followed, to: head.oid } } as const]),
    ...input.acts,
  ];
  return {
    acts,
    revision: {
      ...revisionFacts(head, change),
      ...{ tree: input.tree, readBy: input.readBy },
      evidence: {
        ...{ ...found, ...revertsOf(head), ...(change && { change }), ...(hold && { hold }) },
        ...(released !== null && { confirmation }),
      },
    },
  };
}

/** How many pipelines are deployed, by which only a plan that removes some is measured; 0 for others. */
export async function countMeasured(pool: Db, project: number, plan: Plan): Promise<number> {
  if (!plan.changes.some(({ action }) => action === "removed")) return 0;
  return (await countPipelines(pool, { project }))?.count ?? 0;
}

/** On which waivers are counted, in UTC. */
export const today = (): string => Temporal.Now.plainDateISO("UTC").toString();
