// Facts as people say them: in `why`, in plans, in diagnostics.

import { hasYear } from "../calendar/date.ts";
import { formatDuration } from "../duration.ts";
import type { Comparison, DateRule, EventDate, Fact, Which } from "./condition.ts";
import { type Dated, dateOf } from "./waiter.ts";

/** One line, without a full stop. With a waiter, dates are given as dates. */
export function describeFact(fact: Fact, waiter: Dated | null = null): string {
  switch (fact.kind) {
    case "run": {
      const pipeline = fact.project === null ? fact.pipeline : `${fact.project}/${fact.pipeline}`;
      const what = fact.task === null ? pipeline : `${pipeline}, task ${fact.task},`;
      return `${what} ${fact.state}${codeText(fact.exitCode)}${whichText(fact.which, waiter)}${fact.ifScheduled ? ", if scheduled" : ""}`;
    }
    case "task":
      return `task ${fact.task} ${fact.state}${codeText(fact.exitCode)}`;
    case "event": {
      const name = fact.project === null ? fact.name : `${fact.project}/${fact.name}`;
      if (fact.date === "any") return `event ${name} for any date`;
      if (isOfAnyYear(fact.date)) return `event ${name} for ${fact.date.fixed} of any year`;
      return fact.date === "static"
        ? `event ${name}`
        : `event ${name}${dateText(fact.date, waiter)}`;
    }
    case "variable": {
      const name = fact.project === null ? fact.name : `${fact.project}/${fact.name}`;
      return `variable ${name} ${fact.test.op} ${JSON.stringify(fact.test.value)}`;
    }
    case "asset":
      return fact.which.by === "fresh" || fact.which.by === "stale"
        ? `asset ${fact.name} ${fact.which.by}`
        : `asset ${fact.name} updated${whichText(fact.which, waiter)}`;
    default:
      return fact satisfies never;
  }
}

/** An event's day of each year. */
export const isOfAnyYear = (date: EventDate): date is { fixed: string } =>
  typeof date === "object" && "fixed" in date && !hasYear(date.fixed);

const codeText = (test: Comparison | null): string =>
  test === null ? "" : ` with exit code ${test.op} ${test.value}`;

function whichText(which: Which, waiter: Dated | null): string {
  switch (which.by) {
    case "date":
      return dateText(which.date, waiter);
    case "latest":
      return " (its newest run)";
    case "since":
      return ` since ${which.at}`;
    case "sinceLastEnd":
      return " since the last end of this one";
    case "within":
      return ` within ${formatDuration(which.ms)}`;
    default:
      return which satisfies never;
  }
}

function dateText(rule: DateRule, waiter: Dated | null): string {
  const rules = ruleText(rule);
  if (waiter === null) return ` for ${rules}`;
  return ` for ${dateOf(rule, waiter) ?? rules}`;
}

/** Such as `the date -1 d`. */
export function ruleText(rule: DateRule): string {
  if ("fixed" in rule) return hasYear(rule.fixed) ? rule.fixed : `the newest ${rule.fixed}`;
  if ("scheduled" in rule)
    return rule.scheduled < 0 ? "the previous scheduled date" : "the next scheduled date";
  if ("days" in rule) return rule.days === 0 ? "the same date" : `the date ${signed(rule.days)} d`;
  return `the date ${signed(rule.businessDays)} business days`;
}

const signed = (count: number): string => (count < 0 ? `${count}` : `+${count}`);
