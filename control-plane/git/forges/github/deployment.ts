// Shows a deployment and its states, oldest first, each once.

import type { DesiredDeployment } from "#core/forges/desired.ts";
import type { Keep } from "../forge.ts";
import type { GitHubClient } from "./client.ts";

/** Tells ours from those of other tools for the same environment. */
const task = "deploy:trunkline";
/** GitHub cuts nothing: a longer one is refused. */
const longestDescription = 140;

export async function bringDeployment(
  client: GitHubClient,
  deployment: DesiredDeployment,
  keep: Keep,
): Promise<void> {
  const { commit, environment, externalId, states } = deployment;
  const found = await findDeployment(client, deployment);
  let id = found?.id;
  let sent = found?.sent ?? 0;
  if (id === undefined) {
    const made = await client.ask("making a deployment", "POST /repos/{owner}/{repo}/deployments", {
      ...{ ref: commit, task, environment, payload: { trunkline: externalId } },
      description: deployment.description.slice(0, longestDescription),
      // It is merged already, and whether its checks passed was the branch's to rule.
      ...{ auto_merge: false, required_contexts: [] },
      production_environment: deployment.isProduction,
    });
    // With auto_merge off GitHub makes one, or refuses: 202 is of a merge only.
    id = (made as { id: number | bigint }).id;
    await keep({ id: String(id), sent });
  }
  for (const { state, description } of states.slice(sent)) {
    await client.ask(
      "adding a deployment's state",
      "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      {
        ...{ deployment_id: Number(id), state, environment },
        description: description.slice(0, longestDescription),
      },
    );
    sent++;
    await keep({ id: String(id), sent });
  }
}

/** What an answer that was lost has left there. */
async function findDeployment(
  client: GitHubClient,
  { commit, environment, externalId }: DesiredDeployment,
): Promise<{ id: number | bigint; sent: number } | null> {
  const all = await client.pages(
    "listing deployments",
    "GET /repos/{owner}/{repo}/deployments",
    { sha: commit, environment, task },
    (data) => data,
  );
  const found = all.find(({ payload }) => idIn(payload) === externalId);
  if (found === undefined) return null;
  const states = await client.pages(
    "listing a deployment's states",
    "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
    { deployment_id: Number(found.id) },
    (data) => data,
  );
  return { id: found.id, sent: states.length };
}

/** GitHub gives an object back as it came, or as the text of it. */
function idIn(payload: unknown): unknown {
  if (typeof payload !== "string") return (payload as { trunkline?: unknown } | null)?.trunkline;
  try {
    return (JSON.parse(payload) as { trunkline?: unknown } | null)?.trunkline;
  } catch {
    return undefined;
  }
}
