// When a run of a side of a plan would start and end: its due time, what it awaits of others, its windows, and the longest
// path through its tasks.

import type { DayRule } from "../business-date.ts";
import { dateOf, dayOf } from "../calendar/date.ts";
import type { Condition } from "../conditions/condition.ts";
import { edgesTo } from "../phase.ts";
import type { Pipeline, Task } from "../pipeline.ts";
import { type Fire, fires } from "../simulation/fire.ts";
import { windowOf } from "../window.ts";
import type { Estate } from "./sides.ts";

/** Instants in milliseconds since 1970. */
export interface TaskTime {
  task: Task;
  startsAt: number;
  endsAt: number;
  /** Index of the need that ends last; null: none holds it up. */
  after: number | null;
}

export interface RunTime {
  date: string;
  dueAt: number;
  startsAt: number;
  endsAt: number;
  /** By index of the pipeline's tasks. */
  tasks: TaskTime[];
  /** The awaited pipeline that holds its start up; null: none does. */
  heldBy: string | null;
}

export interface RunTimes {
  /** The run of a due time. */
  at(pipeline: Pipeline, fire: Pick<Fire, "at" | "date">): RunTime;
  /** The first run of a business date; null where nothing makes one due that is known before. */
  of(name: string, date: string): RunTime | null;
}

/** Runs that await each other in a circle, or over very many, are taken as if they came in time. */
const deepest = 50;

/** @param length Of a task in milliseconds. */
export function runTimes(
  estate: Estate,
  length: (pipeline: string, task: Task) => number,
): RunTimes {
  const known = new Map<string, RunTime | null>();
  const path: string[] = [];

  function of(name: string, date: string): RunTime | null {
    const key = `${name} ${date}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const pipeline = estate.get(name)?.pipeline;
    if (pipeline === undefined || path.includes(key) || path.length >= deepest) return null;
    path.push(key);
    const due = dueOf(pipeline, date);
    const made = due === null ? null : at(pipeline, { at: due, date });
    path.pop();
    known.set(key, made);
    return made;
  }

  function dueOf(pipeline: Pipeline, date: string): number | null {
    const next = dateOf(dayOf(date) + 1);
    for (const fire of fires(pipeline, { from: { date }, to: { date: next } })) return fire.at;
    const ends = (pipeline.after ?? []).flatMap(
      ({ condition }) => holdsFrom(condition, date, null)?.at ?? [],
    );
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** When a condition holds, as far as runs of the project decide it; null where they don't. */
  function holdsFrom(
    condition: Condition | null | undefined,
    date: string,
    own: { pipeline: Pipeline; tasks: readonly TaskTime[] } | null,
  ): { at: number; by: string } | null {
    if (!condition) return null;
    if ("of" in condition) {
      if (condition.kind === "not") return null;
      const parts = condition.of.map((part) => holdsFrom(part, date, own));
      const times = parts.filter((part) => part !== null).sort((a, b) => a.at - b.at);
      if (condition.kind === "all") return times.at(-1) ?? null;
      // Of alternatives one that nobody can tell may come first.
      const count = condition.kind === "any" ? 1 : condition.count;
      return times.length === parts.length ? (times[count - 1] ?? null) : null;
    }
    if (condition.kind === "task") {
      const ends = own?.tasks.filter(({ task }) => task.group === condition.task) ?? [];
      return ends.length === 0
        ? null
        : { at: Math.max(...ends.map(({ endsAt }) => endsAt)), by: condition.task };
    }
    if (condition.kind !== "run" || condition.project !== null) return null;
    const { which, state } = condition;
    if (which.by !== "date" || !("days" in which.date)) return null;
    if (state !== "succeeded" && state !== "finished") return null;
    const run = of(condition.pipeline, dateOf(dayOf(date) + which.date.days));
    if (run === null) return null;
    const tasks = run.tasks.filter(({ task }) => task.group === condition.task);
    const at =
      condition.task === null ? run.endsAt : Math.max(...tasks.map(({ endsAt }) => endsAt));
    return { at, by: condition.pipeline };
  }

  function at(pipeline: Pipeline, { at: dueAt, date }: Pick<Fire, "at" | "date">): RunTime {
    const awaited = holdsFrom(pipeline.awaits, date, null);
    const startsAt = Math.max(dueAt, awaited?.at ?? dueAt);
    const heldBy = awaited !== null && awaited.at > dueAt ? awaited.by : null;
    const rule: DayRule = pipeline;
    const tasks: TaskTime[] = [];
    for (const task of pipeline.tasks) {
      let ready = startsAt;
      let after: number | null = null;
      for (const need of edgesTo(pipeline, task)) {
        const ended = tasks[need]?.endsAt ?? startsAt;
        if (ended > ready || after === null) [ready, after] = [Math.max(ready, ended), need];
      }
      // What undoes is not waited for, and what is `finally` comes after all else.
      if (task.phase === "finally") ready = Math.max(ready, ...tasks.map(({ endsAt }) => endsAt));
      const waits = holdsFrom(task.gates?.awaits, date, { pipeline, tasks });
      const opens =
        task.gates?.notBefore == null
          ? -Infinity
          : (windowOf(task.gates, date, rule).from?.at ?? 0);
      const start = Math.max(ready, opens, waits?.at ?? -Infinity);
      const took = task.phase === "undo" ? 0 : length(pipeline.name, task);
      tasks.push({ task, startsAt: start, endsAt: start + took, after });
    }
    const endsAt = tasks.reduce((last, one) => Math.max(last, one.endsAt), startsAt);
    return { date, dueAt, startsAt, endsAt, tasks, heldBy };
  }

  return { at, of };
}

/** The names of the tasks on the path that ends last, from its first to its last. */
export function longestPath({ tasks }: RunTime, last?: TaskTime): string[] {
  const path: string[] = [];
  let one =
    last ??
    tasks.reduce<TaskTime | undefined>(
      (latest, task) => (latest === undefined || task.endsAt > latest.endsAt ? task : latest),
      undefined,
    );
  while (one !== undefined && path.length < tasks.length) {
    path.unshift(one.task.name);
    one = one.after === null ? undefined : tasks[one.after];
  }
  return path;
}
