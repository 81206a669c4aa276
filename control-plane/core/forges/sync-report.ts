// What a forge shows of a sync: a status of the commit that was looked at, and a deployment of the one that is deployed.

import type { DeploymentState, DesiredDeployment, DesiredStatus } from "./desired.ts";
import { syncContext } from "./report.ts";

/** Where a project stands, as its row has it. */
export interface Standing {
  environment: string;
  observed_commit: string | null;
  sync_state: string;
  sync_reason: string | null;
  revision: number | null;
  /** Deployed, and the revision before it. */
  commit: string | null;
  base: number | null;
  /** Spec files in error. */
  broken: number;
}

/** Null before the first look, and while the source is away: nothing is known of any commit then. */
export function statusOf(row: Standing, project: string): DesiredStatus | null {
  const { observed_commit: commit, sync_state, sync_reason, broken } = row;
  if (commit === null) return null;
  const status = (state: DesiredStatus["state"], description: string): DesiredStatus => ({
    ...{ kind: "status", commit, context: syncContext(project), state, description },
  });
  if (sync_state === "Held")
    return status("pending", `Held: ${sync_reason ?? "see trunkline status"}`);
  if (sync_state !== "Synced") return null;
  if (broken > 0) return status("failure", `Deployed, but for what is in error: ${files(broken)}`);
  return status("success", `Deployed to ${row.environment}`);
}

/**
 * What is deployed, or held on its way. Told apart by the revision that it comes upon, so that a held one goes on as the
 * same deployment, and the same commit after another as a new one.
 */
export function deploymentOf(row: Standing, project: string): DesiredDeployment | null {
  const { environment, broken } = row;
  const isHeld = row.sync_state === "Held" && row.observed_commit !== null;
  const commit = isHeld ? row.observed_commit : row.commit;
  const upon = isHeld ? row.revision : row.base;
  if (commit === null) return null;
  const state = (state: DeploymentState, description: string) => ({ state, description });
  const end =
    broken > 0
      ? state("failure", `Deployed, but for what is in error: ${files(broken)}`)
      : state("success", "Deployed");
  return {
    ...{ kind: "deployment", commit, environment, description: project },
    isProduction: /^prod/i.test(environment),
    externalId: `${project}/${upon ?? 0}/${commit.slice(0, 12)}`,
    // Those that are there already stay: only what follows is added.
    states: [
      state("queued", "Seen on the branch"),
      ...(isHeld ? [] : [state("in_progress", "Being deployed"), end]),
    ],
  };
}

const files = (count: number): string => `${count} file${count === 1 ? "" : "s"}`;
