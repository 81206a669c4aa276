// The plan without what policies keep from being deployed: those pipelines stay as they are, like ones with an error.

import type { CedarAccess } from "#access/cedar.ts";
import type { AuditAct } from "#core/audit/acts.ts";
import type { Judged } from "#core/judge.ts";
import type { ApproveInput } from "./approve-revision.ts";
import { type Denials, deployDenials } from "./deploy-denials.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";
import { type PlannedRevision, planRevision, type RevisionInput } from "./revision-plan.ts";

export interface PermittedInput {
  proving: ApproveInput;
  revision: RevisionInput;
  /** As it was judged before anything was left out. */
  asRead: Judged;
  planned: PlannedRevision;
  verify: (input: VerifyInput) => Promise<Verification>;
  /** Null: nobody has written down teams, so that merging is all it takes. */
  access: CedarAccess | null;
}

export interface Permitted extends PlannedRevision, Pick<Denials, "refused"> {
  denied: Denials["pipelines"];
}

/** Whoever goes back by a hold to what was deployed before has the right to hold for it. */
export async function permittedPlan(input: PermittedInput): Promise<Permitted> {
  const { proving, revision, asRead, access } = input;
  let { planned } = input;
  const denied: Denials["pipelines"] = new Map();
  const denials =
    access === null || proving.held?.wasDeployed
      ? null
      : deployDenials({ ...proving, verify: input.verify, access });
  if (denials === null) return { ...planned, denied, refused: null };
  // What is left out may change what else is planned, which is judged as well.
  for (;;) {
    const { pipelines, refused } = await denials.of(planned.plan, planned.judged);
    const more = [...pipelines].filter(([name]) => !denied.has(name));
    if (more.length === 0 || refused !== null) return { ...planned, denied, refused };
    for (const [name, one] of more) denied.set(name, one);
    planned = await planRevision(revision, asRead, denied);
  }
}

/** So many are named in the audit. */
const mostNamed = 100;

/** What the audit keeps of it; none where nothing was denied. */
export function denialActs(
  denied: Denials["pipelines"],
  commit: string,
): { act: AuditAct; detail: object }[] {
  if (denied.size === 0) return [];
  const pipelines = [...denied].slice(0, mostNamed).map(([pipeline, { denial }]) => ({
    ...{ pipeline, who: denial.who.name, proven: denial.who.proven, change: denial.change },
    policies: denial.policies.map(({ id }) => id),
    ...(denial.errors.length === 0 ? {} : { errors: denial.errors }),
  }));
  return [{ act: "deny deploy", detail: { commit, denied: denied.size, pipelines } }];
}
