// What stood against a start at the instant at which it happened, by the plainest reading of the spec and of the rows:
// needs, days, conditions, windows, approvals, pools, retry delays, iterations, holds, blackouts and limits of runs.

import type { Condition } from "#core/conditions/condition.ts";
import type { Approval, Pipeline, Take, Task } from "#core/pipeline.ts";
import { naivelyHolds, type World } from "./naive-conditions.ts";
import { naivelyOn } from "./naive-only-on.ts";
import { naiveLateness, windowAgainst } from "./naive-windows.ts";

/** What a start was made of; `simulated-starts.sql` notes it. Instants are milliseconds since 1970. */
export interface StartFact {
  run: number;
  /** -1: the run itself. */
  idx: number;
  now: number;
  revision: number;
  date: string;
  holds: { task: string | null; mode: string; since: number }[];
  /** What people opened by force. */
  ignored: { idx: number; name: string; at: number }[];
  /** At the instant of the start; null where nothing is asked of it. */
  world: World | null;
  /** When the judgement began that started it and, in the same transaction, others; null: none did. */
  before: World | null;
}

export interface TaskStart extends StartFact {
  /** A server judged it; else a hold is looked at when a worker comes for it. */
  gated: boolean;
  iteration: number;
  dueAt: number | null;
  /** Behind the delay of a retry. */
  delayed: boolean;
  /** All of the run, by place. */
  tasks: Record<string, NeededTask>;
  votes: boolean[] | null;
  askedAt: number | null;
  pools: Record<string, PoolFact> | null;
}

interface NeededTask {
  state: string;
  ending: string | null;
  tolerated: boolean;
  /** A rerun took it over as it was. */
  carried: boolean;
}

interface PoolFact {
  kind: "units" | "lock" | "rate";
  units: number;
  /** Null: it has nothing of it. */
  own: number | null;
  others: number;
  /** Of a rate, within its time. */
  lately: number;
}

export interface RunStart extends StartFact {
  blackouts: { id: number; addedAt: number }[] | null;
  most: number | null;
  running: number;
}

/** Instances of lists lie above the places of the spec. */
const places = 32_768;
const declared = (idx: number) => (idx < places ? idx : Math.floor(idx / places) - 1);
const itemOf = (idx: number) => (idx < places ? null : idx % places);

/** A task became ready, or began without a worker. */
export function againstReady(start: TaskStart, pipeline: Pipeline): string[] {
  const task = pipeline.tasks[declared(start.idx)];
  if (!task) return ["it is not in the spec"];
  const isInstance = start.idx >= places;
  const isList = task.forEach !== undefined && task.phase !== "undo" && !isInstance;
  const held = start.gated ? heldBy(start, task) : [];
  const against = [...held, ...(start.delayed ? ["its retry is not due"] : [])];
  if (!isInstance) against.push(...needsAgainst(task, start));
  if (!isInstance) against.push(...gatesAgainst(start, pipeline, task));
  if (!isList)
    against.push(...(task.gates?.takes ?? []).flatMap((take) => takeAgainst(take, start)));
  return against;
}

/** A task was skipped because it came too late for its window. */
export function againstLate(start: TaskStart, pipeline: Pipeline): string[] {
  const task = pipeline.tasks[declared(start.idx)];
  if (!task?.gates) return ["it has no window"];
  // An iteration may be too late for what ends the repetition as well.
  if (task.repeat) return [];
  const held = heldBy(start, task);
  if (ignores(start, "time")) return [...held, "its window is not asked for"];
  const against = [...held, ...naiveLateness(start, pipeline, task.gates)];
  if (task.gates.late !== "nearest") return against;
  // The nearer edge decides at an instant at which all else holds.
  return [...against, ...gatesAgainst(start, pipeline, withoutWindow(task))];
}

const withoutWindow = ({ gates, ...task }: Task): Task => ({
  ...task,
  gates: gates && { ...gates, notBefore: null, notAfter: null },
});

/** A worker began an attempt: what has become ready latches, except for what people hold. */
export function againstClaim(start: TaskStart, pipeline: Pipeline): string[] {
  const task = pipeline.tasks[declared(start.idx)];
  return task ? heldBy(start, task) : ["it is not in the spec"];
}

/** A run may be started, or queue for its limit. */
export function againstOpen(start: RunStart, pipeline: Pipeline): string[] {
  const { awaits } = pipeline;
  const holds = awaits === null || ignores(start, "condition") || isMet(awaits, start, pipeline);
  return [...(holds ? [] : ["what it awaits does not hold"]), ...keptBack(start)];
}

export function againstRun(start: RunStart): string[] {
  const { most, running } = start;
  const over = most !== null && running > most ? [`${running} of ${most} runs at a time`] : [];
  return [...over, ...keptBack(start)];
}

/** Names that were opened for this task, or for the run. */
const namesIgnored = ({ idx, ignored }: StartFact): string[] =>
  ignored.filter((one) => one.idx === idx || one.idx === declared(idx)).map(({ name }) => name);
