// Why a run or a task is as it is: reasons as data, found in rows that somebody else read.

import { type BlackoutFacts, blackoutReason } from "./blackout.ts";
import type { LaterGate } from "./later-gates.ts";
import type { Scalar } from "./pipeline.ts";
import { isFinal, type RunState, type TaskState } from "./run.ts";
import { type ChildFacts, childReason } from "./why-child.ts";
import { type HoldFacts, holdReason } from "./why-holds.ts";
import { instancesReason, withItem } from "./why-instances.ts";
import { laterReasons } from "./why-needs.ts";
import { type Reason, reason } from "./why-reason.ts";
import { type WorkerFacts, whyNoWorker } from "./why-worker.ts";

export { type Reason, type ReasonKind, reasonKinds } from "./why-reason.ts";

/** Instants are ISO texts. */
export interface RunFacts {
  state: RunState;
  reason: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  cancelAt: string | null;
  /** Most runs of the pipeline at a time; null is no limit. */
  limit: number | null;
  /** Unfinished runs of the pipeline that started or were due before this one. */
  ahead: readonly string[];
  tasks: readonly TaskFacts[];
  /** The living ones. */
  workers: readonly WorkerFacts[];
  /** Of the run as a whole, while its pipeline's `awaits` holds it back. */
  gates: readonly GateFacts[];
  /** What holds it as a whole: its pipeline's pause, or a hold of its own. */
  holds: readonly HoldFacts[];
  /** What keeps it from starting, while it waits. */
  blackouts: readonly BlackoutFacts[];
}

/** The last verdict on a gate. */
export interface GateFacts {
  text: string;
  holds: boolean;
  found: string;
  change: string | null;
  since: string;
  until: string | null;
}

export interface TaskFacts {
  name: string;
  state: TaskState;
  attempt: number;
  /** Indexes of the tasks that it needs. */
  needs: readonly number[];
  /** Labels that its worker must have. */
  runsOn: readonly string[];
  worker: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  retryAt: string | null;
  /** What holds it back beside its needs; empty until they have ended. */
  gates: readonly GateFacts[];
  /** Until its needs have ended: the gates of its spec as of now. */
  later?: readonly LaterGate[];
  /** Holds that name it. */
  holds: readonly HoldFacts[];
  message: string | null;
  exitCode: number | null;
  signal: string | null;
  /** Of an instance of `forEach`: its item. */
  item?: Scalar | null;
  /** Of a task with `forEach`, once it has become them. */
  instances?: { total: number; open: number } | null;
  /** The run that its newest attempt made. */
  child?: ChildFacts | null;
}

/** Every reason that holds, the run's own first; never empty. */
export function whyRun(run: RunFacts): Reason[] {
  if (isFinal(run.state)) return finished(run);
  const held = [
    ...run.holds.map((hold) => holdReason(hold, null)),
    ...run.blackouts.map((blackout) => blackoutReason(blackout, blackout.from)),
  ];
  if (run.state === "waiting") {
    const gates = run.gates.map((gate) => gateReason(gate, null));
    const isQueued = gates.length === 0 && (held.length === 0 || isBusy(run));
    return [...held, ...(isQueued ? [queued(run)] : gates)];
  }
  const waiting = [...held, ...run.tasks.flatMap((task) => withItem(whyTask(task, run), task))];
  return run.cancelAt === null ? waiting : [cancelling(run), ...waiting];
}

function finished(run: RunFacts): Reason[] {
  const because = run.reason === null ? "" : `: ${run.reason}`;
  const own = reason("finished", `the run ${verbs[run.state]}${because}`, {
    since: run.finishedAt,
  });
  const failed = run.tasks.filter(({ state }) => state === "failed");
  // A rule of a task's own may call its end cancelled, which fails the run as well.
  const isByRule = run.state === "failed" && failed.length === 0;
  const culprits = isByRule ? run.tasks.filter(({ state }) => state === "cancelled") : failed;
  return [
    own,
    ...culprits.flatMap((task) => withItem([endedSo(task)], task)),
    ...run.tasks.flatMap((task) => withItem(passedOver(task), task)),
  ];
}

const endedSo = (task: TaskFacts): Reason =>
  reason("finished", `${verbs[task.state as RunState]}: ${failure(task)}`, {
    task: task.name,
    since: task.finishedAt,
  });

