// What the scheduler before has last done of a pipeline, as a run here: what waits for its newest run, or for that of a date,
// finds the outcome that it would have found there.

import { businessDate, type DayRule } from "../business-date.ts";

/** Of the newest run of a job there. Instants are in milliseconds since 1970. */
export interface LegacyOutcome {
  job: string;
  /** Null: its source has none, and the start says it. */
  date: string | null;
  start: number;
  end: number;
  /** Null: nobody was told. */
  outcome: "succeeded" | "failed" | null;
  exit: number | null;
  /** Who told it. */
  source: string;
}

export interface TakenTask {
  idx: number;
  state: "succeeded" | "failed" | "skipped";
  exit: number | null;
}

export interface TakenRun {
  date: string;
  start: number;
  end: number;
  state: "succeeded" | "failed";
  /** Where it comes from, as a sentence. */
  reason: string;
  tasks: TakenTask[];
}

interface Known extends LegacyOutcome {
  date: string;
  outcome: "succeeded" | "failed";
}

/**
 * @param names Which job each part was: an empty `task` is the pipeline itself.
 * @param tasks Of the pipeline, in order.
 * @returns `why`: what is missing, as the end of a sentence.
 */
export function takeOver(
  names: readonly { task: string; job: string }[],
  tasks: readonly { name: string }[],
  outcomes: ReadonlyMap<string, LegacyOutcome>,
  rule: DayRule,
): TakenRun | { why: string } {
  const byTask = new Map<string, Known>();
  for (const { task, job } of names) {
    const found = outcomes.get(job);
    if (found === undefined) return { why: `nobody was told of a run of ${job}` };
    const { date, start, outcome } = found;
    if (outcome === null) return { why: `nobody was told what became of the last run of ${job}` };
    byTask.set(task, { ...found, outcome, date: date ?? businessDate(start, rule) });
  }
  const all = [...byTask.values()];
  const newest = byTask.get("") ?? all.toSorted((a, b) => b.start - a.start)[0];
  if (newest === undefined) return { why: "it doesn't say which job it was" };
  const { date } = newest;
  const other = all.find((one) => one.date !== date);
  if (!byTask.has("") && other !== undefined)
    return { why: `${other.job} ran last for ${other.date}, and ${newest.job} for ${date}` };
  const own = byTask.get("");
  const hasFailed = own ? own.outcome === "failed" : all.some((one) => one.outcome === "failed");
  const state = hasFailed ? "failed" : "succeeded";
  const sources = [...new Set(all.map(({ source }) => source))].sort().join(", ");
  return {
    ...{ date, state, reason: `taken over: ${newest.job} ${state} there, by ${sources}` },
    start: own?.start ?? Math.min(...all.map(({ start }) => start)),
    end: own?.end ?? Math.max(...all.map(({ end }) => end)),
    tasks: tasks.map(({ name }, idx): TakenTask => {
      const its = byTask.get(name);
      if (its === undefined) return { idx, state: hasFailed ? "skipped" : "succeeded", exit: null };
      // A member of a box that was passed over on that date.
      if (its.date !== date) return { idx, state: "skipped", exit: null };
      return { idx, state: its.outcome, exit: its.exit };
    }),
  };
}
