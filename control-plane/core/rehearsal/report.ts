// The report of a rehearsal: lines for programs, from which the text for people is made too.

import type { RehearsalLine, RehearsalSummary, RehearsedRun } from "#schemas/types.ts";
import { conflicts, poolUse } from "./contention.ts";
import type { DeadlineFacts, RehearsalFacts, RunFacts } from "./facts.ts";
import { instantText } from "./instant-text.ts";
import { problems } from "./problems.ts";
import { waitsOf } from "./waits.ts";

/** Runs by due time, then pools, conflicts and problems, and the summary. */
export function reportOf(facts: RehearsalFacts): RehearsalLine[] {
  const found = problems(facts);
  return [
    ...facts.runs.map((run) => runLine(run, facts)),
    ...poolUse(facts),
    ...conflicts(facts),
    ...found,
    summaryOf(facts, found.length),
  ];
}

const textOrNull = (ms: number | null): string | null => (ms === null ? null : instantText(ms));

function runLine(run: RunFacts, { pools }: RehearsalFacts): RehearsedRun {
  return {
    ...{ kind: "run", id: run.id, pipeline: run.pipeline, date: run.date, slot: run.slot },
    dueAt: instantText(run.dueAt),
    startedAt: textOrNull(run.startedAt),
    finishedAt: textOrNull(run.finishedAt),
    state: run.state,
    reason: run.reason,
    waits: waitsOf(run, pools).map(({ from, until, ...wait }) => ({
      ...wait,
      from: instantText(from),
      until: textOrNull(until),
    })),
    tasks: run.tasks.map(({ name, state, attempts, startedAt, finishedAt, message }) => ({
      ...{ name, state, attempts, message },
      startedAt: textOrNull(startedAt),
      finishedAt: textOrNull(finishedAt),
    })),
    deadlines: run.deadlines.map(deadlineLine),
  };
}

const deadlineLine = ({ task, kind, at, state, cause, changes }: DeadlineFacts) => ({
  ...{ task, kind, state, cause },
  at: instantText(at),
  changes: changes.map((change) => ({ state: change.state, at: instantText(change.at) })),
});

function summaryOf(facts: RehearsalFacts, count: number): RehearsalSummary {
  const states = Map.groupBy(facts.runs, ({ state }) => state);
  return {
    ...{ kind: "summary", project: facts.project, seed: facts.seed, attempts: facts.attempts },
    from: instantText(facts.from),
    to: instantText(facts.to),
    endedAt: instantText(facts.endedAt),
    runs: Object.fromEntries([...states].sort().map(([state, runs]) => [state, runs.length])),
    problems: count,
    assumed: facts.assumed,
  };
}
