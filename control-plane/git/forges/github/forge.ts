// GitHub and GitHub Enterprise, as an App or with a token.

import type { Forge } from "../forge.ts";
import { type ForgeSettings, forgeName } from "../settings.ts";
import { readChange, readChangeOf } from "./change.ts";
import { bringCheckRun } from "./check-run.ts";
import { githubClient } from "./client.ts";
import { bringComment } from "./comment.ts";
import { bringDeployment } from "./deployment.ts";

/** A longer description of a status is refused. */
const longestDescription = 140;

export function githubForge(settings: ForgeSettings): Forge {
  const client = githubClient(settings);
  const name = forgeName(settings);
  const { identity } = settings;
  return {
    name,
    async openChanges(branch) {
      const pulls = await client.pages(
        "listing pull requests",
        "GET /repos/{owner}/{repo}/pulls",
        { state: "open", base: branch, sort: "created", direction: "asc" },
        (data) => data,
      );
      return pulls.map(({ number, title, head, user, updated_at }) => ({
        ...{ number, title, headCommit: head.sha, author: user?.login ?? "ghost" },
        updatedAt: updated_at,
      }));
    },
    async requestChange({ branch, onto, title, body }) {
      const [owner] = settings.repository.split("/");
      const wanted = { head: `${owner}:${branch}`, base: onto };
      const [open] = await client.pages(
        "looking for the pull request",
        "GET /repos/{owner}/{repo}/pulls",
        { ...wanted, state: "open" },
        (data) => data,
      );
      const { number, html_url: url } =
        open ??
        (await client.ask("asking for a pull request", "POST /repos/{owner}/{repo}/pulls", {
          ...{ head: branch, base: onto, title, body },
        }));
      return { number, url };
    },
    evidenceOf: (number) => readChange(client, name, number),
    changeForCommit: (commit, branch) => readChangeOf(client, name, commit, branch),
    changeRef: (number) => `refs/pull/${number}/head`,
    async setStatus({ commit, context, state, description }) {
      await client.ask("setting a status", "POST /repos/{owner}/{repo}/statuses/{sha}", {
        ...{ sha: commit, context, state },
        description: description.slice(0, longestDescription),
      });
    },
    upsertComment: (comment, done, keep) => bringComment(client, comment, done, keep),
    deployment: (deployment, keep) => bringDeployment(client, deployment, keep),
    // Only an App may make check runs.
    ...(identity.kind === "app" && {
      annotate: (check, keep) => bringCheckRun(client, identity.id, check, keep),
    }),
  } satisfies Forge;
}
