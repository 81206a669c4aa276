// Which fact of a predecessor came last before something was ready: what its lag counts from.

import { type Condition, factsOf } from "#core/conditions/condition.ts";
import { describeFact } from "#core/conditions/describe.ts";
import { questionsOf } from "#core/conditions/question.ts";
import { sinceOf } from "#core/conditions/since.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { isRun, type PipelineRow } from "../runs/engine-rows.ts";
import { answersTo, type World } from "../runs/world.ts";
import type { Predecessor } from "./observed-estate.ts";
import type { ObservedRun, ObservedTask } from "./observed-rows.ts";

interface Moment {
  project: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Null: nothing but time decided. */
export function lastOf(
  row: ObservedRun | ObservedTask,
  world: World,
  at: Moment,
): Predecessor | null {
  const run = isRun(row) ? row : row.run;
  const found = [run.decision.after];
  if (!isRun(row)) {
    for (const place of row.task.needs) {
      const { task, state, finishedAt } = run.tasks[place] as ObservedTask;
      if (finishedAt !== null) found.push({ what: `${task.name} ${state}`, at: finishedAt });
    }
    if (row.iteration > 1 && row.finishedAt !== null)
      found.push({ what: `iteration ${row.iteration - 1} ended`, at: row.finishedAt });
  }
  const awaits = isRun(row) ? run.of.pipeline.awaits : (row.task.gates?.awaits ?? null);
  if (awaits !== null) found.push(lastFact(awaits, run.of, run.date, run, world, at));
  return latest(found);
}

/** Of the facts of a condition, for a run of a date; the run where there is one by now. */
export function lastFact(
  condition: Condition,
  { pipeline, lastEnd }: PipelineRow,
  date: string,
  run: ObservedRun | null,
  world: World,
  { project, now }: Moment,
): Predecessor | null {
  const waiter = { ...waiterOf(pipeline, { project, date, now }), lastEnd };
  const answers = answersTo(world, questionsOf(condition, waiter), run);
  return latest(
    factsOf(condition).map((fact) => {
      const at = sinceOf(fact, answers, waiter);
      return at === null || at > now ? null : { what: describeFact(fact, waiter), at };
    }),
  );
}

const latest = (all: readonly (Predecessor | null)[]): Predecessor | null =>
  all.reduce(
    (last, each) => (each === null || (last !== null && last.at > each.at) ? last : each),
    null,
  );