const ignores = (start: StartFact, name: string) => namesIgnored(start).includes(name);

const wasOpenedSince = ({ idx, ignored }: StartFact, name: string, at: number): boolean =>
  ignored.some(
    (one) => one.name === name && one.at >= at && (one.idx === idx || one.idx === declared(idx)),
  );

function keptBack(start: RunStart): string[] {
  const held = start.holds.filter(
    ({ task, since }) => task === null && !wasOpenedSince(start, "hold", since),
  );
  const kept = (start.blackouts ?? []).filter(
    ({ addedAt }) => !wasOpenedSince(start, "blackout", addedAt),
  );
  return [...held.map(() => "it is held"), ...kept.map(({ id }) => `blackout ${id}`)];
}

function heldBy(start: TaskStart, task: Task): string[] {
  const item = itemOf(start.idx);
  const names = [null, task.name, task.group, ...(item === null ? [] : [`${task.name}[${item}]`])];
  return (
    start.holds
      .filter(({ task: name, mode }) => names.includes(name) && mode !== "noexec")
      .filter(({ since }) => !wasOpenedSince(start, "hold", since))
      // Whoever lets a run go on that is held as a whole lets all its tasks.
      .filter(
        ({ task: name, since }) =>
          name !== null || !wasOpenedSince({ ...start, idx: -1 }, "hold", since),
      )
      .map(({ mode, task: name }) => `${mode} of ${name ?? "everything"}`)
  );
}

/** `finally` and `undo` begin when the phase before them has ended, whatever became of it. */
function needsAgainst(task: Task, { tasks }: TaskStart): string[] {
  return task.needs.flatMap((need) => {
    const found = tasks[need];
    const state = found?.state ?? "missing";
    const isOver = ["succeeded", "failed", "skipped", "cancelled"].includes(state);
    const isMet =
      state === "succeeded" || found?.ending === "iced" || (state === "failed" && found?.tolerated);
    const asks = task.condition === null && task.phase === "main" && !found?.carried;
    return isOver && (isMet || !asks) ? [] : [`it needs task ${need}, which is ${state}`];
  });
}

function gatesAgainst(start: TaskStart, pipeline: Pipeline, task: Task): string[] {
  const { gates, repeat } = task;
  const { now, dueAt, iteration } = start;
  const against: string[] = [];
  if (repeat && dueAt !== null && dueAt > now) against.push(`iteration ${iteration} is not due`);
  if (gates === null) return against;
  if (gates.onlyOn && !naivelyOn(gates.onlyOn, start.date)) against.push("it is not its day");
  if (gates.awaits !== null && !ignores(start, "condition"))
    if (!isMet(gates.awaits, start, pipeline)) against.push("what it awaits does not hold");
  if (!ignores(start, "time")) against.push(...windowAgainst(start, pipeline, gates));
  if (gates.approval) against.push(...approvalAgainst(gates.approval, start));
  return against;
}

/** What starts together is judged together: that a task has started does not speak against it, nor against the next. */
const isMet = (awaits: Condition, start: StartFact, pipeline: Pipeline): boolean =>
  [start.world, start.before].some(
    (world) => world !== null && naivelyHolds(awaits, waiterOf(start, pipeline), world),
  );

function waiterOf(start: StartFact, { name, timezone, triggers, calendar }: Pipeline) {
  const names = namesIgnored(start).flatMap((one) => /^condition:(.*)$/.exec(one)?.[1] ?? []);
  const { run, date, now } = start;
  return { run, pipeline: name, date, timezone, triggers, calendar, now, ignored: names };
}

function approvalAgainst(approval: Approval, { votes, askedAt, now }: TaskStart): string[] {
  if (votes?.includes(false)) return ["it was rejected"];
  const { count, deadlineMs, onExpiry } = approval;
  if ((votes ?? []).length >= count) return [];
  const isOver = deadlineMs !== null && askedAt !== null && now >= askedAt + deadlineMs;
  return isOver && onExpiry === "approve"
    ? []
    : [`approved ${votes?.length ?? 0} times of ${count}`];
}

function takeAgainst({ pool, amount }: Take, start: TaskStart): string[] {
  if (ignores(start, "pool") || ignores(start, `pool:${pool}`)) return [];
  const found = start.pools?.[pool];
  if (!found) return [`there is no pool ${pool}`];
  const { kind, units, own, others, lately } = found;
  if (kind === "rate") return lately > units ? [`${lately} of ${units} of ${pool}`] : [];
  if (own === null) return [`it has nothing of ${pool}`];
  if (amount === "exclusive") return others > 0 ? [`${pool} is not its alone`] : [];
  // Whoever has a lock for itself has all of it.
  if (own + others > units) return [`${own + others} of ${units} of ${pool}`];
  return amount === "shared" || own === amount ? [] : [`it has ${own} of ${pool}, not ${amount}`];
}
