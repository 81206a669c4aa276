// How often two jobs that do the same start at the same minute: by the times of the pipelines that both have become.

import type { Pipeline } from "#core/pipeline.ts";
import { fires } from "#core/simulation/fire.ts";
import type { Range } from "#core/simulation/range.ts";
import { startsOfTask, timesOfTask } from "#core/simulation/task-starts.ts";

/** A task, by its name as the spec has it. */
export interface TimedTask {
  pipeline: Pipeline;
  task: string;
}

/** Business dates in [from, to), YYYY-MM-DD. */
interface Span {
  from: string;
  to: string;
}

const minuteMs = 60_000;

/** As the end of a sentence that begins with both of them. */
export function overlapText(one: TimedTask, other: TimedTask, { from, to }: Span): string {
  const range = { from: { date: from }, to: { date: to } };
  const [left, right] = [minutesOf(one, range), minutesOf(other, range)];
  if (left === null || right === null) return "when both start is not told by times alone";
  let common = 0;
  for (const minute of left) if (right.has(minute)) common++;
  return common === 0
    ? `never at the same time from ${from} to ${to}`
    : `${common} ${common === 1 ? "time" : "times"} at the same minute from ${from} to ${to}`;
}

/** Minutes since 1970 in which it starts, conditions left aside; null: no time starts it. */
function minutesOf({ pipeline, task }: TimedTask, range: Range): Set<number> | null {
  const found = pipeline.tasks.find(({ group }) => group === task);
  if (found === undefined || pipeline.triggers.length === 0) return null;
  const times = timesOfTask(found);
  const rule = { timezone: pipeline.timezone, newDay: pipeline.newDay };
  const minutes = new Set<number>();
  for (const run of fires(pipeline, range))
    for (const at of startsOfTask(times, run, rule)) minutes.add(Math.floor(at / minuteMs));
  return minutes;
}
