// What a rehearsal must not have: deadlines that were missed, tasks that came too late for their window or their approval,
// runs that never started or never ended, runs that wait for one another, and failures that nobody asked for.

import type { RehearsedProblem } from "#schemas/types.ts";
import { cameTooLate } from "../gates.ts";
import { deadlocks } from "./deadlock.ts";
import type { DeadlineFacts, RehearsalFacts, RunFacts } from "./facts.ts";
import { clockText, lengthText } from "./instant-text.ts";

/** By run, in the order of due times; deadlocks at the end. */
export function problems(facts: RehearsalFacts): RehearsedProblem[] {
  return [
    ...facts.runs.flatMap((run) => [
      ...missed(run, facts),
      ...tooLate(run),
      ...open(run, facts),
      ...failed(run),
    ]),
    ...deadlocks(facts.project, facts.runs, facts.pools).map(
      (cycle): RehearsedProblem => ({
        ...{ kind: "problem", problem: "deadlock", run: null, date: null, reasons: [] },
        pipeline: cycle.map(({ pipeline }) => pipeline).join(", "),
        message: `${[...cycle, cycle[0]].map((run) => run?.pipeline).join(" waits for ")}`,
      }),
    ),
  ];
}

const of = ({ id, pipeline, date }: RunFacts) => ({
  kind: "problem" as const,
  run: id,
  pipeline,
  date,
});

function missed(run: RunFacts, facts: RehearsalFacts): RehearsedProblem[] {
  return run.deadlines
    .filter(({ state }) => state === "missed" || state === "late")
    .map((deadline) => ({
      ...of(run),
      problem: "missed" as const,
      message: missedText(run, deadline, facts.timezone),
      reasons: [],
    }));
}

function missedText(run: RunFacts, deadline: DeadlineFacts, timezone: string): string {
  const { task, kind, at, state } = deadline;
  const subject = task ?? "the run";
  const done = doneAt(run, deadline);
  const by = done === null || done <= at ? "" : ` by ${lengthText(done - at)}`;
  const cause = deadline.cause === null ? "" : `: ${deadline.cause}`;
  const word = state === "late" ? "is late" : `missed it${by}`;
  return `${subject} was to ${kind === "startBy" ? "start" : "finish"} by ${clockText(at, timezone)} and ${word}${cause}`;
}

/** When what the deadline is for came true after all. */
function doneAt(run: RunFacts, { task, kind }: DeadlineFacts): number | null {
  const tasks = run.tasks.filter(({ name }) => task === null || name === task);
  if (kind === "startBy") {
    const starts = tasks.flatMap(({ startedAt }) => startedAt ?? []);
    return starts.length === 0 ? null : Math.min(...starts);
  }
  return task === null ? run.finishedAt : (tasks[0]?.finishedAt ?? null);
}

/** Skipped though wanted: the run may well have succeeded without it. */
function tooLate(run: RunFacts): RehearsedProblem[] {
  return run.tasks.flatMap(({ name, state, message }): RehearsedProblem[] =>
    state === "skipped" && message !== null && cameTooLate(message)
      ? [
          {
            ...of(run),
            problem: "too-late",
            message: `${name} was skipped: ${message}`,
            reasons: [],
          },
        ]
      : [],
  );
}

function open(run: RunFacts, { endedAt, timezone }: RehearsalFacts): RehearsedProblem[] {
  if (run.finishedAt !== null) return [];
  const until = `until ${clockText(endedAt, timezone)}`;
  const isStarted = run.startedAt !== null;
  return [
    {
      ...of(run),
      problem: isStarted ? "never-ended" : "never-started",
      message: isStarted ? `it did not end ${until}` : `it did not start ${until}`,
      reasons: run.reasons,
    },
  ];
}

/** A failure that somebody asked for explains those of its run. */
function failed(run: RunFacts): RehearsedProblem[] {
  const culprits = run.tasks.filter(({ state }) => state === "failed");
  if (run.state !== "failed" || culprits.some(({ askedToFail }) => askedToFail)) return [];
  const reasons = culprits.map(({ name, message }) => `${name}: ${message ?? "failed"}`);
  return [
    { ...of(run), problem: "failed", message: "it failed, and nobody asked for that", reasons },
  ];
}
