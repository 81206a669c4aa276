// Runs that are not well as Today reckons with them.

import type { Troubled } from "#core/today/causes.ts";
import type { SharedWait } from "#core/today/shared-waits.ts";
import type { RunSummary, ThreatView } from "../types.ts";

export const failure = (run: RunSummary): Troubled => {
  const task = run.tasks?.find(({ state }) => state === "failed");
  const message = task?.attempts.at(-1)?.message ?? task?.message ?? run.reason ?? "";
  const tries = task?.attempts.length ?? 0;
  return {
    ...{ run: run.id, project: run.project, pipeline: run.pipeline, state: "failed" },
    what:
      task === undefined
        ? message
        : `${task.name}: ${message}${tries > 1 ? ` ${tries} attempts.` : ""}`,
    since: run.finishedAt ?? run.createdAt,
    ...{ deadline: null, expectedAt: null },
  };
};

/** One that is not on track. */
export const threat = (one: ThreatView): Troubled => {
  const { run, project, pipeline, since, expectedAt, cause } = one;
  return {
    ...{ run, project, pipeline, since, expectedAt, deadline: one.at },
    state: one.state === "late" ? "late" : "at-risk",
    what:
      cause === null
        ? "no reason is known"
        : `${cause.task === null ? "" : `${cause.task} `}${cause.message}`,
  };
};

export const waits = ({ id, project, pipeline, reason, createdAt }: RunSummary): Troubled => ({
  ...{ run: id, project, pipeline, state: "waiting", since: createdAt },
  what: reason === null ? "About to start" : `Waits for ${reason}`,
  ...{ deadline: null, expectedAt: null },
});

/** One that runs, of which a task waits for what others wait for, too. */
export const heldUp = (
  { id, project, pipeline, startedAt, createdAt }: RunSummary,
  { kind, name }: SharedWait,
): Troubled => ({
  ...{ run: id, project, pipeline, state: "waiting", since: startedAt ?? createdAt },
  what: `A task waits for ${kind === "pool" || kind === "lock" || kind === "rate" ? `${kind} ${name}` : name}`,
  ...{ deadline: null, expectedAt: null },
});
