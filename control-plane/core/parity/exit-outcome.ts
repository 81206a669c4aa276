// What our spec would call an exit code that the other scheduler saw: the rules of `on` that its success codes became.

import { ruleFor } from "../end-rules.ts";
import type { Pipeline, Task } from "../pipeline.ts";

export type Outcome = "succeeded" | "failed";

/** Null: a rule asks for more than the code, or calls it neither a success nor a failure. */
export function outcomeOf({ on }: Pick<Task, "on">, exitCode: number): Outcome | null {
  const end = { exitCode, signal: "", timedOut: false, output: "", attempt: 1 };
  // A revision that was stored before there were rules has no list.
  if (!on?.length) return exitCode === 0 ? "succeeded" : "failed";
  if (on.some(({ when }) => when.includes("output"))) return null;
  try {
    const matched = ruleFor(on, end, nothingElse);
    if (matched === null) return exitCode === 0 ? "succeeded" : "failed";
    const { result, retry } = matched.rule;
    if (result === "skipped" || result === "cancelled") return null;
    return result ?? (retry === null && exitCode === 0 ? "succeeded" : "failed");
  } catch {
    return null;
  }
}

const at = new Date(0).toISOString();

/** A rule that asks for what only a run has fails, and then nobody knows. */
const nothingElse = {
  scope: { params: {}, matrix: {}, needs: {}, allowStatus: false },
  run: {
    ...{ id: "", date: "", scheduledAt: at, pipeline: "", generation: 1 },
    interval: { start: at, end: at },
  },
  ...{ params: {}, matrix: {}, needs: [] },
};

/** The task whose end is the job's: the task of that name, or the pipeline's only one. Null: there is none. */
export function taskOfJob({ tasks }: Pick<Pipeline, "tasks">, task: string): Task | null {
  if (task !== "") return tasks.find(({ name }) => name === task) ?? null;
  const [only, ...more] = tasks;
  return more.length === 0 ? (only ?? null) : null;
}
