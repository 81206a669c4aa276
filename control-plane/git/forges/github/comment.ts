// Keeps one comment on a pull request: found by its hidden marker among our own, changed in place.

import type { DesiredComment, Done } from "#core/forges/desired.ts";
import { ForgeError, type Keep } from "../forge.ts";
import type { GitHubClient } from "./client.ts";

interface Comment {
  id: number;
  body?: string;
  user: { login: string } | null;
  performed_via_github_app?: { id: number } | null;
}

export async function bringComment(
  client: GitHubClient,
  { change, marker, body: text }: DesiredComment,
  done: Done,
  keep: Keep,
): Promise<void> {
  const body = `${marker}\n${text}`;
  const update = async (id: number): Promise<boolean> => {
    try {
      await client.ask(
        "changing the comment",
        "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        { comment_id: id, body },
      );
      return true;
    } catch (error) {
      // Somebody has deleted it, or it isn't ours after all.
      if (error instanceof ForgeError && error.isOutOfReach) return false;
      throw error;
    }
  };
  if (done.id !== undefined && (await update(Number(done.id)))) return;
  const found = await findComment(client, change, marker, body);
  if (found !== null && found.body === body) return keep({ id: String(found.id) });
  if (found !== null && (await update(found.id))) return keep({ id: String(found.id) });
  const made = await client.ask(
    "commenting",
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { issue_number: change, body },
  );
  await keep({ id: String(made.id) });
}

/** Anybody may write the marker: only a comment of ours counts, and where nobody knows who we are one with the same text. */
async function findComment(
  client: GitHubClient,
  change: number,
  marker: string,
  body: string,
): Promise<Comment | null> {
  const self = await client.self();
  const isOurs = (comment: Comment): boolean => {
    if ("app" in self) return String(comment.performed_via_github_app?.id) === self.app;
    return self.login === null ? comment.body === body : comment.user?.login === self.login;
  };
  const matches = (comment: Comment) => (comment.body ?? "").startsWith(marker) && isOurs(comment);
  const comments = await client.pages(
    "listing comments",
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { issue_number: change },
    (data): readonly Comment[] => data as readonly Comment[],
    matches,
  );
  return comments.find(matches) ?? null;
}
