// Which fact of a predecessor came last before something was ready: what its lag counts from.

import { factsOf } from "#core/conditions/condition.ts";
import { describeFact } from "#core/conditions/describe.ts";
import { questionsOf } from "#core/conditions/question.ts";
import { sinceOf } from "#core/conditions/since.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { isRun } from "../runs/engine-rows.ts";
import { answersTo, type World } from "../runs/world.ts";
import type { Predecessor } from "./observed-estate.ts";
import type { ObservedRun, ObservedTask } from "./observed-rows.ts";

/** Null: nothing but time decided. */
export function lastOf(
  row: ObservedRun | ObservedTask,
  world: World,
  { project, now }: { project: string; now: number },
): Predecessor | null {
  const run = isRun(row) ? row : row.run;
  const { pipeline, lastEnd } = run.of;
  let last = run.decision.after;
  const take = (what: string, at: number | null): void => {
    if (at !== null && at <= now && (last === null || at >= last.at)) last = { what, at };
  };
  if (!isRun(row)) {
    for (const place of row.task.needs) {
      const need = run.tasks[place];
      if (need) take(`${need.task.name} ${need.state}`, need.finishedAt);
    }
    if (row.iteration > 1) take(`iteration ${row.iteration - 1} ended`, row.finishedAt);
  }
  const awaits = isRun(row) ? pipeline.awaits : (row.task.gates?.awaits ?? null);
  if (awaits === null) return last;
  const waiter = { ...waiterOf(pipeline, { project, date: run.date, now }), lastEnd };
  const answers = answersTo(world, questionsOf(awaits, waiter), run);
  for (const fact of factsOf(awaits))
    take(describeFact(fact, waiter), sinceOf(fact, answers, waiter));
  return last;
}
