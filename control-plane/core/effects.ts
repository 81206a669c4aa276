// What a task changes elsewhere when it succeeds, with this run's dates and values: part of its completion.

import { businessCalendar } from "./calendar/of-pipeline.ts";
import { nearestFixed } from "./conditions/fixed-date.ts";
import { dateOf } from "./conditions/waiter.ts";
import { type ExpressionValues, renderTemplateText } from "./expression.ts";
import type { EmittedDate, Pipeline, Task } from "./pipeline.ts";
import { scheduledDates } from "./schedule/scheduled-dates.ts";

/** As `store/functions/apply_effects.sql` takes them. */
export type StoredEffect =
  | { emit: string; date: string }
  | { clear: string; date: string | null }
  | { set: string; value: string }
  | { update: string };

/** An event's date that the pipeline's schedules don't have. */
class NoSuchDate extends Error {}

/** What the run's own values and dates make impossible: its task fails, and no worker is at fault. */
export const isFaultOfRun = (error: unknown): boolean =>
  error instanceof NoSuchDate || (error as Error).name === "ExpressionError";

const isFixed = (rule: EmittedDate): rule is { fixed: string } =>
  typeof rule === "object" && "fixed" in rule;

const noDates = { previous: null, next: null };

/** Null when there are none. @throws NoSuchDate, ExpressionError */
export function effectsOf(
  pipeline: Pipeline,
  task: Pick<Task, "effects" | "gates">,
  date: string,
  values: ExpressionValues,
): StoredEffect[] | null {
  // A revision that was stored before there were effects has no list.
  const effects = task.effects ?? [];
  if (effects.length === 0) return null;
  const calendar = businessCalendar(pipeline);
  const dated = (rule: EmittedDate): string => {
    // Only the schedules' own dates are worth a look at the schedules.
    const scheduled =
      typeof rule === "object" && "scheduled" in rule
        ? scheduledDates(pipeline, date, task.gates?.onlyOn)
        : noDates;
    const found = rule === "static" ? rule : dateOf(rule, { date, scheduled, calendar });
    if (found === null) throw new NoSuchDate("an event's date is not among the pipeline's dates");
    return found;
  };
  const emitted = (rule: EmittedDate): string =>
    isFixed(rule) ? nearestFixed(rule.fixed, date) : dated(rule);
  // A day of each year is cleared of them all.
  const cleared = (rule: EmittedDate): string => (isFixed(rule) ? rule.fixed : dated(rule));
  return effects.map((effect): StoredEffect => {
    switch (effect.kind) {
      case "emit":
        return { emit: effect.event, date: emitted(effect.date) };
      case "clear":
        return { clear: effect.event, date: effect.date === null ? null : cleared(effect.date) };
      case "set":
        return { set: effect.variable, value: renderTemplateText(effect.value, values) };
      case "update":
        return { update: effect.asset };
      default:
        return effect satisfies never;
    }
  });
}
