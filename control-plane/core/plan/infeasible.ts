// Deadlines that a change makes infeasible: however smoothly a run goes, it would come too late for them.

import { deadlineOf, sinceDue } from "../deadline/time.ts";
import { formatDuration } from "../duration.ts";
import type { Deadline, Pipeline } from "../pipeline.ts";
import { fires } from "../simulation/fire.ts";
import type { Outlook } from "./lengths.ts";
import { longestPath, type RunTime, type RunTimes, type TaskTime } from "./run-times.ts";
import type { Estate } from "./sides.ts";

export interface Infeasible {
  pipeline: string;
  /** Null: the run's own deadline. */
  task: string | null;
  kind: "startBy" | "finishBy";
  /** As written, such as `07:00`. */
  by: string;
  /** `likely`: too late even if what nobody declared takes no time. `longest`: if it takes as long as timeouts allow. */
  outlook: Outlook;
  /** Of the first run that comes too late. */
  date: string;
  dueAt: string;
  deadlineAt: string;
  /** When it would start or finish. */
  reachedAt: string;
  /** The tasks that take it so long; none for a start. */
  path: string[];
  /** The pipeline that it awaits and that holds it up. */
  heldBy: string | null;
  /** How many of the next runs come too late, of how many. */
  runs: number;
  of: number;
}

const lookedAt = 10;

/**
 * Of these pipelines, what came in time before and doesn't after. `times` are of one outlook on both sides.
 * @param at In milliseconds since 1970: runs that are due later are looked at.
 */
export function infeasible(
  names: readonly string[],
  sides: Record<"before" | "after", { estate: Estate; times: RunTimes }>,
  outlook: Outlook,
  at: number,
): Infeasible[] {
  return names.flatMap((name) => {
    const { estate, times } = sides.after;
    const now = estate.get(name)?.pipeline;
    if (now === undefined || !hasDeadline(now)) return [];
    const found = lateOf(now, times, outlook, at);
    if (found.length === 0) return [];
    const then = sides.before.estate.get(name)?.pipeline;
    const known = then ? lateOf(then, sides.before.times, outlook, at).map(keyOf) : [];
    return found.filter((one) => !known.includes(keyOf(one)));
  });
}

const keyOf = ({ task, kind }: Infeasible): string => `${task} ${kind}`;

const hasDeadline = ({ deadline, tasks }: Pipeline): boolean =>
  deadline !== null || tasks.some((task) => task.deadline !== null);

function lateOf(pipeline: Pipeline, times: RunTimes, outlook: Outlook, at: number): Infeasible[] {
  const runs = nextRunsOf(pipeline, times, at);
  const found = new Map<string, Infeasible>();
  for (const run of runs)
    for (const late of lateIn(pipeline, run)) {
      const { task, kind } = late;
      const known = found.get(`${task} ${kind}`);
      if (known) known.runs++;
      else found.set(`${task} ${kind}`, { ...late, outlook, runs: 1, of: runs.length });
    }
  return [...found.values()];
}

/** The next ones by schedule; of what only runs after others, those of the next dates. */
function nextRunsOf(pipeline: Pipeline, times: RunTimes, at: number): RunTime[] {
  if (pipeline.triggers.length > 0) {
    const range = { from: { at: at + 1 }, to: { at: at + horizonMs } };
    return fires(pipeline, range)
      .take(lookedAt)
      .map((fire) => times.at(pipeline, fire))
      .toArray();
  }
  const today = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(pipeline.timezone)
    .toPlainDate();
  return Array.from({ length: lookedAt }, (_, days) =>
    times.of(pipeline.name, today.add({ days }).toString()),
  ).filter((run) => run !== null && run.dueAt > at) as RunTime[];
}

/** What runs less than once in a quarter is not looked at further. */
const horizonMs = 92 * 86_400_000;

type Late = Omit<Infeasible, "outlook" | "runs" | "of">;

function lateIn(pipeline: Pipeline, run: RunTime): Late[] {
  const whole = lateFor(pipeline, pipeline.deadline, run, null);
  return [...whole, ...run.tasks.flatMap((one) => lateFor(pipeline, one.task.deadline, run, one))];
}

function lateFor(
  pipeline: Pipeline,
  deadline: Deadline | null,
  run: RunTime,
  task: TaskTime | null,
): Late[] {
  return (["startBy", "finishBy"] as const).flatMap((kind) => {
    const by = deadline?.[kind] ?? null;
    if (by === null) return [];
    const { startsAt, endsAt } = task ?? run;
    const reached = kind === "startBy" ? startsAt : endsAt;
    const at = deadlineOf(by, run, pipeline);
    if (reached <= at) return [];
    const { date, dueAt, heldBy } = run;
    return {
      ...{ pipeline: pipeline.name, task: task?.task.name ?? null, kind, by, date, heldBy },
      ...{ dueAt: instant(dueAt), deadlineAt: instant(at), reachedAt: instant(reached) },
      path: kind === "startBy" && task === null ? [] : longestPath(run, task ?? undefined),
    };
  });
}

const instant = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

/** `daily-revenue must finish by 07:00 and can't: it is 20m late on 2026-03-28 (10 of the next 10 runs)`. */
export function infeasibleText(one: Infeasible): string {
  const { pipeline, task, kind, by, outlook, date, path, heldBy, runs } = one;
  const who = task === null ? pipeline : `${pipeline}, task ${task},`;
  const late = formatDuration(Date.parse(one.reachedAt) - Date.parse(one.deadlineAt));
  const can =
    outlook === "likely"
      ? `can't: it is ${late} late on ${date}`
      : `may not: if tasks take as long as their timeouts allow, it is ${late} late on ${date}`;
  const way = path.length > 1 ? ` by ${path.join(" → ")}` : "";
  const held = heldBy === null ? "" : `, held up by ${heldBy}`;
  const verb = kind === "startBy" ? "start" : "finish";
  const limit = sinceDue(by) === null ? `by ${by}` : `within ${by.slice(1)} of when it is due`;
  return `${who} must ${verb} ${limit} and ${can}${way}${held} (${runs} of the next ${one.of} runs)`;
}
