// Makes a check run with its annotations, fifty a request, exactly once however often it is tried.

import type { Annotation, DesiredCheck } from "#core/forges/desired.ts";
import type { Keep } from "../forge.ts";
import type { GitHubClient } from "./client.ts";

/** GitHub takes no more with one request. */
const perRequest = 50;

/** @param app Our App's id: other Apps may have checks of the same name. */
export async function bringCheckRun(
  client: GitHubClient,
  app: string,
  check: DesiredCheck,
  keep: Keep,
): Promise<void> {
  const total = check.annotations.length;
  const isLast = (from: number) => from + perRequest >= total;
  const kept = async (run: Found): Promise<Found> => {
    await keep({ id: String(run.id), externalId: check.externalId, sent: run.sent });
    return run;
  };
  const after = (id: Found["id"], from: number): Promise<Found> =>
    kept({ id, sent: Math.min(from + perRequest, total), closed: isLast(from) });

  let run = await findCheckRun(client, app, check);
  if (run === null) {
    const { name, commit, externalId } = check;
    const made = await client.ask("making a check run", "POST /repos/{owner}/{repo}/check-runs", {
      ...{ name, head_sha: commit, external_id: externalId },
      ...stateAt(check, isLast(0)),
      output: output(check, 0),
    });
    run = await after(made.id, 0);
  } else await kept(run);
  while (!run.closed) {
    await client.ask(
      "adding to a check run",
      "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
      {
        check_run_id: run.id,
        ...stateAt(check, isLast(run.sent)),
        output: output(check, run.sent),
      },
    );
    run = await after(run.id, run.sent);
  }
}

interface Found {
  id: number | bigint;
  /** Annotations that it has. */
  sent: number;
  closed: boolean;
}

const output = ({ title, summary, text, annotations }: DesiredCheck, from: number) => ({
  ...{ title, summary },
  ...(text === null ? {} : { text }),
  annotations: annotations.slice(from, from + perRequest).map(annotationOf),
});

/** It is under way until its last annotation is there. */
function stateAt(check: DesiredCheck, last: boolean) {
  return last
    ? { status: "completed" as const, conclusion: check.conclusion }
    : { status: "in_progress" as const };
}

/**
 * By the name that is ours alone: an answer may have been lost after the check run was made. Only the newest counts, as
 * it does on GitHub: a change that fails again as it failed before (a waiver or an approval has ended) needs another one.
 */
async function findCheckRun(
  client: GitHubClient,
  app: string,
  { commit, name, externalId }: DesiredCheck,
): Promise<Found | null> {
  const runs = await client.pages(
    "listing check runs",
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { ref: commit, check_name: name, filter: "all", app_id: Number(app) },
    (data) => data.check_runs,
  );
  // Ids grow; the order of the list is not promised.
  const run = runs.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
  if (run?.external_id !== externalId) return null;
  return { id: run.id, sent: run.output.annotations_count, closed: run.status === "completed" };
}

const longestMessage = 60_000;

const annotationOf = ({ path, line, endLine, level, title, message }: Annotation) => ({
  ...{ path, start_line: line, end_line: endLine, annotation_level: level },
  title: title.slice(0, 255),
  message: message.slice(0, longestMessage),
});