/** A task that was skipped by itself, as too late, and not because of what it needs. */
const passedOver = ({ state, message, name, finishedAt }: TaskFacts): Reason[] =>
  state === "skipped" && message !== null
    ? [reason("finished", `was skipped: ${message}`, { task: name, since: finishedAt })]
    : [];

/** What became of a run, in a sentence. */
export const verbs: Record<RunState, string> = {
  waiting: "waits",
  running: "is running",
  succeeded: "succeeded",
  failed: "failed",
  skipped: "was skipped",
  cancelled: "was cancelled",
};

const failure = (task: TaskFacts): string =>
  task.message ?? (task.signal ? `ended by ${task.signal}` : `exit code ${task.exitCode ?? "?"}`);

/** Without a limit nobody queues, whoever is ahead. */
const isBusy = ({ limit, ahead }: RunFacts): boolean => limit !== null && ahead.length > 0;

function queued(run: RunFacts): Reason {
  const runs = run.limit === 1 ? "one run" : `${run.limit} runs`;
  const message = isBusy(run)
    ? `waits for run ${some(run.ahead)}: the pipeline runs ${runs} at a time`
    : "waits to be let start";
  return reason("queue", message, { since: run.createdAt });
}

function cancelling(run: RunFacts): Reason {
  const left = run.tasks
    .filter(({ state, instances }) => state === "running" && !instances)
    .map(({ name }) => name);
  const because = run.reason === null ? "" : ` (${run.reason})`;
  return reason("cancelling", `is being cancelled${because}: stopping ${some(left)}`, {
    since: run.cancelAt,
  });
}

/** For one that waits with its gates, each of them, also those that its needs come before; of the finished those that failed or were skipped. */
function whyTask(task: TaskFacts, run: RunFacts): Reason[] {
  if (isFinal(task.state)) return task.state === "failed" ? [endedSo(task)] : passedOver(task);
  if (task.state === "running") return [whyUngated(task, run)];
  const held = task.holds.map((hold) => holdReason(hold, task.name));
  const hasCome =
    task.state === "waiting" && task.retryAt === null && openNeeds(task, run).length === 0;
  if (hasCome && task.gates.length > 0)
    return [...held, ...task.gates.map((gate) => gateReason(gate, task.name))];
  if (hasCome && held.length + run.holds.length > 0) return held;
  const later = openNeeds(task, run).length > 0 && task.retryAt === null ? laterReasons(task) : [];
  return [...held, whyUngated(task, run), ...later];
}

const openNeeds = (task: TaskFacts, run: RunFacts): TaskFacts[] =>
  needsOf(task, run).filter(({ state }) => !isFinal(state));

/** Field by field: as they are stored, gates have a kind of their own. */
const gateReason = (gate: GateFacts, task: string | null): Reason => {
  const { text, found, holds, change, since, until } = gate;
  return reason("gate", `${text}: ${found}`, { task, holds, change, since, until });
};

function whyUngated(task: TaskFacts, run: RunFacts): Reason {
  if (task.state === "running" && task.child) return childReason(task, task.child);
  if (task.state === "running")
    return task.instances
      ? instancesReason(task)
      : reason("running", `attempt ${task.attempt} runs on worker ${task.worker}`, {
          task: task.name,
          since: task.startedAt,
        });
  if (task.state === "ready") return readyTask(task, run);
  if (task.retryAt !== null)
    return reason("retry", `attempt ${task.attempt} failed; attempt ${task.attempt + 1} follows`, {
      task: task.name,
      until: task.retryAt,
    });
  const open = openNeeds(task, run).map((need) => `${need.name} (${need.state})`);
  // Between the end of its needs and the first verdict on its gates.
  const message = open.length === 0 ? "is about to be judged" : `waits for ${some(open)}`;
  return reason("needs", message, { task: task.name, since: run.startedAt });
}

function readyTask(task: TaskFacts, { workers, ...run }: RunFacts): Reason {
  const ends = needsOf(task, run).map((need) => need.finishedAt ?? "");
  const since = ends.sort().at(-1) || run.startedAt;
  return reason("worker", whyNoWorker(task.runsOn, workers), { task: task.name, since });
}

const needsOf = (task: TaskFacts, run: Pick<RunFacts, "tasks">): TaskFacts[] =>
  task.needs.flatMap((idx) => run.tasks[idx] ?? []);

/** Names in a sentence: five at most. */
const some = (names: readonly string[]): string => {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown || "nothing";
};
