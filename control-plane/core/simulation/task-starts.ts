// When a task of a run may start by its own days, window and repetition: by what the engine judges it by, with iterations
// that take no time. What it needs and waits for is left out.

import type { DayRule } from "../business-date.ts";
import { isOnlyOn } from "../calendar/only-on.ts";
import { windowAt } from "../late-window.ts";
import type { Gates, Repeat, Task } from "../pipeline.ts";
import { type EndedIteration, endsOfRepeat, firstIteration, nextIteration } from "../repeat.ts";

/** What of a task decides about its times. */
export interface TaskTimes {
  gates: Pick<Gates, "notBefore" | "notAfter" | "late" | "onlyOn"> | null;
  repeat?: Repeat | undefined;
}

/** Of a run: when it is due, in milliseconds since 1970, and its business date. */
export interface DueRun {
  at: number;
  date: string;
}

/** Without what decides about no times, so that equal ones are equal texts. */
export function timesOfTask({ gates, repeat }: Pick<Task, "gates" | "repeat">): TaskTimes {
  const { notBefore = null, notAfter = null, late, onlyOn } = gates ?? {};
  const own = { notBefore, notAfter, ...(late && { late }), ...(onlyOn && { onlyOn }) };
  const isFree = notBefore === null && notAfter === null && onlyOn === undefined;
  return { gates: isFree ? null : own, ...(repeat && { repeat }) };
}

/** Whether it does not simply start with its run. */
export const isTimed = ({ gates, repeat }: TaskTimes): boolean =>
  gates !== null || repeat !== undefined;

/**
 * The starts of one run, ascending, in milliseconds since 1970: none on a date that is not one of the task's or when the run
 * comes too late. Of a repetition that follows from the iterations' own ends only the first is known.
 */
export function startsOfTask(
  { gates, repeat }: TaskTimes,
  { at, date }: DueRun,
  rule: DayRule,
): number[] {
  if (gates?.onlyOn && !isOnlyOn(gates.onlyOn, date)) return [];
  const { from, to } = gates === null ? noWindow : windowAt(gates, date, rule, at);
  const opens = Math.max(at, from?.at ?? at);
  const place = { date, ...rule, gates };
  const first = repeat ? Math.max(firstIteration(repeat, place, opens) ?? opens, opens) : opens;
  if (to !== null && first > to.at) return [];
  const starts = [first];
  if (repeat === undefined || ("from" in repeat.beat && repeat.beat.from === "end")) return starts;
  const ends = endsOfRepeat(repeat, place);
  const ended: EndedIteration = { iteration: 1, startedAt: first, dueAt: first };
  for (;;) {
    const next = nextIteration(repeat, place, ended, ended.startedAt, ends);
    if ("end" in next) return starts;
    starts.push(next.at);
    ended.iteration++;
    ended.startedAt = next.at;
    ended.dueAt = next.at;
  }
}

const noWindow = { from: null, to: null };
