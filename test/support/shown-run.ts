// A run as the API shows it, for what makes pictures and lists of it.

import type { RunView, TaskView, WhyView } from "#api/types.ts";

export const shownTask = (fields: Partial<TaskView> & { name: string }): TaskView => ({
  ...{ state: "waiting", attempts: [], needs: [], retryAt: null, nextIterationAt: null },
  ...{ item: null, instances: null, child: null, reads: [], outputs: {}, message: null },
  ...{ mark: null },
  ...fields,
});

/** @param from Seconds since the run began. @param to null: it goes on */
export const shownAttempt = (
  attempt: number,
  from: number,
  to: number | null,
  state: TaskView["state"] = to === null ? "running" : "succeeded",
): TaskView["attempts"][number] => ({
  ...{ attempt, iteration: null, state, worker: 1, ending: null, exitCode: null, signal: null },
  startedAt: instantAt(from),
  finishedAt: to === null ? null : instantAt(to),
  message: null,
});

export const beginning = Date.parse("2026-11-28T03:00:00Z");
export const instantAt = (seconds: number): string =>
  new Date(beginning + seconds * 1_000).toISOString();

export const shownRun = (tasks: readonly TaskView[], fields: Partial<RunView> = {}): RunView => ({
  ...{ id: "7", pipeline: "p", project: "shop", state: "running", date: "2026-11-28" },
  ...{ slot: "t:1", generation: 1, trigger: "schedule", reason: null, commit: "c".repeat(40) },
  ...{ uncommitted: false, traceId: "a".repeat(32), actor: null, marked: false, markedBy: [] },
  ...{ overridden: false, overriddenBy: [], rerunOf: null, parent: null, cancelRequestedAt: null },
  ...{ params: {}, deadlines: [], overrides: [], evidence: {}, breakGlass: null },
  ...{ dueAt: instantAt(0), createdAt: instantAt(0), startedAt: instantAt(0), finishedAt: null },
  revision: {
    ...{ commit: "c".repeat(40), changedIn: "d".repeat(40), file: "pipelines/p.yaml" },
    ...{ author: "Ada <ada@example.org>", subject: "First", approvers: [] },
    ...{ repository: "https://git.example/shop", branch: "main", uncommitted: false },
  },
  tasks: [...tasks],
  ...fields,
});

export const noReasons: WhyView = { subject: "7", state: "running", reasons: [] };
